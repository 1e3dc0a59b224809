//! The checks of a lexicon: one class a word, no word without a rule.

use super::*;

#[test]
fn no_word_is_claimed_twice() {
    assert_eq!(english().claimed_twice, Vec::<String>::new());
}

#[test]
fn a_word_that_two_classes_or_no_class_claim_is_told() {
    let tiny = |class: &str, role: &str| {
        let file = format!("[irregular]\n[role]\n{role}\n[class]\n{class}\n");
        Lexicon::from_toml(&file).unwrap()
    };
    assert_eq!(tiny("say = [\"claim\"]\nadverb = [\"claims\"]", "").claimed_twice.len(), 1);
    assert_eq!(tiny("adverb = [\"now\"]", "of = [\"of\"]").without_class, ["of"]);
    assert_eq!(tiny("adverb = [\"now\"]", "of = [\"now\"]\nby = [\"now\"]").claimed_twice, ["now"]);
    assert!(Lexicon::from_toml("[irregular]\n[role]\n[class]\nno-such-class = [\"now\"]").is_err());
}

#[test]
fn every_word_with_a_role_has_a_class() {
    assert_eq!(english().without_class, Vec::<String>::new());
}

#[test]
fn verbs_have_their_forms() {
    let form = |word: &str| english().starting(word).iter().find(|e| e.rest.is_empty()).map(|e| (e.class, e.form));
    assert_eq!(form("said"), Some((Class::Say, Form::Past)));
    assert_eq!(form("denies"), Some((Class::Say, Form::Third)));
    assert_eq!(form("announcing"), Some((Class::Say, Form::Ing)));
    assert_eq!(form("agreeing"), Some((Class::Think, Form::Ing)));
}

/// The rules, without the lexicon's own code.
fn rules() -> String {
    let mut sources = String::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/figures")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("lexicon") {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                sources += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    sources
}

/// A class that no code names is a word list without a rule.
#[test]
fn every_class_is_used_by_a_rule() {
    let sources = rules();
    let classes = english().iter().map(|(_, entry)| format!("Class::{:?}", entry.class));
    let unused: std::collections::BTreeSet<String> = classes.filter(|class| !sources.contains(class)).collect();
    assert!(unused.is_empty(), "no rule uses {unused:?}");
}

/// The same for words that rules ask for one by one.
#[test]
fn every_role_is_used_by_a_rule() {
    let (sources, file) = (rules(), toml::from_str::<File>(ENGLISH).unwrap());
    let unused: Vec<&String> = file.role.keys().filter(|role| !sources.contains(&format!("\"{role}\""))).collect();
    assert!(unused.is_empty(), "no rule uses {unused:?}");
}
