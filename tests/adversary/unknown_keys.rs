//! In every object of a manifest: a key that the format has not, and a key that stands twice.

use super::scene::{Scene, line};

/// Names of the two faults, the line of the log, and a key of the object whose line ends with a comma.
#[rustfmt::skip]
pub const PLACES: &[(&str, &str, usize, &str)] = &[
    ("unknown key at the top", "key twice at the top", line::TALLY, "origin"),
    ("unknown key in a document", "key twice in a document", line::TALLY, "path"),
    ("unknown key in a text", "key twice in a text", line::TALLY, "extractor"),
    ("unknown key in line digests", "key twice in line digests", line::TALLY, "every"),
    ("unknown key in retrieval", "key twice in retrieval", line::TALLY, "url"),
    ("unknown key in source", "key twice in source", line::TALLY, "publisher"),
    ("unknown key in a superseded entry", "key twice in a superseded entry", line::SUCCESSOR, "supersedes>path"),
    ("unknown key in a trust statement", "key twice in a trust statement", line::KEYS, "settings"),
    ("unknown key in a withdrawal", "key twice in a withdrawal", line::WITHDRAWAL, "path"),
    ("unknown key in a rescission", "key twice in a rescission", line::RESCISSION, "withdrawn_by"),
    ("unknown key in a quotation", "key twice in a quotation", line::RESCISSION, "start"),
    ("unknown key in a review", "key twice in a review", line::REVIEW, "finding"),
    ("unknown key in what is withheld", "key twice in what is withheld", line::COMMITTED, "withheld>reason"),
];

#[test]
fn unknown_and_doubled_keys() {
    let scene = Scene::new();
    let mut wrong = Vec::new();
    for &(unknown, doubled, line, place) in PLACES {
        let (within, key) = place.split_once('>').map_or(("", place), |(within, key)| (within, key));
        let found = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let after = text.find(within).unwrap();
            let start =
                after + text[after..].find(&format!("\"{key}\": ")).unwrap_or_else(|| panic!("{place}: {text}"));
            let start = text[..start].rfind('\n').unwrap() + 1;
            let end = start + text[start..].find('\n').unwrap() + 1;
            (text, start, end)
        };
        wrong.extend(scene.restated(unknown, line, |bytes| {
            let (text, start, end) = found(bytes);
            let indent = text[start..end].len() - text[start..end].trim_start().len();
            format!("{}{}\"note\": \"x\",\n{}", &text[..start], " ".repeat(indent), &text[start..]).into_bytes()
        }));
        wrong.extend(scene.restated(doubled, line, |bytes| {
            let (text, start, end) = found(bytes);
            assert!(text[..end].ends_with(",\n"), "{place}: {}", &text[start..end]);
            format!("{}{}{}", &text[..end], &text[start..end], &text[end..]).into_bytes()
        }));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), 2 * PLACES.len(), wrong.join("\n"));
}
