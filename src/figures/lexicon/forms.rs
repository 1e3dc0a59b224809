//! The forms of English verbs: listed once in the lexicon, regular forms made here. The build reads this file, too.

use std::collections::HashMap;

/// The form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Not a verb of the cue classes.
    Plain,
    /// "say"
    Base,
    /// "says"
    Third,
    /// "said"
    Past,
    /// "written", where it is not the past too
    Participle,
    /// "saying"
    Ing,
}

/// Third person, past, participle and -ing form of a verb; `irregular` gives those that no rule makes.
pub fn forms(verb: &str, irregular: &HashMap<String, [String; 4]>) -> [(String, Form); 4] {
    if let Some([third, past, participle, ing]) = irregular.get(verb) {
        return [
            (third.clone(), Form::Third),
            (past.clone(), Form::Past),
            (participle.clone(), Form::Participle),
            (ing.clone(), Form::Ing),
        ];
    }
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    let (third, past) = match verb.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => (format!("{stem}ies"), format!("{stem}ied")),
        None if verb.ends_with(['s', 'x']) || verb.ends_with("sh") || verb.ends_with("ch") => {
            (format!("{verb}es"), format!("{verb}ed"))
        }
        None => (format!("{verb}s"), format!("{stem}ed")),
    };
    [
        (third, Form::Third),
        (past.clone(), Form::Past),
        (past, Form::Participle),
        (format!("{}ing", if verb.ends_with("ee") { verb } else { stem }), Form::Ing),
    ]
}
