//! The words of a language, as data: each word in one class, each class used by some rule.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use serde::Deserialize;

/// The file the digest of the ruleset covers.
pub(super) const ENGLISH: &str = include_str!("lexicon/en.toml");

/// What a word is for. One word has one class, so that two rules never pull at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Class {
    // Numbers.
    Unit,
    Tens,
    Scale,
    ShortScale,
    Magnitude,
    Fraction,
    Factor,
    Fold,
    Article,
    And,
    Or,
    RangeTo,
    Between,
    MoreThan,
    AtLeast,
    AtMost,
    LessThan,
    Nearly,
    About,
    Neutral,
    OrMore,
    OrLess,
    OrSo,
    Few,
    // Not figures.
    Month,
    Weekday,
    TimeUnit,
    Ago,
    Ampm,
    Old,
    Aged,
    Label,
    Phone,
    Street,
    VersionOf,
    Furniture,
    Idiom,
    // What is counted.
    Killed,
    Injured,
    Casualties,
    Detained,
    Missing,
    Displaced,
    Participants,
    Incidents,
    CaseNoun,
    MoneyWord,
    ShareWord,
    People,
    Who,
    State,
    // Events.
    WeeksBack,
    Place,
    // Who says so.
    According,
    Survey,
    Say,
    Show,
    Think,
    Act,
    ReportNoun,
    DataNoun,
    Official,
    Anonymous,
    Veiled,
    GroupNoun,
    Spokesperson,
    FirstPerson,
    ThirdPerson,
    Relative,
    Title,
    Abbreviation,
    // Doubt and status.
    Hearsay,
    Unverified,
    VerifyVerb,
    Negation,
    Withdrawn,
    Mistake,
    Revised,
    CorrectionNote,
    EarlierVersion,
    Turn,
    InsteadOf,
    This,
    // Grammar.
    PartOf,
    Preposition,
    Subordinator,
    Adversative,
    Auxiliary,
    Adverb,
    Linking,
    Held,
    Trend,
    Verb,
}

/// The form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
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

/// One word or phrase.
#[derive(Debug)]
pub(super) struct Entry {
    pub class: Class,
    pub form: Form,
    /// The number, month, person or place it stands for.
    pub value: Box<str>,
    /// The words behind the first, for a phrase.
    pub rest: Box<[Box<str>]>,
    /// Set where the word matches with its capitals only.
    pub exact: Option<Box<str>>,
}

/// All words of a language, by their first word.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: HashMap<Box<str>, Vec<Entry>, BuildHasherDefault<Fnv>>,
    /// Words that two classes claim; a test keeps this empty.
    pub claimed_twice: Vec<String>,
    /// Words with a role and no class; a test keeps this empty.
    pub without_class: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    class: HashMap<Class, Words>,
    irregular: HashMap<String, [String; 4]>,
    /// Words that a rule asks for one by one, by what they do: "that" opens a clause in English, "que" in Spanish.
    role: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Words {
    List(Vec<String>),
    Values(HashMap<String, String>),
}

/// English, read once.
pub(super) fn english() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON
        .get_or_init(|| Lexicon::from_toml(ENGLISH).expect("the lexicon is part of the program, and a test reads it"))
}

impl Lexicon {
    /// Reads a lexicon file.
    fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut lexicon = Self::default();
        let mut roles: HashMap<&str, &str> = HashMap::new();
        for (role, words) in &file.role {
            for word in words {
                if roles.insert(word, role).is_some() {
                    lexicon.claimed_twice.push(word.clone());
                }
            }
        }
        for (class, words) in file.class {
            match words {
                Words::Values(values) => {
                    for (word, value) in values {
                        lexicon.insert(&word, class, Form::Plain, &value);
                    }
                }
                Words::List(list) if matches!(class, Class::Say | Class::Show | Class::Think | Class::Act) => {
                    for verb in list {
                        lexicon.insert(&verb, class, Form::Base, &verb);
                        for (form, kind) in forms(&verb, &file.irregular) {
                            lexicon.insert(&form, class, kind, &verb);
                        }
                    }
                }
                Words::List(list) => {
                    for word in list {
                        lexicon.insert(&word, class, Form::Plain, roles.remove(&*word).unwrap_or_default());
                    }
                }
            }
        }
        lexicon.without_class = roles.into_keys().map(str::to_owned).collect();
        for entries in lexicon.words.values_mut() {
            // Longest phrase first; the order of reading never decides.
            entries.sort_by_key(|entry| std::cmp::Reverse((entry.rest.len(), entry.exact.is_some())));
        }
        Ok(lexicon)
    }

    fn insert(&mut self, word: &str, class: Class, form: Form, value: &str) {
        let mut parts = pieces(word);
        let first = parts.remove(0);
        let lower = first.to_lowercase();
        let exact = (lower != first).then(|| first.into());
        let rest: Box<[Box<str>]> = parts.into_iter().map(|part| part.to_lowercase().into()).collect();
        let entries = self.words.entry(lower.into()).or_default();
        match entries.iter().find(|entry| entry.rest == rest && entry.exact == exact) {
            // "said" is both past and participle of one verb: the first form stands.
            Some(entry) if entry.class == class => {}
            Some(_) => self.claimed_twice.push(word.to_owned()),
            None => entries.push(Entry { class, form, value: value.into(), rest, exact }),
        }
    }

    /// What begins with this word (in lower case), longest phrase first.
    pub fn starting(&self, lower: &str) -> &[Entry] {
        self.words.get(lower).map_or(&[], Vec::as_slice)
    }

    /// Every word and phrase with its class, in no order: for tests and for building the trigger scan.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.words.iter().flat_map(|(word, entries)| entries.iter().map(move |entry| (&**word, entry)))
    }
}

/// A phrase as the tokens that the tokenizer makes of it.
fn pieces(phrase: &str) -> Vec<String> {
    super::token::pieces(phrase).map(str::to_owned).collect()
}

fn forms(verb: &str, irregular: &HashMap<String, [String; 4]>) -> [(String, Form); 4] {
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

/// FNV-1a: words are short, come from our own file, and nobody can make them collide.
#[derive(Debug)]
pub(super) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_claimed_twice() {
        assert_eq!(english().claimed_twice, Vec::<String>::new());
    }

    #[test]
    fn verbs_have_their_forms() {
        let form = |word: &str| english().starting(word).iter().find(|e| e.rest.is_empty()).map(|e| (e.class, e.form));
        assert_eq!(form("said"), Some((Class::Say, Form::Past)));
        assert_eq!(form("denies"), Some((Class::Say, Form::Third)));
        assert_eq!(form("announcing"), Some((Class::Say, Form::Ing)));
        assert_eq!(form("agreeing"), Some((Class::Think, Form::Ing)));
    }

    /// A class that no code names is a word list without a rule.
    #[test]
    fn every_class_is_used_by_a_rule() {
        let mut sources = String::new();
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/figures")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("lexicon.rs") {
                    sources += &std::fs::read_to_string(path).unwrap();
                }
            }
        }
        let unused: std::collections::BTreeSet<String> = english()
            .iter()
            .map(|(_, entry)| format!("{:?}", entry.class))
            .filter(|class| !sources.contains(&format!("Class::{class}")))
            .collect();
        assert!(unused.is_empty(), "no rule uses {unused:?}");
    }
}
