//! What the quick reader takes, the plain one takes with an equal value; and what the plain one takes in the format's one
//! spelling, the quick one takes.

use proptest::prelude::*;

use super::read;
use crate::digest::Digest;
use crate::manifest::written::Written;
use crate::manifest::{
    Basis, Content, Document, EntryRef, FormError, Known, Manifest, Method, Origins, Quotation, Rescission, Retrieval,
    Review, Source, Str, TextRecord, TrustStatement, Withdrawal,
};
use crate::path::ArchivePath;
use crate::text::{CharsetBasis, LineDigests};
use crate::timestamp::Timestamp;

/// Asks both readers; true if they take the bytes, and what these state is a manifest.
fn taken(bytes: &[u8]) -> bool {
    let quick = read::<Written<'_>>(bytes);
    match Written::read_otherwise(bytes) {
        Ok(plain) => assert_eq!(quick, Some(plain)),
        Err(FormError::Json(_) | FormError::Spelling { .. }) => assert_eq!(quick, None),
        Err(other) => panic!("{other}"),
    }
    Manifest::parse(bytes).is_ok()
}

fn text() -> impl Strategy<Value = Str<'static>> {
    let odd = [
        "\"",
        "\\",
        "/",
        "\u{7f}",
        "\u{0}",
        "\u{1f}",
        "\n",
        "\r\t",
        "\u{8}\u{c}",
        "\u{b}",
        "é",
        "日",
        "u0041",
        "unknown",
    ];
    let part = prop_oneof![prop::sample::select(odd.to_vec()).prop_map(str::to_owned), "[a-z ]{1,9}", ".{1,5}"];
    prop::collection::vec(part, 1..5).prop_map(|parts| parts.concat().into())
}

fn known<T: std::fmt::Debug + Clone>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Known<T>> {
    prop_oneof![Just(None), value.prop_map(Some)].prop_map(|value| value.map_or(Known::Unknown, Known::Value))
}

/// A text that is not the word for what nobody knows.
fn known_text() -> impl Strategy<Value = Known<Str<'static>>> {
    known(text().prop_filter("the word", |text| &**text != "unknown"))
}

fn digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 32]>().prop_map(Digest::from_bytes)
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0i64..=253_402_300_799).prop_map(|seconds| Timestamp::from_unix(seconds).unwrap())
}

fn path() -> impl Strategy<Value = ArchivePath> {
    "archive/[a-z\"é日 ]{1,12}x".prop_map(|path| path.parse().unwrap())
}

fn text_record(lines: bool) -> impl Strategy<Value = TextRecord<'static>> {
    let basis =
        [CharsetBasis::Bom, CharsetBasis::Declared, CharsetBasis::Document, CharsetBasis::Utf8, CharsetBasis::Detected];
    let digests = prop::collection::vec("[a-zA-Z0-9+/]{4}", 0..4).prop_map(|runs| runs.concat());
    let lines_of = (prop::sample::select(vec![1u64, 2, 1 << 40]), digests)
        .prop_map(|(every, digests)| LineDigests { every, digests: digests.into() });
    let visible = prop::option::of(digest());
    let basis = prop::sample::select(basis.to_vec());
    (text(), text(), digest(), visible, text(), basis, prop::option::of(lines_of)).prop_map(
        move |(profile, extractor, sha256, visible, charset, charset_basis, with)| TextRecord {
            profile,
            extractor,
            sha256,
            visible,
            charset,
            charset_basis,
            lines: with.filter(|_| lines),
        },
    )
}

fn content() -> impl Strategy<Value = Content<'static>> {
    prop_oneof![
        (any::<u64>(), digest(), text_record(true)).prop_map(|(size, sha256, text)| Content::Present {
            size,
            sha256,
            text
        }),
        (text(), any::<u64>(), digest(), text_record(false))
            .prop_map(|(reason, size, sha256, text)| Content::Withheld { reason, size, sha256, text }),
        (text(), digest()).prop_map(|(reason, commitment)| Content::Committed { reason, commitment }),
    ]
}

