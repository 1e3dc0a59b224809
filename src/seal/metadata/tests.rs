//! Silence is told, and what is of no form is told at once.

use super::*;
use crate::manifest::Basis;

fn all_unknown() -> Metadata {
    let mut metadata = Metadata::default();
    for field in FIELDS.iter().filter(|field| field.need == Need::Mandatory) {
        *metadata.get_mut(field.key).unwrap() = Some("unknown".to_owned());
    }
    metadata
}

#[test]
fn silence_is_listed_and_unknown_is_not_silence() {
    let missing = Metadata { title: Some("T".into()), ..Metadata::default() }.missing();
    assert_eq!(missing.len(), 9);
    assert!(!missing.contains(&"title") && missing.contains(&"licence"));
    assert!(all_unknown().missing().is_empty());
    assert!(all_unknown().records(None).is_ok());
}

#[test]
fn unknown_is_the_same_word_in_any_case() {
    let mut metadata = all_unknown();
    let said = metadata.records(None).unwrap();
    for field in FIELDS.iter().filter(|field| field.need == Need::Mandatory) {
        *metadata.get_mut(field.key).unwrap() = Some(" Unknown".to_owned());
    }
    assert_eq!(metadata.records(None).unwrap(), said);
    assert!(metadata.untenable(&Origins::default(), Timestamp::from_unix(0).unwrap()).is_empty());
}

#[test]
fn spaces_are_silence() {
    for silent in ["", " ", "\t\n", "\u{a0}\u{3000}"] {
        let said = Metadata { operator: Some(silent.into()), ..all_unknown() };
        assert_eq!(said.missing(), ["operator"], "{silent:?}");
    }
}

#[test]
fn no_text_was_retrieved_later_than_now() {
    let now: Timestamp = "2022-01-14T20:00:00Z".parse().unwrap();
    let untenable =
        |at: &str| Metadata { retrieved_at: Some(at.into()), ..all_unknown() }.untenable(&Origins::default(), now);
    // On the fifteenth it is early morning in Almaty.
    for good in ["2022-01-14", "2022-01-15", "2022-01-14T20:01:00Z", "2022-01-15T00:30:00+05:00", "mtime", "then"] {
        assert!(untenable(good).is_empty(), "{good}");
    }
    for bad in ["2022-01-16", "2022-01-14T20:01:01Z", "2099-01-01"] {
        assert_eq!(untenable(bad), ["retrieved_at: it is later than now (2022-01-14T20:00:00Z)"], "{bad}");
    }
}

#[test]
fn no_text_was_published_after_it_was_retrieved() {
    let now: Timestamp = "2022-01-14T20:00:00Z".parse().unwrap();
    let untenable = |published: &str, retrieved: &str| {
        let said =
            Metadata { published_at: Some(published.into()), retrieved_at: Some(retrieved.into()), ..all_unknown() };
        said.untenable(&Origins::default(), now)
    };
    for (published, retrieved) in [
        ("2021-12-31", "2022-01-01"),
        ("2022-01-02", "2022-01-01"),
        ("2022-01-02T09:00:00Z", "2022-01-01T10:00:00Z"),
        ("2022-01-15", "unknown"),
        ("2022-01-15", "mtime"),
        ("unknown", "2022-01-01"),
        ("2022", "2021-01-01"),
    ] {
        assert!(untenable(published, retrieved).is_empty(), "{published} {retrieved}");
    }
    for (published, retrieved, than) in [
        ("2022-01-05", "2022-01-01", "the retrieval (2022-01-01)"),
        ("2022-01-03T00:00:00Z", "2022-01-01T10:00:00Z", "the retrieval (2022-01-01T10:00:00Z)"),
        ("2099-01-01", "2022-01-01", "the retrieval (2022-01-01)"),
        ("2099-01-01", "unknown", "now (2022-01-14T20:00:00Z)"),
        ("2022-01-16", "mtime", "now (2022-01-14T20:00:00Z)"),
    ] {
        assert_eq!(untenable(published, retrieved), [format!("published_at: {published} is later than {than}")]);
    }
    let page = Metadata { published_at: Some("2099-01-01".into()), ..all_unknown() };
    let by_itself = Origins { document: vec!["published_at".into()], ..Origins::default() };
    assert!(page.untenable(&by_itself, now).is_empty(), "what a page says of itself is sealed as it says it");
}

#[test]
fn an_address_has_a_scheme_and_no_password() {
    for good in
        ["https://example.org", "https://n@example.org/a@b:c", "urn:isbn:0451450523", "unknown", "", "mailto:a@b"]
    {
        assert_eq!(wrong_address(good), None, "{good}");
    }
    for bad in ["example.org/a", "www.example.org", "example.org:8080/a", "/a", "?"] {
        assert!(wrong_address(bad).unwrap().contains("begin it with https://"), "{bad}");
    }
    for bad in ["https://user:secret@example.org/a", "ftp://:x@example.org"] {
        assert!(wrong_address(bad).unwrap().contains("password"), "{bad}");
    }
    let wrong = Metadata { url: Some("a".into()), memento_url: Some("b".into()), ..all_unknown() };
    let told = wrong.untenable(&Origins::default(), Timestamp::from_unix(0).unwrap());
    assert!(told.len() == 2 && told[0].starts_with("url: ") && told[1].starts_with("memento_url: "), "{told:?}");
}

#[test]
fn every_wrong_form_is_told_at_once() {
    let wrong = Metadata {
        retrieved_at: Some("yesterday".into()),
        method: Some("fax".into()),
        published_at: Some("13 January".into()),
        language: Some("English!".into()),
        http_status: Some("99".into()),
        ..all_unknown()
    };
    let told = wrong.records(None).unwrap_err();
    assert_eq!(told.len(), 5, "{told:?}");
}

#[test]
fn the_files_own_time_is_marked_as_such() {
    let at = Timestamp::from_unix(0).unwrap();
    let metadata = Metadata { retrieved_at: Some("mtime".into()), ..all_unknown() };
    let (retrieval, _) = metadata.records(Some(at)).unwrap();
    assert_eq!((retrieval.retrieved_at, retrieval.retrieved_at_basis), (Known::Value(at), Basis::Mtime));
}

#[test]
fn what_a_document_says_in_another_form_stays_open() {
    let own = |pairs: &[(&str, &str)]| {
        Metadata::of_document(&pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect())
    };
    let good = own(&[("language", "en_US"), ("published_at", "2022-01-13"), ("no_such", "x")]);
    assert_eq!((good.language.as_deref(), good.published_at.as_deref()), (Some("en-US"), Some("2022-01-13")));
    let odd = own(&[("language", "English!"), ("published_at", "13 January"), ("retrieved_at", "then")]);
    assert_eq!((odd.language, odd.published_at, odd.retrieved_at), (None, None, None));
    assert_eq!(odd.published_as_printed.as_deref(), Some("13 January"));
    assert_eq!(own(&[("url", "/tally")]).url, None);
}

#[test]
fn the_first_word_wins() {
    let flags = Metadata { title: Some("flag".into()), ..Metadata::default() };
    let sidecar = Metadata { title: Some("sidecar".into()), author: Some("a".into()), ..Metadata::default() };
    let merged = flags.or(&sidecar);
    assert_eq!((merged.title.as_deref(), merged.author.as_deref()), (Some("flag"), Some("a")));
}
