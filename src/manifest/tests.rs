use super::entry::Common;
use super::*;
use crate::digest::Digest;
use crate::text::CharsetBasis;

fn document(path: &str) -> Document<'static> {
    let text = TextRecord {
        profile: crate::text::PROFILE.into(),
        extractor: crate::text::EXTRACTOR.into(),
        sha256: Digest::of(b"text"),
        visible: None,
        charset: "UTF-8".into(),
        charset_basis: CharsetBasis::Utf8,
        lines: None,
    };
    let retrieval = Retrieval {
        url: Known::Unknown,
        final_url: None,
        redirects: Vec::new(),
        retrieved_at: Known::Value("2022-01-12T10:15:00Z".parse().unwrap()),
        retrieved_at_basis: Basis::Declared,
        method: Known::Value(Method::WarcImport),
        tool: None,
        operator: Known::Value("n.k.".into()),
        http_status: Some(200),
        http_headers: vec![("Content-Type".into(), "text/plain".into())],
        charset_declared: None,
        memento_url: None,
    };
    let source = Source {
        publisher: Known::Value("A \"paper\"\u{1b}".into()),
        original_publisher: None,
        title: Known::Unknown,
        author: Known::Unknown,
        published_at: Known::Unknown,
        published_as_printed: None,
        language: Known::Value("en".into()),
        licence: Known::Unknown,
    };
    let content = Content::Present { size: 4, sha256: Digest::of(b"text"), text };
    Document::new(path.parse().unwrap(), content, "text/plain".into(), retrieval, source, Default::default())
}

fn manifest(paths: &[&str]) -> Manifest<'static> {
    let mut manifest =
        Manifest::new("archive.example", "2022-01-14T09:30:00Z".parse().unwrap(), "archivist", "kzarchive/0");
    manifest.documents = paths.iter().map(|path| document(path)).collect();
    manifest
}

fn text() -> String {
    String::from_utf8(manifest(&["archive/a.txt"]).into_bytes().unwrap()).unwrap()
}