fn retrieval() -> impl Strategy<Value = Retrieval<'static>> {
    use prop::option::of;
    let bases = vec![Basis::Observed, Basis::Declared, Basis::Mtime, Basis::Unknown];
    let methods = vec![Method::Http, Method::Browser, Method::WarcImport, Method::Received, Method::Paste, Method::Ocr];
    let many = || prop::collection::vec(text(), 0..3);
    let headers = prop::collection::vec((text(), text()), 0..3);
    let first = (known_text(), of(text()), many(), known(time()), prop::sample::select(bases));
    let second = (known(prop::sample::select(methods)), of(text()), known_text(), of(any::<u16>()), headers);
    (first, second, of(text()), of(text())).prop_map(|(first, second, charset_declared, memento_url)| {
        let (url, final_url, redirects, retrieved_at, retrieved_at_basis) = first;
        let (method, tool, operator, http_status, http_headers) = second;
        Retrieval {
            url,
            final_url,
            redirects,
            retrieved_at,
            retrieved_at_basis,
            method,
            tool,
            operator,
            http_status,
            http_headers,
            charset_declared,
            memento_url,
        }
    })
}

fn source() -> impl Strategy<Value = Source<'static>> {
    let known = (known_text(), known_text(), known_text(), known_text(), known_text(), known_text());
    (known, prop::option::of(text()), prop::option::of(text())).prop_map(|(known, original, printed)| {
        let (publisher, title, author, published_at, language, licence) = known;
        let (original_publisher, published_as_printed) = (original, printed);
        Source { publisher, original_publisher, title, author, published_at, published_as_printed, language, licence }
    })
}

fn document() -> impl Strategy<Value = Document<'static>> {
    let supersedes = prop::option::of((path(), digest()).prop_map(|(path, sha256)| EntryRef { path, sha256 }));
    let names = || prop::collection::vec(text(), 0..3);
    let origins = (names(), names(), names(), names()).prop_map(|(sidecar, table, document, superseded)| Origins {
        sidecar,
        table,
        document,
        superseded,
    });
    (path(), content(), text(), retrieval(), source(), supersedes, origins).prop_map(
        |(path, content, media_type, retrieval, source, supersedes, origins)| {
            let mut document = Document::new(path, content, media_type, retrieval, source, origins.into());
            document.supersedes = supersedes;
            document
        },
    )
}

fn quotation() -> impl Strategy<Value = Quotation<'static>> {
    (path(), digest(), any::<u64>(), any::<u64>(), text()).prop_map(|(path, sha256, start, end, text)| Quotation {
        path,
        sha256,
        start,
        end,
        text,
    })
}

fn rescission() -> impl Strategy<Value = Rescission<'static>> {
    (quotation(), known_text(), text(), quotation()).prop_map(|(figure, withdrawn_by, reason, evidence)| Rescission {
        figure,
        withdrawn_by,
        reason,
        evidence,
    })
}

fn review() -> impl Strategy<Value = Review<'static>> {
    ("[0-9a-f]{12}", path(), digest(), text(), prop::sample::select(crate::manifest::REVIEW_VERDICTS.to_vec()), text())
        .prop_map(|(finding, path, sha256, rule, verdict, reason)| Review {
            finding: finding.into(),
            path,
            sha256,
            rule,
            verdict: verdict.into(),
            reason,
        })
}

fn manifest() -> impl Strategy<Value = Manifest<'static>> {
    use prop::collection::vec;
    let trust = (digest(), text(), text(), prop::option::of(digest()));
    let trust = trust.prop_map(|(settings, allowed_signers, policy, replaces)| TrustStatement {
        settings,
        allowed_signers,
        policy,
        replaces,
    });
    let withdrawal = (path(), digest(), text()).prop_map(|(path, sha256, reason)| Withdrawal { path, sha256, reason });
    let head = (text(), time(), text(), text(), prop::option::of(trust));
    (head, documents(), vec(withdrawal, 0..3), vec(rescission(), 0..3), vec(review(), 0..3)).prop_map(
        |((origin, sealed_at, sealed_by, tool, trust), documents, withdrawals, rescissions, reviews)| {
            let mut manifest = Manifest::new("", sealed_at, "", "");
            (manifest.origin, manifest.sealed_by, manifest.tool) = (origin, sealed_by, tool);
            (manifest.trust, manifest.documents, manifest.withdrawals) = (trust, documents, withdrawals);
            (manifest.rescissions, manifest.reviews) = (rescissions, reviews);
            manifest
        },
    )
}

