//! `keys/policy`: a form that is refused, and rules that nobody stated.

use ed25519_dalek::SigningKey;
use kzarchive::ledger::Kind::{self, BadSignature, KeySwapped, Malformed, Missing};
use kzarchive::trust::NoteSigner;
use kzarchive::trust::cosignature::Cosigner;

use super::scene::{Attack, By, CHECKPOINT, POLICY, Scene, run};
use crate::support::{ORIGIN, forge};

const FORM: &[(Kind, &str)] = &[(Malformed, POLICY)];
const SWAPPED: &[(Kind, &str)] = &[(KeySwapped, POLICY)];

pub const ATTACKS: &[Attack] = &[
    Attack::new("policy removed", &[(Missing, POLICY)], |it| it.remove(POLICY)),
    Attack::new("policy emptied", FORM, |it| it.write(POLICY, "")),
    Attack::new("keyword that there is not", FORM, |it| it.write(POLICY, it.text(POLICY) + "trust all\n")),
    Attack::new("keyword in capitals", FORM, |it| it.edit(POLICY, "log ", "LOG ")),
    Attack::new("no quorum", FORM, |it| it.edit(POLICY, "quorum none\n", "")),
    Attack::new("two quorums", FORM, |it| it.write(POLICY, it.text(POLICY) + "quorum none\n")),
    Attack::new("quorum of nobody", FORM, |it| it.edit(POLICY, "quorum none", "quorum somebody")),
    Attack::new("quorum of two", FORM, |it| it.edit(POLICY, "quorum none", "quorum none none")),
    Attack::new("log twice", FORM, |it| {
        it.write(POLICY, it.text(POLICY).lines().next().unwrap().to_owned() + "\n" + &it.text(POLICY))
    }),
    Attack::new("log without a key", FORM, |it| it.write(POLICY, "log\nquorum none\n")),
    Attack::new("log with three items", FORM, |it| it.edit(POLICY, "\n", " https://a.example https://b.example\n")),
    Attack::new("log's key with another ID", FORM, |it| {
        let id = it.text(POLICY).split('+').nth(1).unwrap().to_owned();
        it.edit(POLICY, &id, "00000000");
    }),
    Attack::new("log's key with a name reworded", FORM, |it| it.edit(POLICY, "fixtures", "elsewhere")),
    Attack::new("log's key cut short", FORM, |it| it.edit(POLICY, "\n", "A\n")),
    Attack::new("witness's key as a log", FORM, |it| {
        it.write(POLICY, format!("log {}\nquorum none\n", witness(5).vkey()))
    }),
    Attack::new("log's key as a witness", FORM, |it| add(it, &format!("witness w {}\n", stranger(5).vkey()))),
    Attack::new("witness without a name", FORM, |it| add(it, &format!("witness {}\n", witness(5).vkey()))),
    Attack::new("witness called none", FORM, |it| add(it, &format!("witness none {}\n", witness(5).vkey()))),
    Attack::new("two witnesses of one name", FORM, |it| {
        add(it, &format!("witness w {}\nwitness w {}\n", witness(5).vkey(), witness(6).vkey()));
    }),
    Attack::new("two witnesses of one key", FORM, |it| {
        add(it, &format!("witness v {}\nwitness w {}\n", witness(5).vkey(), witness(5).vkey()));
    }),
    Attack::new("group of nobody", FORM, |it| add(it, "group g any\n")),
    Attack::new("group of somebody unknown", FORM, |it| add(it, "group g any w\n")),
    Attack::new("group that asks for none", FORM, |it| {
        add(it, &format!("witness w {}\ngroup g 0 w\n", witness(5).vkey()))
    }),
    Attack::new("group that asks for more than there are", FORM, |it| {
        add(it, &format!("witness w {}\ngroup g 2 w\n", witness(5).vkey()));
    }),
    Attack::new("group that counts one twice", FORM, |it| {
        add(it, &format!("witness w {}\ngroup g 2 w w\n", witness(5).vkey()));
    }),
    Attack::new("policy without a final newline", FORM, |it| it.write(POLICY, it.text(POLICY).trim_end())),
    Attack::new("policy with line ends of Windows", FORM, |it| it.edit(POLICY, "\n", "\r\n")),
    Attack::new("policy with an escape sequence", FORM, |it| add(it, "# \u{1b}[2J\n")),
    Attack::new("policy with a byte order mark", FORM, |it| it.write(POLICY, format!("\u{feff}{}", it.text(POLICY)))),
    Attack::new("policy longer than any", FORM, |it| add(it, &"# x\n".repeat(65 << 10))),
    Attack::new("comment in the policy", SWAPPED, |it| add(it, "# all is well\n")),
    Attack::new("second log in the policy", SWAPPED, |it| add(it, &format!("log {}\n", stranger(5).vkey()))),
    Attack::new("witness that nobody asks for", SWAPPED, |it| add(it, &format!("witness w {}\n", witness(5).vkey()))),
    Attack::new("quorum that nobody met", &[(KeySwapped, POLICY), (BadSignature, CHECKPOINT)], |it| {
        add(it, &format!("witness w {}\n", witness(5).vkey()));
        it.edit(POLICY, "quorum none", "quorum w");
    }),
    Attack::new("log's key exchanged, checkpoint signed by it", SWAPPED, exchanged),
    Attack::new(
        "log's key exchanged, judged by the keys seen before",
        &[(KeySwapped, POLICY), (BadSignature, CHECKPOINT)],
        exchanged,
    )
    .by(By::Keys),
    Attack::new(
        "log's key exchanged, checkpoint as it was",
        &[(KeySwapped, POLICY), (BadSignature, CHECKPOINT)],
        |it| {
            it.write(POLICY, format!("log {}\nquorum none\n", stranger(5).vkey()));
        },
    ),
];

fn stranger(seed: u8) -> NoteSigner {
    NoteSigner::new(ORIGIN.parse().unwrap(), SigningKey::from_bytes(&[seed; 32]))
}

fn witness(seed: u8) -> Cosigner {
    Cosigner::new("witness.example/w".parse().unwrap(), SigningKey::from_bytes(&[seed; 32]))
}

/// Adds a line before the quorum.
fn add(it: &Scene, lines: &str) {
    it.edit(POLICY, "quorum ", &format!("{lines}quorum "));
}

fn exchanged(it: &Scene) {
    let mallory = stranger(5);
    it.write(POLICY, format!("log {}\nquorum none\n", mallory.vkey()));
    forge::write_log(&it.root(), &forge::log(&it.root()), &mallory);
}

#[test]
fn policy() {
    run(ATTACKS);
}
