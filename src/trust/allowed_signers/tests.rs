use super::*;
use crate::trust::ssh_key::SshPublicKeyError;

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";
const OTHER: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA42FSlQX065pUvQUKqUDTDRzweJIOwuduZs3kCcyJJI";

fn parse(text: &str) -> Result<AllowedSigners, AllowedSignersError> {
    AllowedSigners::parse(text.as_bytes())
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn comments_lists_and_options_are_read() {
    let text = format!(
        "# who seals\n\n \t# indented\naigul,aigul@example.org {KEY} a comment, with \"anything\n\
         boris\tnamespaces=\"kzarchive-manifest,file\",valid-after=\"20220112Z\",valid-before=\"202301121015Z\" {OTHER}\n"
    );
    let signers = parse(&text).unwrap();
    let [first, second] = signers.entries() else { panic!("two entries") };
    assert_eq!(first.principals(), ["aigul", "aigul@example.org"]);
    assert_eq!((first.namespaces(), first.valid_after(), first.valid_before()), (None, None, None));
    assert_eq!(first.key().to_string(), KEY);
    assert_eq!(second.namespaces().unwrap(), ["kzarchive-manifest", "file"]);
    assert_eq!(second.valid_after(), Some(at("2022-01-12T00:00:00Z")));
    assert_eq!(second.valid_before(), Some(at("2023-01-12T10:15:00Z")));
}

#[test]
fn a_written_line_is_read_back() {
    let entry = Entry::new("aigul", KEY.parse().unwrap()).unwrap();
    assert_eq!(entry.to_string(), format!("aigul {KEY}"));
    let entry = entry.for_namespace("kzarchive-manifest").unwrap();
    let entry = entry.valid_from(at("2022-01-12T10:15:00Z")).valid_until(at("2023-01-12T10:15:01Z"));
    let line = entry.to_string();
    assert_eq!(
        line,
        format!(
            "aigul namespaces=\"kzarchive-manifest\",valid-after=\"20220112101500Z\",valid-before=\"20230112101501Z\" {KEY}"
        )
    );
    assert_eq!(parse(&format!("{line}\n")).unwrap().entries(), [entry]);
}

#[test]
fn no_name_is_written_that_would_not_be_read_as_one() {
    let named = |name: &str| Entry::new(name, KEY.parse().unwrap()).map(|entry| entry.principal().to_owned());
    assert_eq!(named("a#b"), Ok("a#b".to_owned()));
    for bad in ["a b", "a\tb", "a\u{7}b", "a\u{202e}b", "a\"b", "a,b", "a\\b", "a'b", "#a"] {
        assert_eq!(named(bad), Err(NameError::Character), "{bad:?}");
    }
    assert_eq!(named(""), Err(NameError::Empty));
    assert_eq!(named("a*"), Err(NameError::Pattern));
}

#[test]
fn find_says_why_not() {
    let signers = parse(&format!(
        "aigul namespaces=\"git\" {KEY}\n\
         aigul namespaces=\"n\",valid-after=\"20220101Z\",valid-before=\"20220201Z\" {KEY}\n\
         aigul namespaces=\"n\",valid-after=\"20230101Z\" {KEY}\n"
    ))
    .unwrap();
    let key = KEY.parse().unwrap();
    let find = |namespace: &str, time: &str| signers.find(&key, namespace, at(time)).map(|entry| entry.valid_after());
    assert_eq!(find("n", "2022-01-01T00:00:00Z"), Ok(Some(at("2022-01-01T00:00:00Z"))), "from the first second");
    assert!(find("n", "2022-02-01T00:00:00Z").is_ok(), "to the last second");
    assert_eq!(find("n", "2023-06-01T00:00:00Z"), Ok(Some(at("2023-01-01T00:00:00Z"))));
    assert_eq!(find("git", "1999-01-01T00:00:00Z"), Ok(None));
    assert_eq!(find("m", "2022-01-15T00:00:00Z"), Err(WhyNot::WrongNamespace("aigul".into())));
    assert_eq!(find("n", "2021-12-31T23:59:59Z"), Err(WhyNot::NotYetValid("aigul".into(), at("2022-01-01T00:00:00Z"))));
    assert_eq!(find("n", "2022-02-01T00:00:01Z"), Err(WhyNot::Expired("aigul".into(), at("2022-02-01T00:00:00Z"))));
    let stranger: SshPublicKey = OTHER.parse().unwrap();
    let why = signers.find(&stranger, "n", at("2022-01-15T00:00:00Z")).unwrap_err();
    assert_eq!(why, WhyNot::UnknownKey(stranger.fingerprint()));
}

#[test]
fn every_refusal_fires_and_names_its_line() {
    use Problem as P;
    let after = |time: &str| format!("a valid-after=\"{time}\" {KEY}\n");
    for (bad, why) in [
        (format!("a {KEY}"), P::NoFinalNewline),
        (format!("a {KEY}\r\n"), P::Hidden),
        (format!("a\u{202e} {KEY}\n"), P::Hidden),
        ("a\n".into(), P::Items),
        ("a ssh-ed25519\n".into(), P::Items),
        ("a namespaces=\"n\"\n".into(), P::Items),
        (format!("a namespaces=\"n {KEY}\n"), P::Quote),
        (format!("*@example.org {KEY}\n"), P::Principal(NameError::Pattern)),
        (format!("!a {KEY}\n"), P::Principal(NameError::Pattern)),
        (format!("a? {KEY}\n"), P::Principal(NameError::Pattern)),
        (format!("a, {KEY}\n"), P::Principal(NameError::Empty)),
        (format!("\"a\" {KEY}\n"), P::Principal(NameError::Character)),
        (format!("a namespaces=\"kz*\" {KEY}\n"), P::Namespace(NameError::Pattern)),
        (format!("a namespaces=\"\" {KEY}\n"), P::Namespace(NameError::Empty)),
        (format!("a cert-authority {KEY}\n"), P::Certificate),
        (format!("a Cert-Authority,namespaces=\"n\" {KEY}\n"), P::Certificate),
        (format!("a Valid-Before=\"20220101Z\" {KEY}\n"), P::UnknownOption),
        (format!("a no-touch-required {KEY}\n"), P::UnknownOption),
        (format!("a namespaces=\"n\", {KEY}\n"), P::UnknownOption),
        (format!("a namespaces=n {KEY}\n"), P::Unquoted("namespaces")),
        (format!("a valid-after=20220101Z {KEY}\n"), P::Unquoted("valid-after")),
        (format!("a namespaces=\"n\"\"m\" {KEY}\n"), P::Unquoted("namespaces")),
        (format!("a namespaces=\"n\",namespaces=\"n\" {KEY}\n"), P::SecondOption("namespaces")),
        (format!("a valid-before=\"20220101Z\",valid-before=\"20220101Z\" {KEY}\n"), P::SecondOption("valid-before")),
        (after("20220101"), P::LocalTime("valid-after")),
        (after("20220101101500"), P::LocalTime("valid-after")),
        (after("20221301Z"), P::Time("valid-after")),
        (after("2022010110Z"), P::Time("valid-after")),
        (after("20220101T101500Z"), P::Time("valid-after")),
        (after("20220101z"), P::Time("valid-after")),
        (after("é20220Z"), P::Time("valid-after")),
        (format!("a valid-after=\"20220101Z\",valid-before=\"20220101Z\" {KEY}\n"), P::EmptySpan),
        (format!("a {}\n", KEY.replace("ssh-", "rsa-")), P::Key(SshPublicKeyError::KeyType)),
        (format!("a {}\n", KEY.replace("ti", "*i")), P::Key(SshPublicKeyError::Base64)),
    ] {
        assert_eq!(parse(&format!("# one\n{bad}")), Err(AllowedSignersError { line: 2, problem: why }), "{bad:?}");
    }
    assert_eq!(AllowedSigners::parse(b"a\xff\n"), Err(AllowedSignersError { line: 1, problem: P::Encoding }));
    assert_eq!(AllowedSigners::parse(&[b'\n'; 256 << 10]), Ok(AllowedSigners::default()), "as long as may be");
    let long = AllowedSigners::parse(&[b'\n'; MAX_BYTES + 1]);
    assert_eq!(long, Err(AllowedSignersError { line: 1, problem: P::TooLong }));
}
