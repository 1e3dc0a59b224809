//! The words of a language, as data: each word in one class, each class used by some rule. `claims` checks it, in the build.

#[cfg(test)]
mod claims;
mod class;
mod ending;
mod forms;
mod gazetteer;
mod head;
mod script;
mod small;
#[cfg(test)]
mod tests;
mod tongue;
mod words;

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::scan::Triggers;
use super::span::Span;
pub(super) use class::Class;
pub(super) use ending::{Ending, Endings};
pub(super) use forms::Form;
use forms::forms;
pub(super) use gazetteer::Gazetteer;
use script::Script;
pub(super) use small::Small;
use tongue::Tongue;
pub(super) use words::Starting;
use words::Words;

/// The file the digest of the ruleset covers.
pub(super) const ENGLISH: &str = include_str!("en.toml");

/// One word or phrase.
#[derive(Debug)]
pub(super) struct Entry {
    /// The first word, in small letters.
    first: Box<str>,
    pub class: Class,
    pub form: Form,
    /// The number, month, person or place it stands for.
    pub value: Box<str>,
    /// What one rule asks for by itself: for a verb, that of its base form.
    pub role: Box<str>,
    /// The words behind the first, for a phrase.
    pub rest: Box<[Box<str>]>,
    /// Set where the word matches with its capitals only.
    pub exact: Option<Box<str>>,
}

/// All words of a language, by their first word.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: Words,
    tongue: Tongue,
    /// Where places lie.
    pub gazetteer: Gazetteer,
    endings: ending::Table,
    /// The ends of "she'll" and "we've", which the tokenizer takes off.
    contractions: Vec<Box<str>>,
    /// Finds the words that wake the reader; made when the first text is read.
    pub triggers: OnceLock<Triggers>,
}

#[derive(Deserialize)]
struct File {
    /// BCP 47.
    language: String,
    script: Script,
    #[serde(default)]
    common: Vec<String>,
    class: HashMap<Class, List>,
    irregular: HashMap<String, [String; 4]>,
    #[serde(default)]
    gazetteer: gazetteer::Table,
    /// Words that a rule asks for one by one, by what they do: "that" opens a clause in English, "que" in Spanish.
    role: HashMap<String, Vec<String>>,
    /// What the last letters of a word tell where no list has it.
    ending: HashMap<Ending, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum List {
    Words(Vec<String>),
    Values(HashMap<String, String>),
}

/// Words and phrases by their first word, in small letters.
type ByFirst = HashMap<Box<str>, Vec<Entry>>;

/// Why a text is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It states a language that cannot be read yet.
    Language,
    /// It states none, and by its letters or words it is another.
    Unstated,
}

/// The lexicon for texts in a language, by its BCP 47 tag: a text that does not say is read as English; `None` for a
/// language that cannot be read yet.
pub(super) fn of_language(tag: Option<&str>) -> Option<&'static Lexicon> {
    let language = language(tag);
    (is_unstated(&language) || language == "en").then(english)
}

/// The lexicon for a text.
///
/// The danger: by the words of another language everything has a verdict, and most of them are `ok`.
///
/// # Errors
/// Why there is none.
pub(super) fn of_text(tag: Option<&str>, text: &str) -> Result<&'static Lexicon, Unread> {
    let lexicon = of_language(tag).ok_or(Unread::Language)?;
    match is_unstated(&language(tag)) && !lexicon.tongue.may_be_that_of(text) {
        true => Err(Unread::Unstated),
        false => Ok(lexicon),
    }
}

fn language(tag: Option<&str>) -> String {
    tag.unwrap_or_default().split('-').next().unwrap_or_default().to_ascii_lowercase()
}

fn is_unstated(language: &str) -> bool {
    matches!(language, "und" | "unknown" | "")
}

/// English, read once.
pub(super) fn english() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON
        .get_or_init(|| Lexicon::from_toml(ENGLISH).expect("the lexicon is part of the program, and a test reads it"))
}

