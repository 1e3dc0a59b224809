//! The checkpoint: not signed, signed by another, signed for something else, spelled otherwise.

use ed25519_dalek::SigningKey;
use kzarchive::ledger::Kind::{Altered, BadSignature, Deleted, Malformed, Missing, Unsealed};
use kzarchive::log::Checkpoint;
use kzarchive::trust::NoteSigner;

use super::scene::{Attack, CHECKPOINT, SUMS, Scene, run};
use crate::support::{ORIGIN, forge};

pub const ATTACKS: &[Attack] = &[
    Attack::new("checkpoint removed", &[(Missing, CHECKPOINT)], |it| it.remove(CHECKPOINT)),
    Attack::new("checkpoint emptied", &[(Malformed, CHECKPOINT)], |it| it.write(CHECKPOINT, "")),
    Attack::new("checkpoint that is no note", &[(Malformed, CHECKPOINT)], |it| it.write(CHECKPOINT, "14 lines\n")),
    Attack::new("checkpoint without a signature", &[(Malformed, CHECKPOINT)], |it| {
        it.write(CHECKPOINT, text(it) + "\n")
    }),
    Attack::new("checkpoint without an empty line", &[(Malformed, CHECKPOINT)], |it| it.edit(CHECKPOINT, "\n\n", "\n")),
    Attack::new("checkpoint without its final newline", &[(Malformed, CHECKPOINT)], |it| {
        it.write(CHECKPOINT, it.text(CHECKPOINT).trim_end());
    }),
    Attack::new("checkpoint with line ends of Windows", &[(Malformed, CHECKPOINT)], |it| {
        it.edit(CHECKPOINT, "\n", "\r\n")
    }),
    Attack::new("checkpoint with a control character", &[(Malformed, CHECKPOINT)], |it| {
        it.edit(CHECKPOINT, "\n14", "\n\u{1b}14")
    }),
    Attack::new("checkpoint that is not UTF-8", &[(Malformed, CHECKPOINT)], |it| {
        it.write(CHECKPOINT, [b"\xff", it.read(CHECKPOINT).as_slice()].concat());
    }),
    Attack::new("checkpoint with a hyphen for the dash", &[(Malformed, CHECKPOINT)], |it| {
        it.edit(CHECKPOINT, "\u{2014}", "-")
    }),
    Attack::new("checkpoint with a space at the end", &[(Malformed, CHECKPOINT)], |it| {
        it.write(CHECKPOINT, it.text(CHECKPOINT).trim_end().to_owned() + " \n");
    }),
    Attack::new("checkpoint longer than any", &[(Malformed, CHECKPOINT)], |it| {
        it.write(CHECKPOINT, it.text(CHECKPOINT) + &"\u{2014} a AAAAAAAA\n".repeat(10_000));
    }),
    Attack::new("checkpoint with 65 signatures", &[(Malformed, CHECKPOINT)], |it| {
        let stranger = |n: u8| signer(ORIGIN, n).sign(&text(it)).to_string();
        let lines: Vec<String> = (1..=64).map(|n| stranger(n) + "\n").collect();
        it.write(CHECKPOINT, it.text(CHECKPOINT) + &lines.concat());
    }),
    Attack::new("signature cut short", &[(BadSignature, CHECKPOINT)], |it| {
        let line = it.text(CHECKPOINT).lines().last().unwrap().to_owned();
        it.edit(CHECKPOINT, &line, &line[..line.len() - 8]);
    }),
    Attack::new("signature of nothing", &[(BadSignature, CHECKPOINT)], |it| {
        let line = it.text(CHECKPOINT).lines().last().unwrap().to_owned();
        let zeros = line[..line.len() - 80].to_owned() + &"A".repeat(78) + "==";
        it.edit(CHECKPOINT, &line, &zeros);
    }),
    Attack::new("signature twice", &[(BadSignature, CHECKPOINT)], |it| {
        let line = it.text(CHECKPOINT).lines().last().unwrap().to_owned() + "\n";
        it.write(CHECKPOINT, it.text(CHECKPOINT) + &line);
    }),
    Attack::new("size reworded", &[(BadSignature, CHECKPOINT)], |it| it.edit(CHECKPOINT, "\n14\n", "\n13\n")),
    Attack::new("origin reworded", &[(BadSignature, CHECKPOINT)], |it| it.edit(CHECKPOINT, "fixtures", "elsewhere")),
    Attack::new("root reworded", &[(BadSignature, CHECKPOINT)], |it| {
        let root = it.text(CHECKPOINT).lines().nth(2).unwrap().to_owned();
        it.edit(CHECKPOINT, &root, &format!("{}=", "A".repeat(43)));
    }),
    Attack::new("signed by a stranger of the same name", &[(BadSignature, CHECKPOINT)], |it| {
        note(it, &text(it), &signer(ORIGIN, 7));
    }),
    Attack::new("signed by a stranger of another name", &[(BadSignature, CHECKPOINT)], |it| {
        note(it, &text(it), &signer("other.example/log", 7));
    }),
    Attack::new("stranger's signature under the log's key ID", &[(BadSignature, CHECKPOINT)], |it| {
        let (own, other) = (it.text(CHECKPOINT), signer(ORIGIN, 7).sign(&text(it)).to_string());
        let line = own.lines().last().unwrap();
        // Eight characters of base64 are the ID and two bytes more.
        let (head, tail) = (line.rfind(' ').unwrap() + 1, other.rfind(' ').unwrap() + 1);
        it.edit(CHECKPOINT, line, &format!("{}{}", &line[..head + 6], &other[tail + 6..]));
    }),
    Attack::new("signed size one more", &[(Deleted, SUMS)], |it| sign(it, |text| text.replace("\n14\n", "\n15\n"))),
    Attack::new("signed size without end", &[(Deleted, SUMS)], |it| {
        sign(it, |text| text.replace("\n14\n", "\n18446744073709551615\n"));
    }),
    Attack::new("signed size one less, root of all", &[(Altered, SUMS)], |it| {
        sign(it, |text| text.replace("\n14\n", "\n13\n"))
    }),
    Attack::new("signed size of none", &[(Altered, SUMS)], |it| sign(it, |text| text.replace("\n14\n", "\n0\n"))),
    Attack::new("signed over the lines but the last", &[(Unsealed, SUMS)], |it| {
        let log = forge::log(&it.root());
        let checkpoint = Checkpoint { origin: ORIGIN.parse().unwrap(), size: 13, root: log.root_at(13).unwrap() };
        it.write(CHECKPOINT, checkpoint.sign(&it.hands.log).unwrap());
    }),
    Attack::new("signed root of another log", &[(Altered, SUMS)], |it| {
        sign(it, |text| root(text, &format!("{}=", "A".repeat(43))))
    }),
    Attack::new("signed root cut short", &[(Malformed, CHECKPOINT)], |it| sign(it, |text| root(text, "AAAA"))),
    Attack::new("signed root in a second spelling", &[(Malformed, CHECKPOINT)], |it| {
        sign(it, |text| root(text, &format!("{}B=", "A".repeat(42))));
    }),
    Attack::new("signed size with a leading zero", &[(Malformed, CHECKPOINT)], |it| {
        sign(it, |text| text.replace("\n14\n", "\n014\n"))
    }),
    Attack::new("signed size with a plus", &[(Malformed, CHECKPOINT)], |it| {
        sign(it, |text| text.replace("\n14\n", "\n+14\n"))
    }),
    Attack::new("signed size above 64 bits", &[(Malformed, CHECKPOINT)], |it| {
        sign(it, |text| text.replace("\n14\n", "\n18446744073709551616\n"));
    }),
    Attack::new("signed extension line", &[(Malformed, CHECKPOINT)], |it| {
        sign(it, |text| format!("{text}all is well\n"))
    }),
    Attack::new("signed text of two lines", &[(Malformed, CHECKPOINT)], |it| {
        sign(it, |text| text.lines().take(2).map(|line| format!("{line}\n")).collect());
    }),
    Attack::new("signed for another log by the same key", &[(BadSignature, CHECKPOINT)], |it| {
        sign(it, |text| text.replace("fixtures", "elsewhere"));
    }),
];

fn text(it: &Scene) -> String {
    it.text(CHECKPOINT).split_once("\n\n").unwrap().0.to_owned() + "\n"
}

fn root(text: &str, to: &str) -> String {
    text.replace(text.lines().nth(2).unwrap(), to)
}

fn signer(name: &str, seed: u8) -> NoteSigner {
    NoteSigner::new(name.parse().unwrap(), SigningKey::from_bytes(&[seed; 32]))
}

/// Whatever the text says: the tools of the program would not write it.
fn note(it: &Scene, text: &str, by: &NoteSigner) {
    it.write(CHECKPOINT, format!("{text}\n{}\n", by.sign(text)));
}

/// A reworded text under the log's own key.
fn sign(it: &Scene, with: impl FnOnce(&str) -> String) {
    let after = with(&text(it));
    assert_ne!(after, text(it));
    note(it, &after, &it.hands.log);
}

#[test]
fn checkpoints() {
    run(ATTACKS);
}
