//! What a manifest states beside documents, signed and logged with the right keys.

use kzarchive::digest::Digest;
use kzarchive::ledger::Kind::{BadSignature, KeySwapped, Malformed, ReSealed};
use kzarchive::trust::sshsig::NAMESPACE;

use super::scene::{Attack, SIGNERS, Scene, TALLY, line, run};
use crate::support::forge;

const DENIAL: &str = "archive/denial.txt";
const ABSENT: &str = "archive/never-sealed.txt";

#[rustfmt::skip]
pub const MALFORMED: &[(&str, usize, &str, &str)] = &[
    ("withdrawal without a reason", line::WITHDRAWAL, ",\n      \"reason\": \"at its author's request\"", ""),
    ("withdrawal with an empty reason", line::WITHDRAWAL, "at its author's request", ""),
    ("withdrawal without a digest", line::WITHDRAWAL, "\"sha256\"", "\"digest\""),
    ("rescission without evidence", line::RESCISSION, "\"evidence\"", "\"proof\""),
    ("rescission by nobody", line::RESCISSION, "\"withdrawn_by\": \"Ministry\"", "\"withdrawn_by\": \"\""),
    ("quotation from before the beginning", line::RESCISSION, "\"start\": ", "\"start\": -"),
    ("quotation of nothing", line::RESCISSION, "\"text\": \"over 160 people\"", "\"text\": \"\""),
    ("review of a finding that is no name", line::REVIEW, "0123456789ab", "0123456789AB"),
    ("review of a finding cut short", line::REVIEW, "0123456789ab", "0123456789a"),
    ("review with a verdict that there is not", line::REVIEW, "\"verdict\": \"ok\"", "\"verdict\": \"true\""),
    ("review without a reason", line::REVIEW, "\"reason\": \"it is\"", "\"reason\": \"\""),
    ("trust statement without a policy", line::KEYS, "\"policy\"", "\"rules\""),
    ("trust statement of signers that cannot be read", line::KEYS, "ssh-ed25519 ", "ssh-rsa "),
    ("trust statement of a policy that cannot be read", line::KEYS, "quorum none", "quorum all"),
];

