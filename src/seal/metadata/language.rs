//! Tags of languages (BCP 47, RFC 5646). What is sealed cannot be taken back, and what nobody can look up says nothing: the language
//! must be one of ISO 639, in the shortest of its codes. What older manifests say is not judged by it.

use isolang::Language;

/// Codes that ISO 639-3 keeps for what is no one language.
const SPECIAL: [&str; 4] = ["mis", "mul", "und", "zxx"];

/// Codes of countries that people write for a language, where no language has that code; and codes of ISO 639-2 that are not those of
/// ISO 639-3.
const OTHERS: [(&str, &str); 24] = [
    ("kz", "kk"),
    ("ua", "uk"),
    ("cn", "zh"),
    ("jp", "ja"),
    ("cz", "cs"),
    ("ge", "ka"),
    ("dk", "da"),
    ("us", "en"),
    ("gb", "en"),
    ("alb", "sq"),
    ("arm", "hy"),
    ("baq", "eu"),
    ("bur", "my"),
    ("chi", "zh"),
    ("cze", "cs"),
    ("dut", "nl"),
    ("fre", "fr"),
    ("geo", "ka"),
    ("ger", "de"),
    ("gre", "el"),
    ("ice", "is"),
    ("per", "fa"),
    ("rum", "ro"),
    ("slo", "sk"),
];

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
    let shortest = |language: Language| language.to_639_1().is_none();
    Language::from_639_1(code).is_some() || Language::from_639_3(code).is_some_and(shortest) || SPECIAL.contains(&code)
}

/// The tag of a language that somebody called by another code, by its country's or by its name.
fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    let wanted = text.to_owned();
    if let Some(language) = Language::match_names(move |name| name.eq_ignore_ascii_case(&wanted)).next() {
        return Some(code(language).to_owned());
    }
    // en_US, eng-GB
    let text = text.replace('_', "-");
    let (first, behind) = text.find('-').map_or((&*text, ""), |at| text.split_at(at));
    let first = first.to_ascii_lowercase();
    let other = OTHERS.iter().find(|(other, _)| *other == first).map(|(_, code)| *code);
    let known = other.or_else(|| Language::from_639_3(&first).map(code)).unwrap_or(&first);
    Some(format!("{known}{behind}")).filter(|tag| is_language_tag(tag))
}

/// The shortest code.
fn code(language: Language) -> &'static str {
    language.to_639_1().unwrap_or_else(|| language.to_639_3())
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
        assert!(OTHERS.iter().all(|(other, code)| !is_language(other) && is_language(code)));
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
        for text in ["", "1", "xx", "qqq", "qqqq", "english!", "казахский", "en-", "İ-x", "unknown"] {
            assert!(wrong_language(text).unwrap().ends_with("or `unknown`"), "{text}");
        }
    }
}