/// Documents that have nothing, something or much in common.
fn documents() -> impl Strategy<Value = Vec<Document<'static>>> {
    (prop::collection::vec(document(), 0..4), any::<[bool; 5]>()).prop_map(|(mut documents, alike)| {
        let Some((first, others)) = documents.split_first_mut() else { return documents };
        for other in others {
            let (media_type, retrieval, source) = (&first.media_type, &first.retrieval, &first.source);
            if alike[0] {
                other.media_type = media_type.clone();
                other.origins = first.origins.clone();
            }
            if alike[1] {
                let url = other.retrieval.url.clone();
                other.retrieval = Retrieval { url, ..Retrieval::clone(retrieval) }.into();
            }
            if alike[2] {
                other.source = source.clone();
            }
            if alike[3] {
                other.source = Source { title: source.title.clone(), ..Source::clone(&other.source) }.into();
            }
            if alike[4] {
                other.text = first.text.clone();
            }
        }
        documents
    })
}

/// The bytes of a manifest, or of one that states nothing or a path twice: those must be refused alike.
fn written() -> impl Strategy<Value = (Manifest<'static>, Vec<u8>)> {
    manifest().prop_map(|manifest| (manifest.clone(), Written::from(manifest).to_bytes().unwrap()))
}

/// What a byte, or a stretch, may become: what the format has, in places where it has it not.
const PIECES: [&str; 28] = [
    "",
    " ",
    "\n",
    ",",
    "\"",
    "\\",
    "0",
    "9",
    "[]",
    "{}",
    "null",
    "\\u0041",
    "\\u000a",
    "\\u001F",
    "\\u001f",
    "\\/",
    "\r\n",
    "\t",
    "é",
    "\u{1}",
    "unknown",
    "sha256",
    "}",
    "]",
    "-",
    ".0",
    "e1",
    "\\ud83d\\ude00",
];

proptest! {
    #[test]
    fn whatever_is_written_is_read((manifest, bytes) in written()) {
        prop_assert_eq!(taken(&bytes), manifest.check().is_ok());
        prop_assert_eq!(read::<Written<'_>>(&bytes).unwrap().manifest().unwrap(), manifest);
    }

    #[test]
    fn other_bytes_are_judged_alike(
        (_, bytes) in written(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..3, 0..PIECES.len()), 8),
    ) {
        for (at, gone, piece) in changes {
            let mut changed = bytes.clone();
            let at = at.index(bytes.len());
            changed.splice(at..(at + gone).min(bytes.len()), PIECES[piece].bytes());
            taken(&changed);
        }
    }

    #[test]
    fn lines_that_change_places_are_judged_alike(
        (_, bytes) in written(),
        pairs in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 8),
    ) {
        let text = String::from_utf8(bytes).unwrap();
        for (a, b) in pairs {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            let (a, b) = (a.index(lines.len()), b.index(lines.len()));
            lines.swap(a, b);
            taken(lines.concat().as_bytes());
            lines.remove(a);
            taken(lines.concat().as_bytes());
        }
    }
}

#[test]
fn manifests_of_the_fixtures_are_judged_alike_with_every_byte_changed() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    let (mut good, mut bad) = (0, 0);
    let mut seen = std::collections::HashSet::new();
    for entry in walkdir::WalkDir::new(fixtures) {
        let entry = entry.unwrap();
        if entry.path().extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let bytes = std::fs::read(entry.path()).unwrap();
        if !seen.insert(bytes.clone()) {
            continue;
        }
        match taken(&bytes) {
            true => good += 1,
            false => bad += 1,
        }
        for at in 0..bytes.len().min(5_000) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            taken(&changed);
        }
    }
    assert!(good > 10 && bad > 5, "{good} good, {bad} bad");
}

#[test]
fn depth_beyond_a_manifest_is_refused_without_ado() {
    let deep = format!("{}{}", "[\n".repeat(100_000), "]".repeat(100_000));
    for bytes in [deep.as_bytes(), b"", b"{"] {
        assert_eq!(read::<Written<'_>>(bytes), None);
    }
}