fn error(text: &str) -> String {
    Manifest::parse(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn what_is_written_is_read() {
    let manifest = manifest(&["archive/a.txt", "archive/b.txt"]);
    let bytes = manifest.clone().into_bytes().unwrap();
    assert_eq!(Manifest::parse(&bytes).unwrap(), manifest);
}

#[test]
fn the_example_of_the_format_is_one() {
    let format = include_str!("FORMAT.md");
    let start = format.find("```json\n").unwrap() + 8;
    let example = &format[start..start + format[start..].find("```").unwrap()];
    Manifest::parse(example.as_bytes()).unwrap();
}

#[test]
fn other_spellings_are_refused_and_located() {
    let good = text();
    let spelling = |text: &str| match Manifest::parse(text.as_bytes()) {
        Err(FormError::Spelling { line }) => line,
        other => panic!("{other:?}"),
    };
    assert_eq!(spelling(good.trim_end()), good.lines().count());
    assert_eq!(spelling(&good.replace("  \"origin\"", "   \"origin\"")), 3);
    assert_eq!(spelling(&good.replace("archive.example", "archive\\u002eexample")), 3);
    assert_eq!(spelling(&good.replace("\"documents\": [", "\"withdrawals\": [],\n  \"documents\": [")), 7);
    let swapped = good
        .replace("  \"sealed_by\": \"archivist\",\n", "")
        .replace("  \"documents\"", "  \"sealed_by\": \"archivist\",\n  \"documents\"");
    assert_eq!(spelling(&swapped), 5);
}

#[test]
fn json_that_is_not_of_the_format_is_refused_and_located() {
    let good = text();
    for (bad, why) in [
        (good.replace("\"tool\"", "\"origin\""), "duplicate field `origin` at line 6"),
        (good.replace("\"tool\"", "\"toool\""), "unknown field `toool`"),
        (good.replace("\"size\": 4", "\"size\": 4.0"), "invalid type: floating point `4.0`, expected u64"),
        (good.replace("\"size\": 4", "\"size\": -4"), "invalid value: integer `-4`, expected u64"),
        (good.replace("\"size\": 4", "\"size\": 99999999999999999999999"), "expected u64"),
        (good.replace("archive/a.txt", "../a.txt"), "the path has a part '.' or '..' at line 9"),
        (good.replace("archive/a.txt", "archive/a\\u0000"), "the path has a control character"),
        (good.replace("\"method\": \"warc-import\"", "\"method\": \"\""), "unknown variant"),
        (good.replace("\"n.k.\"", "\"\""), "expected text that is not empty"),
        (good.replace("\"n.k.\"", "7"), "invalid type: integer `7`, expected a value, or the word unknown"),
        (good.replace("\"present\"", "\"absent\""), "unknown variant `absent`"),
        (good.replace("manifest/1", "manifest/2"), "unknown variant `kzarchive-manifest/2`"),
        (good.replace("09:30:00Z", "09:30:00+00:00"), "a time is written in UTC like"),
        (good.replace(&Digest::of(b"text").to_string(), &"A".repeat(64)), "lowercase hex, character 1 is not"),
        (format!("{good} x"), "trailing characters"),
        (good.replace("\"n.k.\"", &format!("{}{}", "[".repeat(200), "]".repeat(200))), "invalid type: sequence"),
        (good[..100].to_owned(), "EOF while parsing"),
    ] {
        assert_ne!(bad, good);
        assert!(error(&bad).contains(why), "{} does not say: {why}", error(&bad));
    }
    assert!(error(&good.replace("text/plain", "\u{fffd}").replace('\u{fffd}', "\u{0}")).contains("control character"));
    assert!(Manifest::parse(b"\xff").is_err());
}

#[test]
fn contradictions_are_refused() {
    let good = text();
    let withheld = "\"content\": \"withheld\",\n      \"withheld\": {\n        \"reason\": \"r\"\n      }";
    assert!(Manifest::parse(good.replace("\"content\": \"present\"", withheld).as_bytes()).is_ok());
    let present = withheld.replace("\"content\": \"withheld\"", "\"content\": \"present\"");
    for (bad, why) in [
        (good.replace("\"content\": \"present\"", "\"content\": \"withheld\""), "has no key 'withheld'"),
        (good.replace("\"content\": \"present\"", &present), "is present, and has a key 'withheld'"),
        (good.replace("      \"size\": 4,\n", ""), "size, sha256 and text are missing"),
        (
            good.replace(
                "\"content\": \"present\"",
                &withheld.replace("\"r\"", &format!("\"r\",\n        \"commitment\": \"{}\"", Digest::of(b""))),
            ),
            "a commitment stands in place of",
        ),
    ] {
        assert_ne!(bad, good);
        assert!(error(&bad).contains(why), "{} does not say: {why}", error(&bad));
    }
}

/// Two documents, of which one has another title.
fn two() -> String {
    let mut manifest = manifest(&["archive/a.txt", "archive/b.txt"]);
    let source = manifest.documents[1].source.as_ref().clone();
    manifest.documents[1].source = Source { title: Known::Value("Another".into()), ..source }.into();
    String::from_utf8(manifest.into_bytes().unwrap()).unwrap()
}

#[test]
fn what_documents_have_alike_is_written_once() {
    let text = two();
    for (key, times) in
        [("publisher", 1), ("http_headers", 1), ("media_type", 1), ("charset", 1), ("title", 2), ("path", 2)]
    {
        assert_eq!(text.matches(&format!("\"{key}\": ")).count(), times, "{key}");
    }
    let common = text.find("\"common\"").unwrap()..text.find("\"documents\"").unwrap();
    assert!(text[common].contains("\"publisher\""));
    // A document alone shares with nobody.
    assert!(!self::text().contains("\"common\""));
}

#[test]
fn a_value_stands_in_one_place_and_in_the_right_one() {
    let text = two();
    let changed = |change: &dyn Fn(&mut Written<'_>)| {
        let mut written = Written::read(text.as_bytes()).unwrap();
        change(&mut written);
        error(&String::from_utf8(written.to_bytes().unwrap()).unwrap())
    };
    let missing = changed(&|written| written.common = Common::default());
    assert_eq!(missing, "document 1: it has no 'url', nor has 'common'");
    let alone = changed(&|written| drop(written.documents.pop()));
    assert_eq!(alone, FormError::Common.to_string());
    let doubled = changed(&|written| written.documents[1] = document("archive/b.txt").into());
    assert_eq!(doubled, "document 2: its 'media_type' stands in 'common', too");
    let apart = changed(&|written| {
        written.common = Common::default();
        written.documents = vec![document("archive/a.txt").into(), document("archive/b.txt").into()];
    });
    assert_eq!(apart, FormError::Common.to_string());
}

#[test]
fn a_long_list_is_not_shared() {
    let headers = |count: usize| {
        let mut manifest = manifest(&["archive/a.txt", "archive/b.txt"]);
        for (title, document) in ["A", "B"].into_iter().zip(&mut manifest.documents) {
            let headers = vec![("Name".into(), "value".into()); count];
            let retrieval = Retrieval {
                http_headers: headers,
                url: Known::Value(title.into()),
                ..document.retrieval.as_ref().clone()
            };
            document.retrieval = retrieval.into();
        }
        let bytes = manifest.clone().into_bytes().unwrap();
        assert_eq!(Manifest::parse(&bytes).unwrap(), manifest);
        String::from_utf8(bytes).unwrap()
    };
    assert_eq!(headers(64).matches("http_headers").count(), 1);
    assert_eq!(headers(65).matches("http_headers").count(), 2);
    let header = "        [\n          \"Name\",\n          \"value\"\n        ]";
    let longer = headers(64).replacen(header, &format!("{header},\n{header}"), 1);
    assert_eq!(error(&longer), FormError::Common.to_string());
    let lines = two().replacen("\"charset_basis\": \"utf8\"", "\"charset_basis\": \"utf8\",\n      \"lines\": {\n        \"every\": 1,\n        \"digests\": \"\\n\"\n      }", 1);
    assert_eq!(error(&lines), FormError::Common.to_string());
}

#[test]
fn what_is_empty_is_not_written() {
    let text = two();
    for (has, empty) in [
        ("\"retrieved_at\":", "\"redirects\": [],\n      \"retrieved_at\":"),
        ("\"source\": {\n        \"title\": \"unknown\"\n      }", "\"source\": {}"),
        ("    }\n  },\n  \"documents\"", "    },\n    \"origins\": {}\n  },\n  \"documents\""),
    ] {
        let bad = text.replacen(has, empty, 1);
        assert_ne!(bad, text);
        assert!(matches!(Manifest::parse(bad.as_bytes()), Err(FormError::Spelling { .. })), "{bad}");
    }
}

#[test]
fn limits_hold() {
    assert!(matches!(manifest(&[]).into_bytes(), Err(FormError::Empty)));
    assert!(matches!(manifest(&["a", "a"]).into_bytes(), Err(FormError::PathTwice { index: 2 })));
    let many: Vec<String> = (0..257).map(|i| format!("archive/{i}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(matches!(manifest(&many).into_bytes(), Err(FormError::TooMany(257))));
    assert_eq!(Manifest::parse(&manifest(&many[1..]).into_bytes().unwrap()).unwrap().documents.len(), 256);
    let with_title = |length: usize| {
        let mut manifest = manifest(&["archive/a.txt"]);
        let source = manifest.documents[0].source.as_ref().clone();
        manifest.documents[0].source = Source { title: Known::Value("x".repeat(length).into()), ..source }.into();
        manifest.into_bytes()
    };
    let most = MAX_BYTES - with_title(1).unwrap().len() + 1;
    let largest = with_title(most).unwrap();
    assert_eq!(largest.len(), MAX_BYTES);
    assert!(Manifest::parse(&largest).is_ok());
    assert!(matches!(with_title(most + 1), Err(FormError::TooLarge)));
    assert!(matches!(Manifest::parse(&vec![b' '; MAX_BYTES + 1]), Err(FormError::TooLarge)));
}

#[test]
fn an_answer_names_a_finding_and_says_what_a_figure_can_be() {
    let review = Review {
        finding: "0123456789ab".into(),
        path: "archive/a.txt".parse().unwrap(),
        sha256: Digest::of(b"text"),
        rule: "unattributed-own-voice".into(),
        verdict: "ok".into(),
        reason: "counted there".into(),
    };
    let mut manifest = manifest(&[]);
    manifest.reviews = vec![review];
    let good = String::from_utf8(manifest.clone().into_bytes().unwrap()).unwrap();
    assert_eq!(Manifest::parse(good.as_bytes()).unwrap(), manifest);
    for (from, to, what) in [
        ("0123456789ab", "0123456789aB", "review 1: 'finding' is not 12 hex digits"),
        ("0123456789ab", "0123456789a", "review 1: 'finding' is not 12 hex digits"),
        ("\"ok\"", "\"fine\"", "review 1: 'verdict' is none that a figure can have"),
    ] {
        assert_eq!(error(&good.replace(from, to)), what);
    }
}
