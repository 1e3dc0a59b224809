//! What is wrong with a lexicon: a word that two classes claim, or a word that no rule uses.
//!
//! The build asks this (`build.rs` reads this file, too), so that no program is made with such a lexicon. Hence it knows
//! the file as data only, and not the types that the rules read it into.

use std::collections::{BTreeMap, HashMap};

use toml::{Table, Value};

use super::forms::forms;

/// Classes whose words are verbs, of which the file has the base form.
pub const VERBS: [&str; 4] = ["say", "show", "think", "act"];

/// Each thing wrong, in words. `rules` is the source text of all rules.
///
/// # Errors
/// The file is not TOML, or has not the tables of a lexicon.
pub fn complaints(file: &str, rules: &str) -> Result<Vec<String>, String> {
    let file: Table = file.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let table = |name: &str| file.get(name).and_then(Value::as_table).ok_or(format!("it has no table [{name}]"));
    let irregular = table("irregular")?.clone().try_into().map_err(|error| format!("[irregular]: {error}"))?;
    let mut wrong = Vec::new();
    let classes = claims(table("class")?, &irregular, &mut wrong);
    for class in table("class")?.keys().filter(|class| !rules.contains(&format!("Class::{}", camel(class)))) {
        wrong.push(format!("no rule uses the class {class}"));
    }
    let mut roles = BTreeMap::new();
    for (role, words) in table("role")? {
        if !rules.contains(&format!("\"{role}\"")) {
            wrong.push(format!("no rule uses the role {role}"));
        }
        for word in words.as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !classes.contains_key(word) {
                wrong.push(format!("`{word}` has the role {role}, and no class"));
            }
            if let Some(other) = roles.insert(word, role) {
                wrong.push(format!("`{word}` has two roles, {other} and {role}"));
            }
        }
    }
    let within = file.get("gazetteer").and_then(|gazetteer| gazetteer.get("within")?.as_table());
    let mut lies = BTreeMap::new();
    for (country, names) in within.into_iter().flatten() {
        for name in names.as_array().into_iter().flatten().filter_map(Value::as_str) {
            if name.to_lowercase() != name || classes.get(name) == Some(&"place") {
                wrong.push(format!("`{name}` in [gazetteer.within] has a capital, or is a country above"));
            }
            if let Some(other) = lies.insert(name, country) {
                wrong.push(format!("`{name}` lies within {other} and {country}"));
            }
        }
    }
    Ok(wrong)
}

/// The class of every word and form.
fn claims<'a>(
    classes: &'a Table,
    irregular: &HashMap<String, [String; 4]>,
    wrong: &mut Vec<String>,
) -> BTreeMap<String, &'a str> {
    let mut claimed = BTreeMap::new();
    for (class, words) in classes {
        let mut own: Vec<String> = match words {
            Value::Table(values) => values.keys().cloned().collect(),
            words => words.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        };
        if VERBS.contains(&class.as_str()) {
            let made: Vec<_> = own.iter().flat_map(|verb| forms(verb, irregular)).map(|(form, _)| form).collect();
            own.extend(made);
        }
        for word in own {
            match claimed.insert(word.clone(), class.as_str()) {
                Some(other) if other != class => wrong.push(format!("{other} and {class} both claim `{word}`")),
                _ => {}
            }
        }
    }
    claimed
}

/// The name of a class in code: `more-than` is `MoreThan`.
fn camel(class: &str) -> String {
    let capital = |part: &str| part[..1].to_ascii_uppercase() + &part[1..];
    class.split('-').filter(|part| !part.is_empty()).map(capital).collect()
}
