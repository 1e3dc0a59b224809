//! In which country a town or a region lies, and what names of places stand beside.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use serde::Deserialize;

use super::small::Small;

/// As the file has it.
#[derive(Default, Deserialize)]
pub(super) struct Table {
    area: Vec<Box<str>>,
    within: HashMap<String, Vec<String>>,
}

/// Names, in small letters, and their countries.
#[derive(Debug, Default)]
pub(in super::super) struct Gazetteer {
    areas: Vec<Box<str>>,
    /// By the letters that a name begins with, the longest first. The keys are ours, as those of all words are.
    short: HashMap<Small, Vec<Lies>, FixedState>,
    /// Those that begin with more letters than that.
    long: HashMap<Box<str>, Vec<Lies>>,
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
        let mut made = Self { areas, ..Self::default() };
        for (letters, mut some) in names {
            some.sort_by_key(|one| std::cmp::Reverse(one.name.len()));
            match Small::new(letters.chars()) {
                Some(small) => made.short.insert(small, some),
                None => made.long.insert(letters, some),
            };
        }
        made
    }

    /// "District", "Village": what is called by a name beside it.
    pub fn is_area(&self, word: &str) -> bool {
        self.areas.iter().any(|area| area.eq_ignore_ascii_case(word))
    }

    /// The country of the place by whose name this text begins, in whatever letters, and how many bytes the name has.
    pub fn within(&self, text: &str) -> Option<(&str, usize)> {
        let some = self.beginning(text)?;
        some.iter().find_map(|one| Some((&*one.within, begins(text, &one.name)?)))
    }

    /// What begins with the letters by which this text begins.
    fn beginning(&self, text: &str) -> Option<&Vec<Lies>> {
        // Asked at each capital of a text: nearly all begin a few letters of ASCII with another sign of ASCII behind them.
        let (small, length) = Small::letters(text.as_bytes());
        if (1..Small::MOST).contains(&length) && text.as_bytes().get(length).is_none_or(u8::is_ascii) {
            return self.short.get(&small);
        }
        let letters = letters(text).to_lowercase();
        match Small::new(letters.chars()) {
            Some(small) => self.short.get(&small),
            None => self.long.get(&*letters),
        }
    }
}

fn letters(text: &str) -> &str {
    text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
}

/// The bytes of a name by which a text begins, if it goes on with no letter. Apostrophes are written in two ways.
fn begins(text: &str, name: &str) -> Option<usize> {
    let mut behind = text.chars();
    let apostrophe = |c: char| if c == '’' { '\'' } else { c };
    let same = |letter: char, c: char| apostrophe(c).to_lowercase().eq([letter]);
    let whole = name.chars().all(|letter| behind.next().is_some_and(|c| same(letter, c)));
    let length = text.len() - behind.as_str().len();
    (whole && !behind.next().is_some_and(char::is_alphanumeric)).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_met_whole_and_in_any_letters() {
        let of = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let long = "llanfairpwllgwyngyll";
        let within = [
            ("tajikistan", of(&["rushan"])),
            ("chad", of(&["n'djamena", "port", "port of n"])),
            ("poland", of(&["kraków", "łódź"])),
            ("wales", of(&[long])),
        ];
        let within = within.map(|(country, names): (&str, Vec<String>)| (country.to_owned(), names)).into();
        let gazetteer = Gazetteer::new(Table { within, ..Table::default() });
        for (text, country) in [
            ("Rushan district", Some(("tajikistan", 6))),
            ("RUSHAN.", Some(("tajikistan", 6))),
            ("Rushanov", None),
            ("N'Djamena", Some(("chad", 9))),
            ("N’Djamena", Some(("chad", 11))),
            ("Port of N, a town", Some(("chad", 9))),
            ("Port of Spain", Some(("chad", 4))),
            ("Port7", None),
            ("Kraków", Some(("poland", 7))),
            ("ŁÓDŹ,", Some(("poland", 7))),
            ("Llanfairpwllgwyngyll and", Some(("wales", long.len()))),
            ("Llanfairpwllgwyn", None),
            ("", None),
        ] {
            assert_eq!(gazetteer.within(text), country, "{text}");
        }
    }
}
