//! Whether a text that states no language is in this one: by its letters, and by its words.

use isolang::Language;

use super::script::{Script, beginning};

/// So many bytes are looked at for words.
const LOOKED_AT: usize = 2048;

/// One in so many words of running text, or more, is a common one. Of 252 English texts half had one in four or five, and none fewer
/// than this.
const ONE_IN: usize = 12;

/// So many common words, among few others, are enough: the rest of the text need not be looked at.
const ENOUGH: usize = 6;

/// By what a language is known.
#[derive(Debug, Default)]
pub(super) struct Tongue {
    script: Script,
    /// Words that running text of it is full of, and of which other languages have few.
    common: Vec<String>,
    /// ISO 639-3.
    code: Option<&'static str>,
}

impl Tongue {
    /// Of a language by its BCP 47 tag.
    pub fn new(tag: &str, script: Script, common: Vec<String>) -> Self {
        let code = Language::from_639_1(tag).or_else(|| Language::from_639_3(tag)).map(|language| language.to_639_3());
        Self { script, common, code }
    }

    /// False if a text is in another language for all that its letters and words tell. Names and numbers alone tell nothing.
    pub fn may_be_that_of(&self, text: &str) -> bool {
        if !self.script.is_that_of(text) {
            return false;
        }
        let text = beginning(text, LOOKED_AT);
        self.has_common_words(text) || !self.is_surely_another(text)
    }

    /// Nearly all texts end here: to count letters by threes takes longer than to read a text for figures.
    fn has_common_words(&self, text: &str) -> bool {
        let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        let (mut all, mut common) = (0, 0);
        for word in words {
            all += 1;
            common += usize::from(self.common.iter().any(|one| one.eq_ignore_ascii_case(word)));
            if common >= ENOUGH && common * ONE_IN > all {
                return true;
            }
        }
        common * ONE_IN > all
    }

    fn is_surely_another(&self, text: &str) -> bool {
        whatlang::detect(text).is_some_and(|found| found.is_reliable() && Some(found.lang().code()) != self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::super::english;

    #[test]
    fn a_text_in_other_words_is_another_language() {
        let is_english = |text: &str| english().tongue.may_be_that_of(text);
        for text in [
            "Les autorités ont fait état de 164 morts. Ce chiffre a été retiré par la suite.",
            "Kazakistan'da 164 kişi öldü, sağlık bakanlığı açıkladı. Daha sonra bu sayı geri çekildi.",
            "Qozog'istonda 164 kishi halok bo'ldi, deya xabar berdi Sog'liqni saqlash vazirligi.",
            "164 Tote in Kasachstan, sagt das Ministerium. Die Zahl wurde später zurückgezogen.",
            "W Kazachstanie zginęły 164 osoby, podało ministerstwo zdrowia.",
        ] {
            assert!(!is_english(text), "{text}");
        }
    }

    /// The danger: figures of an English text would not be read, which is told, and yet nobody looks.
    #[test]
    fn what_is_short_or_full_of_names_is_read() {
        let is_english = |text: &str| english().tongue.may_be_that_of(text);
        for text in [
            "164 killed",
            &format!("It said 26 people were killed in Peru. {}", "8 officers died. ".repeat(20)),
            "12 Jan. Two dead, police officers. 13 Jan. Three dead, demonstrators. 14 Jan. Nine detained, journalists.",
            "Almaty: 164 dead, 2,200 injured, 9,900 arrested",
            "Ivan Petrov, 34, Almaty\nAidos Meldekhanov, 4, Almaty\nSaule Nurmagambetova, 42, Taraz\nDauren Kussainov, 17",
            "According to \"Le Figaro\" (\"Les autorités ont fait état de 164 morts dans les émeutes\") the ministry said that.",
        ] {
            assert!(is_english(text), "{text}");
        }
    }
}