impl Lexicon {
    /// Reads a lexicon file.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let endings = ending::Table::new(file.ending).map_err(|text| {
            serde::de::Error::custom(format_args!("[ending]: `{text}` has no letter, or more than eight bytes"))
        })?;
        let tongue = Tongue::new(&file.language, file.script, file.common);
        let mut lexicon = Self { endings, gazetteer: Gazetteer::new(file.gazetteer), tongue, ..Self::default() };
        lexicon.contractions = lexicon.endings.all(Ending::Contraction).map(Into::into).collect();
        let mut roles: HashMap<&str, &str> = HashMap::new();
        for (role, words) in &file.role {
            roles.extend(words.iter().map(|word| (word.as_str(), role.as_str())));
        }
        let mut made = ByFirst::new();
        for (class, words) in file.class {
            match words {
                List::Values(values) => {
                    for (word, value) in values {
                        let role = roles.get(&*word).copied().unwrap_or_default();
                        lexicon.insert(&mut made, &word, (class, Form::Plain), (&value, role));
                    }
                }
                List::Words(list) if class.inflects() => {
                    for verb in list {
                        let role = roles.get(&*verb).copied().unwrap_or_default();
                        lexicon.insert(&mut made, &verb, (class, Form::Base), (&verb, role));
                        for (form, kind) in forms(&verb, &file.irregular) {
                            lexicon.insert(&mut made, &form, (class, kind), (&verb, role));
                        }
                    }
                }
                List::Words(list) => {
                    for word in list {
                        let role = roles.get(&*word).copied().unwrap_or_default();
                        lexicon.insert(&mut made, &word, (class, Form::Plain), ("", role));
                    }
                }
            }
        }
        for entries in made.values_mut() {
            // Longest phrase first; the order of reading never decides.
            entries.sort_by_key(|entry| std::cmp::Reverse((entry.rest.len(), entry.exact.is_some())));
        }
        lexicon.words = Words::new(made);
        Ok(lexicon)
    }

    fn insert(&self, made: &mut ByFirst, word: &str, (class, form): (Class, Form), (value, role): (&str, &str)) {
        let mut parts: Vec<String> = super::token::pieces(word, &self.contractions).map(str::to_owned).collect();
        let first = parts.remove(0);
        let lower = first.to_lowercase();
        let exact = (lower != first).then(|| first.into());
        let rest: Box<[Box<str>]> = parts.into_iter().map(|part| part.to_lowercase().into()).collect();
        let entries = made.entry(lower.as_str().into()).or_default();
        // "said" is both past and participle of one verb: the first form stands. No other class has the word: see `claims`.
        if !entries.iter().any(|entry| entry.rest == rest && entry.exact == exact) {
            let first = lower.into();
            entries.push(Entry { first, class, form, value: value.into(), role: role.into(), rest, exact });
        }
    }

    /// What the last letters of a word tell, which stands here in a text.
    pub fn endings(&self, text: &str, word: Span) -> Endings {
        self.endings.of(text, word)
    }

    /// The ends of contractions, without their apostrophe.
    pub fn contractions(&self) -> &[Box<str>] {
        &self.contractions
    }

    /// What begins with this word.
    pub fn starting(&self, word: Small) -> Option<Starting> {
        self.words.starting(word)
    }

    /// The same for a sign of ASCII.
    pub fn starting_sign(&self, sign: u8) -> Option<Starting> {
        self.words.starting_sign(sign)
    }

    /// The same for a word of any length, by its letters, which are small already.
    pub fn starting_any(&self, word: impl Iterator<Item = char> + Clone) -> Option<Starting> {
        self.words.starting_any(word)
    }

    /// The phrases that may stand where `behind` follows their first word, longest first.
    pub fn phrases(&self, starting: Starting, behind: &[u8]) -> impl Iterator<Item = &Entry> {
        self.words.phrases(starting, behind)
    }

    /// The word by itself, and its class.
    pub fn alone(&self, starting: Starting) -> Option<(&Entry, Class)> {
        self.words.alone(starting)
    }

    /// Every word and phrase with its class, in no order: for tests and for building the trigger scan.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.words.iter().map(|entry| (&*entry.first, entry))
    }
}
