//! The letters of a language: a text in others is none of it, whatever nobody said of its language.

use serde::Deserialize;

/// So many bytes of a text are looked at: what a text begins with, most of it is written in.
const LOOKED_AT: usize = 4096;

/// Letters in which languages are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(in crate::figures) enum Script {
    #[default]
    Latin,
}

impl Script {
    /// False if most letters of a text are others.
    pub fn is_that_of(self, text: &str) -> bool {
        let text = beginning(text, LOOKED_AT);
        if self == Self::Latin && mostly_ascii(text.as_bytes()) {
            return true;
        }
        let (mut own, mut others) = (0, 0);
        for letter in text.chars() {
            if self.has(letter) {
                own += 1;
            } else if is_of_another(letter) {
                others += 1;
            }
        }
        own >= others
    }

    /// True of a letter of this script, as Unicode's Scripts.txt has it.
    fn has(self, letter: char) -> bool {
        match self {
            Self::Latin => matches!(letter,
                'A'..='Z' | 'a'..='z' | 'ª' | 'º' | 'À'..='ʸ' | 'ᴀ'..='ᵿ' | 'Ḁ'..='ỿ' | 'ⁱ' | 'ⁿ'..='ₜ' | 'Ⅰ'..='ↈ'
                | 'Ⱡ'..='Ɀ' | 'Ꜣ'..='ꟿ' | 'ﬀ'..='ﬆ' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ'),
        }
    }
}

/// So many bytes that a text begins with, and no part of a letter.
pub(super) fn beginning(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
    &text[..end]
}

/// True of what is written between the blocks of Latin letters and of signs in Unicode: letters, nearly all of it. Unicode's own tables
/// are not asked: for texts in other letters that took as long as all else that is done with them.
fn is_of_another(c: char) -> bool {
    matches!(c,
        '\u{370}'..='\u{1dff}' | '\u{2c00}'..='\u{2dff}' | '\u{3041}'..='\u{d7ff}' | '\u{f900}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{10000}'..='\u{1cfff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether most letters are ASCII, even if all other bytes are of others: nearly all texts are told so, for a hundredth of what
/// reading them takes.
fn mostly_ascii(bytes: &[u8]) -> bool {
    const FEW: usize = 128;
    let (mut ascii, mut others, mut left) = (0, 0, bytes.len());
    for few in bytes.chunks(FEW) {
        ascii += count(few, |byte| byte.is_ascii_alphabetic());
        others += count(few, |byte| byte >= 0x80);
        left -= few.len();
        // A letter that is not ASCII has two bytes, or more. What is left need not be looked at where it can make no difference.
        if ascii >= (others + left) / 2 {
            return true;
        }
    }
    false
}

/// How many of a few bytes are so. In a sum of one byte, so that the processor makes many of them at a time.
fn count(few: &[u8], is_so: impl Fn(u8) -> bool) -> usize {
    usize::from(few.iter().map(|byte| u8::from(is_so(*byte))).sum::<u8>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_by_most_of_its_letters() {
        let is_latin = |text: &str| Script::Latin.is_that_of(text);
        for text in [
            "",
            "164",
            "— 164 —",
            "At least 12 people were killed.",
            "Ελλάδα: at least 12 people were killed",
            "“Жж” — said the ministry",
            "Żółć gęślą jaźń ąęóżź",
            "ﬁ",
            "🔥🔥🔥 12 dead ▪▪▪▪▪▪▪▪",
        ] {
            assert!(is_latin(text), "{text}");
        }
        for text in [
            "10 қаңтар 2022. Алматыда 164 адам қаза тапты.",
            "Погибли 164 человека, сообщает Reuters.",
            "在阿拉木图有164人死亡",
            "164 शहीद",
        ] {
            assert!(!is_latin(text), "{text}");
        }
        assert!(is_latin(&format!("{}{}", "people killed. ".repeat(400), "люди ".repeat(4000))), "it begins so");
        assert!(
            !is_latin(&"ж".repeat(LOOKED_AT)) && !is_latin(&format!("a{}", "ж".repeat(LOOKED_AT))),
            "cut in a letter"
        );
    }
}
