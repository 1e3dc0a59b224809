//! Tags of languages (BCP 47, RFC 5646). What is sealed cannot be taken back, and what nobody can look up says nothing: the language
//! must be one of ISO 639, in the shortest of its codes. What older manifests say is not judged by it.

/// Languages of two letters, from the tables of ISO 639-3 (SIL International, its registration authority), each with other codes for it and its names.
const TWO_LETTERS: &str = include_str!("languages.tsv");

/// Codes of ISO 639-3 for languages that have none of two letters.
const THREE_LETTERS: &str = include_str!("languages-3.txt");

/// Why this is no tag of a language, if it is none.
pub(super) fn wrong_language(text: &str) -> Option<String> {
    if is_language_tag(text) {
        return None;
    }
    let meant = meant(text).map(|tag| format!("; did you mean {tag}?")).unwrap_or_default();
    Some(format!("language: a BCP 47 tag such as en, ru or kk-Cyrl, or `unknown`{meant}"))
}

/// True of subtags of one to eight letters and digits (RFC 5646 §2.1), the first of which is a language.
pub(super) fn is_language_tag(text: &str) -> bool {
    let subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut parts = text.split('-');
    parts.next().is_some_and(|first| is_language(&first.to_ascii_lowercase())) && parts.all(subtag)
}

fn is_language(code: &str) -> bool {
    match code.len() {
        2 => languages().any(|(known, ..)| known == code),
        3 => THREE_LETTERS.split_ascii_whitespace().any(|known| known == code),
        _ => false,
    }
}

/// The tag of a language that somebody called by another code, by its country's or by its name.
fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    let by_name = |names: &str| names.split("; ").any(|name| name.eq_ignore_ascii_case(text));
    if let Some((code, ..)) = languages().find(|(.., names)| by_name(names)) {
        return Some(code.to_owned());
    }
    // en_US, eng-GB
    let text = text.replace('_', "-");
    let (first, behind) = text.find('-').map_or((&*text, ""), |at| text.split_at(at));
    let first = first.to_ascii_lowercase();
    let by_code =
        |(code, codes, _): &(&str, &str, &str)| *code == first || codes.split(' ').any(|other| other == first);
    let (code, ..) = languages().find(by_code)?;
    Some(format!("{code}{behind}")).filter(|tag| is_language_tag(tag))
}

fn languages() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    TWO_LETTERS.lines().filter_map(|line| {
        let (code, behind) = line.split_once('\t')?;
        let (codes, names) = behind.split_once('\t')?;
        Some((code, codes, names))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_iso_639_are_known_by_their_shortest_code() {
        for tag in ["en", "EN", "ru", "kk", "kk-Cyrl", "en-GB", "zh-Hant-TW", "dng", "und", "mul", "sr-Latn", "de-1996"]
        {
            assert_eq!(wrong_language(tag), None, "{tag}");
        }
        assert!(languages().count() > 180 && languages().all(|(code, ..)| code.len() == 2));
        assert!(THREE_LETTERS.split_ascii_whitespace().all(|code| code.len() == 3));
    }

    #[test]
    fn what_else_people_write_is_told_with_what_they_mean() {
        for (text, meant) in [
            ("English", "en"),
            ("kazakh", "kk"),
            ("eng", "en"),
            ("ger", "de"),
            ("kz", "kk"),
            ("ua", "uk"),
            ("kaz-Cyrl", "kk-Cyrl"),
            ("en_US", "en-US"),
            (" ru", "ru"),
        ] {
            let told = wrong_language(text).unwrap();
            assert!(told.ends_with(&format!("; did you mean {meant}?")), "{text}: {told}");
        }
        for text in ["", "e", "xx", "qqq", "qqqq", "english!", "казахский", "en-", "İ-x", "unknown"] {
            assert!(wrong_language(text).unwrap().ends_with("or `unknown`"), "{text}");
        }
    }
}
