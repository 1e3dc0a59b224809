//! The same statement in other bytes, and bytes that are no statement, signed and logged with the right keys: there is one
//! spelling.

use super::scene::{Scene, line};

type Wording = fn(&str) -> Vec<u8>;

/// Each must be malformed, at the manifest.
#[rustfmt::skip]
pub const MALFORMED: &[(&str, Wording)] = &[
    ("no final newline", |text| text.trim_end().into()),
    ("two final newlines", |text| format!("{text}\n").into()),
    ("line ends of Windows in a manifest", |text| text.replace('\n', "\r\n").into()),
    ("byte order mark before a manifest", |text| format!("\u{feff}{text}").into()),
    ("manifest in UTF-16", |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ("indent of tabs", |text| text.replace("  ", "\t").into()),
    ("indent of four", |text| text.replace("  ", "    ").into()),
    ("no indent", |text| text.replace("\n ", " ").replace("  ", "").into()),
    ("space at a line's end of a manifest", |text| text.replacen(",\n", ", \n", 1).into()),
    ("no space after a colon", |text| text.replacen("\": ", "\":", 1).into()),
    ("space before a colon", |text| text.replacen("\": ", "\" : ", 1).into()),
    ("letter as an escape", |text| text.replacen("tally", "\\u0074ally", 1).into()),
    ("slash as an escape", |text| text.replacen("archive/tally", "archive\\/tally", 1).into()),
    ("key with an escape", |text| text.replacen("\"origin\"", "\"\\u006frigin\"", 1).into()),
    ("keys in another order", |text| text.replacen("\"origin\"", "\"X\"", 1).replacen("\"tool\"", "\"origin\"", 1).replacen("\"X\"", "\"tool\"", 1).into()),
    ("comma after the last", |text| text.replacen("\n  ]\n", ",\n  ]\n", 1).into()),
    ("comment of two slashes", |text| text.replacen("{\n", "{ // a comment\n", 1).into()),
    ("comment between stars", |text| text.replacen("{\n", "{ /* a comment */\n", 1).into()),
    ("single quotes", |text| text.replace('"', "'").into()),
    ("keys without quotes", |text| text.replacen("\"origin\"", "origin", 1).into()),
    ("not a number", |text| text.replacen(": 82", ": NaN", 1).into()),
    ("number in hex", |text| text.replacen(": 82", ": 0x52", 1).into()),
    ("number with a plus", |text| text.replacen(": 82", ": +82", 1).into()),
    ("half a surrogate pair", |text| text.replacen("tally", "\\ud83d", 1).into()),
    ("byte that is not UTF-8", |text| text.replacen("tally", "t\u{1}lly", 1).bytes().map(|b| if b == 1 { 0xff } else { b }).collect()),
    ("raw control character", |text| text.replacen("tally", "tal\u{8}ly", 1).into()),
    ("NUL after the end", |text| format!("{text}\0").into()),
    ("two manifests in one", |text| text.repeat(2).into()),
    ("manifest cut in half", |text| text[..text.len() / 2].into()),
    ("manifest that is a list", |text| format!("[\n{text}]\n").into()),
    ("manifest that is null", |_| b"null\n".to_vec()),
    ("manifest that is empty", |_| Vec::new()),
    ("manifest with no key", |_| b"{}\n".to_vec()),
    ("manifest that states nothing", |text| format!("{}\n}}\n", text.split(",\n  \"documents\"").next().unwrap()).into()),
    ("empty list of documents", |text| format!("{},\n  \"documents\": []\n}}\n", text.split(",\n  \"documents\"").next().unwrap()).into()),
    ("empty list of reviews", |text| text.replacen("\n  ]\n}", "\n  ],\n  \"reviews\": []\n}", 1).into()),
    ("a hundred thousand lists in one another", |text| text.replacen("\"unknown\"", &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), 1).into()),
    ("a hundred thousand objects in one another", |text| text.replacen("\"unknown\"", &format!("{}0{}", "{\"a\":".repeat(100_000), "}".repeat(100_000)), 1).into()),
    ("number of a million digits", |text| text.replacen(": 82", &format!(": 8{}", "0".repeat(1_000_000)), 1).into()),
    ("common of one document", |text| documents(text, 1, |document, _| document.to_owned())),
    ("common and the document", |text| {
        let [head, own, shared] = parts(text);
        let other = own.replace("tally", "other");
        let common = common(shared);
        format!("{head}{common}  \"documents\": [\n{own},\n{shared}\n    }},\n{other}\n    }}\n  ]\n}}\n").into()
    }),
    ("alike outside common", |text| {
        let [head, own, shared] = parts(text);
        let other = own.replace("tally", "other");
        format!("{head}  \"documents\": [\n{own},\n{shared}\n    }},\n{other},\n{shared}\n    }}\n  ]\n}}\n").into()
    }),
    ("document twice", |text| documents(text, 2, |document, _| document.to_owned())),
    ("257 documents", |text| documents(text, 257, |document, n| document.replace("tally", &format!("tally-{n}")))),
    ("more than 16 MiB", |text| text.replacen("\"title\": \"unknown\"", &format!("\"title\": \"{}\"", "x".repeat(16 << 20)), 1).into()),
];

/// The parts of a manifest of one document: what stands before the documents, what is the document's own, and what others could
/// say alike.
fn parts(text: &str) -> [&str; 3] {
    let (head, rest) = text.split_once("  \"documents\": [\n").unwrap();
    let document = rest.strip_suffix("\n    }\n  ]\n}\n").unwrap();
    let shared = document.find(",\n      \"media_type\"").unwrap();
    [head, &document[..shared], &document[shared + 2..]]
}

/// What several documents say alike, as `common` has it.
fn common(shared: &str) -> String {
    format!("  \"common\": {{\n{}\n  }},\n", shared.lines().map(|line| &line[2..]).collect::<Vec<_>>().join("\n"))
}

fn documents(text: &str, count: usize, each: fn(&str, usize) -> String) -> Vec<u8> {
    let [head, own, shared] = parts(text);
    let all: Vec<String> = (0..count).map(|n| format!("{}\n    }}", each(own, n))).collect();
    format!("{head}{}  \"documents\": [\n{}\n  ]\n}}\n", common(shared), all.join(",\n")).into()
}

#[test]
fn spelling() {
    let scene = Scene::new();
    let each = MALFORMED.iter().filter_map(|(name, wording)| {
        scene.restated(name, line::TALLY, |bytes| wording(std::str::from_utf8(bytes).unwrap()))
    });
    let wrong: Vec<String> = each.collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), MALFORMED.len(), wrong.join("\n"));
}

/// The helpers themselves make what is good, where nothing is wrong: two documents of two names.
#[test]
fn documents_of_other_names_are_read() {
    let scene = Scene::new();
    let found = scene.restated("good", line::LAST, |bytes| {
        documents(std::str::from_utf8(bytes).unwrap(), 2, |document, n| match n {
            0 => document.to_owned(),
            _ => document.replace("last.txt", "other.txt"),
        })
    });
    assert!(found.unwrap().contains("Missing, \"archive/other.txt\""), "the form is good, the second text is missing");
}