pub const ATTACKS: &[Attack] = &[
    Attack::new("withdrawal of a text never sealed", &[(Malformed, ABSENT)], |it| {
        it.reword(line::WITHDRAWAL, "archive/gone.txt", ABSENT);
        it.write("archive/gone.txt", "It was taken down.\n");
    }),
    Attack::new(
        "withdrawal of other bytes",
        &[(Malformed, "archive/gone.txt"), (kzarchive::ledger::Kind::Missing, "archive/gone.txt")],
        |it| {
            let manifest = it.text(&it.manifest(line::WITHDRAWAL));
            let digest = manifest.split_once("\"sha256\": \"").unwrap().1[..64].to_owned();
            it.reword(line::WITHDRAWAL, &digest, &it.digest(TALLY));
        },
    ),
    Attack::new("figure quoted from a text never sealed", &[(Malformed, ABSENT)], |it| {
        it.reword(line::RESCISSION, TALLY, ABSENT);
    }),
    Attack::new("evidence quoted from a text never sealed", &[(Malformed, ABSENT)], |it| {
        it.reword(line::RESCISSION, DENIAL, ABSENT);
    }),
    Attack::new("figure quoted from other bytes", &[(Malformed, TALLY)], |it| {
        it.reword(line::RESCISSION, &it.digest(TALLY), &it.digest("archive/last.txt"));
    }),
    Attack::new("figure quoted that nobody wrote", &[(Malformed, TALLY)], |it| {
        it.reword(line::RESCISSION, "over 160 people", "over 164 people");
    }),
    Attack::new("evidence quoted that nobody wrote", &[(Malformed, DENIAL)], |it| {
        it.reword(line::RESCISSION, "the figure of 160 an error", "the figure of 164 an error");
    }),
    Attack::new("figure quoted from another place", &[(Malformed, TALLY)], |it| {
        it.reword(line::RESCISSION, "\"start\": ", "\"start\": 1");
    }),
    Attack::new("figure quoted from behind the end", &[(Malformed, TALLY)], |it| {
        it.reword(line::RESCISSION, "\"end\": ", "\"end\": 9");
    }),
    Attack::new("figure quoted from behind any end", &[(Malformed, TALLY)], |it| {
        let manifest = it.text(&it.manifest(line::RESCISSION));
        let end = manifest.split_once("\"end\": ").unwrap().1.split(',').next().unwrap().to_owned();
        it.reword(line::RESCISSION, &format!("\"end\": {end}"), "\"end\": 18446744073709551615");
    }),
    Attack::new("succeeds a text never sealed", &[(Malformed, ABSENT)], |it| {
        it.reword(line::SUCCESSOR, DENIAL, ABSENT);
    }),
    Attack::new("succeeds other bytes", &[(Malformed, DENIAL)], |it| {
        it.reword(line::SUCCESSOR, &it.digest(DENIAL), &it.digest(TALLY));
    }),
    Attack::new("text sealed once more with other bytes", &[(ReSealed, TALLY)], |it| {
        let last = it.text(&it.manifest(line::LAST)).replace("archive/last.txt", TALLY);
        append(it, &last);
    }),
    Attack::new("withheld text sealed once more", &[(ReSealed, "archive/names.txt")], |it| {
        let last = it.text(&it.manifest(line::COMMITTED));
        let salt = last.split_once("\"commitment\": \"").unwrap().1[..64].to_owned();
        append(it, &last.replace(&salt, &it.digest(TALLY)));
    }),
    Attack::new("keys changed by whoever may seal, files left", &[(KeySwapped, SIGNERS)], |it| {
        let keys = it.text(&it.manifest(line::KEYS));
        append(it, &instead(&keys, &keys).replacen("retired", "somebody", 1));
    }),
    Attack::new("keys stated once more in place of what they replaced", &[(KeySwapped, "{14}")], |it| {
        append(it, &it.text(&it.manifest(line::KEYS)));
    }),
    Attack::new("keys stated in place of none", &[(KeySwapped, "{14}")], |it| {
        let keys = it.text(&it.manifest(line::KEYS));
        let none = keys.find(",\n    \"replaces\"").unwrap();
        append(it, &format!("{}{}", &keys[..none], &keys[none + 84..]));
    }),
    Attack::new("keys changed by a retired key", &[(BadSignature, "{14}.sig")], |it| {
        let keys =
            it.text(&it.manifest(line::KEYS)).replacen("\"sealed_by\": \"archivist\"", "\"sealed_by\": \"retired\"", 1);
        append_by(it, &keys, &it.retired, NAMESPACE);
    }),
    Attack::new("text sealed by a retired key", &[(BadSignature, "{14}.sig")], |it| {
        let text =
            it.text(&it.manifest(line::LAST)).replacen("\"sealed_by\": \"archivist\"", "\"sealed_by\": \"retired\"", 1);
        append_by(it, &text.replace("archive/last.txt", ABSENT), &it.retired, NAMESPACE);
    }),
    Attack::new("text sealed by a retired key for a time when it was good", &[(BadSignature, "{14}.sig")], |it| {
        let at = forge::log(&it.root()).as_slice()[line::REVIEW].name().at();
        let text =
            it.text(&it.manifest(line::LAST)).replacen("\"sealed_by\": \"archivist\"", "\"sealed_by\": \"retired\"", 1);
        let text = retimed(&text, at).replace("archive/last.txt", ABSENT);
        forge::append_as(&it.root(), text.as_bytes(), at, &it.retired, NAMESPACE, &it.hands.log);
    }),
    Attack::new("text sealed at the last second", &[(Malformed, "{14}")], |it| {
        let last = "9999-12-31T23:59:59Z".parse().unwrap();
        let text = retimed(&it.text(&it.manifest(line::LAST)), last).replace("archive/last.txt", ABSENT);
        forge::append_as(&it.root(), text.as_bytes(), last, &it.hands.archivist, NAMESPACE, &it.hands.log);
    }),
    Attack::new("keys stated in the last year", &[(Malformed, "{14}")], |it| {
        let first = "9999-01-01T00:00:00Z".parse().unwrap();
        let keys = retimed(&it.text(&it.manifest(line::KEYS)), first).replacen("retired", "somebody", 1);
        forge::append_as(&it.root(), keys.as_bytes(), first, &it.hands.archivist, NAMESPACE, &it.hands.log);
    }),
    Attack::new("text sealed in the name of a retired key", &[(Malformed, "{14}")], |it| {
        let text =
            it.text(&it.manifest(line::LAST)).replacen("\"sealed_by\": \"archivist\"", "\"sealed_by\": \"retired\"", 1);
        append(it, &text.replace("archive/last.txt", ABSENT));
    }),
    Attack::new("text sealed for another purpose", &[(BadSignature, "{14}.sig")], |it| {
        let text = it.text(&it.manifest(line::LAST)).replace("archive/last.txt", ABSENT);
        append_by(it, &text, &it.hands.archivist, "file");
    }),
];

fn retimed(manifest: &str, at: kzarchive::timestamp::Timestamp) -> String {
    let start = manifest.find("\"sealed_at\": \"").unwrap() + 14;
    format!("{}{at}{}", &manifest[..start], &manifest[start + 20..])
}

fn append(it: &Scene, manifest: &str) {
    append_by(it, manifest, &it.hands.archivist, NAMESPACE);
}

fn append_by(it: &Scene, manifest: &str, key: &ssh_key::PrivateKey, namespace: &str) {
    let manifest = retimed(manifest, it.later());
    forge::append_as(&it.root(), manifest.as_bytes(), it.later(), key, namespace, &it.hands.log);
}

#[test]
fn statements() {
    let scene = Scene::new();
    let wrong: Vec<String> =
        MALFORMED.iter().filter_map(|&(name, line, from, to)| scene.reworded(name, line, from, to)).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), MALFORMED.len(), wrong.join("\n"));
    run(ATTACKS);
}

/// A statement of keys that replaces those of a manifest.
fn instead(keys: &str, of: &str) -> String {
    let at = keys.find("\"replaces\": \"").unwrap() + 13;
    format!("{}{}{}", &keys[..at], Digest::of(of.as_bytes()), &keys[at + 64..])
}
