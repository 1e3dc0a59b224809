//! In which country a town or a region lies, and what names of places stand beside.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

/// As the file has it.
#[derive(Default, Deserialize)]
pub(super) struct Table {
    area: HashSet<Box<str>>,
    within: HashMap<String, Vec<String>>,
}

/// Names, in small letters, and their countries.
#[derive(Debug, Default)]
pub(in super::super) struct Gazetteer {
    areas: HashSet<Box<str>>,
    /// By the letters that a name begins with, the longest first.
    names: HashMap<Box<str>, Vec<Lies>>,
}

#[derive(Debug)]
struct Lies {
    name: Box<str>,
    within: Box<str>,
}

impl Gazetteer {
    pub(super) fn new(Table { area: areas, within }: Table) -> Self {
        let mut names: HashMap<Box<str>, Vec<Lies>> = HashMap::new();
        for (country, some) in within {
            for name in some {
                let lies = Lies { name: name.as_str().into(), within: country.as_str().into() };
                names.entry(letters(&name).into()).or_default().push(lies);
            }
        }
        names.values_mut().for_each(|some| some.sort_by_key(|one| std::cmp::Reverse(one.name.len())));
        Self { areas, names }
    }

    /// "District", "village": what is called by a name beside it.
    pub fn is_area(&self, word: &str) -> bool {
        self.areas.contains(word)
    }

    /// The country of the place by whose name this text begins, in whatever letters.
    pub fn within(&self, text: &str) -> Option<&str> {
        let some = self.names.get(&*letters(text).to_lowercase())?;
        some.iter().find(|one| begins(text, &one.name)).map(|one| &*one.within)
    }
}

fn letters(text: &str) -> &str {
    text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
}

/// Whether a text begins with a name, and goes on with no letter.
fn begins(text: &str, name: &str) -> bool {
    let mut behind = text.chars();
    name.chars().all(|letter| behind.next().is_some_and(|c| c.to_lowercase().eq([letter])))
        && !behind.next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_met_whole_and_in_any_letters() {
        let of = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let within = [("tajikistan", of(&["rushan"])), ("chad", of(&["n'djamena", "port", "port of n"]))];
        let within = within.map(|(country, names): (&str, Vec<String>)| (country.to_owned(), names)).into();
        let gazetteer = Gazetteer::new(Table { within, ..Table::default() });
        for (text, country) in [
            ("Rushan district", Some("tajikistan")),
            ("RUSHAN.", Some("tajikistan")),
            ("Rushanov", None),
            ("N'Djamena", Some("chad")),
            ("N’Djamena", None),
            ("Port of Spain", Some("chad")),
            ("", None),
        ] {
            assert_eq!(gazetteer.within(text), country, "{text}");
        }
    }
}
