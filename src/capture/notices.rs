//! Whether an edit says of itself that it is one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::diff::Piece;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    words: Vec<String>,
}

static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    // The file is the program's own, and a test reads it.
    let languages: BTreeMap<String, Language> = toml::from_str(include_str!("notices.toml")).unwrap_or_default();
    languages.into_values().flat_map(|language| language.words).collect()
});

/// The changed line by which a text says that it was changed; nothing if none does. All languages are looked for: pages mix them.
pub(super) fn notice(pieces: &[Piece<'_>], newer: &str) -> Option<String> {
    let mut at = 0;
    for piece in pieces {
        let added = match piece {
            Piece::Same(text) => {
                at += text.len();
                continue;
            }
            Piece::Changed(change) => change.added,
        };
        let mut place = at;
        for line in added.split_inclusive('\n') {
            let small = line.to_lowercase();
            if WORDS.iter().any(|word| small.contains(word.as_str())) {
                // The whole line as the page has it, not only what is new of it.
                let start = newer[..place].rfind('\n').map_or(0, |end| end + 1);
                return newer[start..].lines().next().map(str::to_owned);
            }
            place += line.len();
        }
        at += added.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::compare;

    #[test]
    fn every_language_has_words_and_only_what_was_added_counts() {
        for (added, told) in [
            ("Correction: it was 13.\n", true),
            ("Исправлено в 12:40.\n", true),
            ("Мәтін түзетілді.\n", true),
            ("Nothing of the kind.\n", false),
        ] {
            let (old, new) = ("Updated today.\nA.\n", format!("Updated today.\nA.\n{added}"));
            let notice = notice(&compare(old, &new), &new);
            assert_eq!(notice.as_deref(), told.then(|| added.trim_end()), "{added}");
        }
        let (old, new) = ("A.\nThe toll is 12.\nC.\n", "A.\nThe corrected toll is 12.\nC.\n");
        assert_eq!(notice(&compare(old, new), new).as_deref(), Some("The corrected toll is 12."));
    }
}
