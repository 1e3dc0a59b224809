//! `keys/allowed_signers`: a form that would mean another thing elsewhere, and lines that nobody stated.

use kzarchive::ledger::Kind::{self, KeySwapped, Malformed, Missing};
use kzarchive::trust::sshsig::NAMESPACE;

use super::scene::{Attack, By, SIGNERS, Scene, run};
use crate::support::Hands;

const FORM: &[(Kind, &str)] = &[(Malformed, SIGNERS)];
const SWAPPED: &[(Kind, &str)] = &[(KeySwapped, SIGNERS)];

pub const ATTACKS: &[Attack] = &[
    Attack::new("signers removed", &[(Missing, SIGNERS)], |it| it.remove(SIGNERS)),
    Attack::new("principal that is a pattern", FORM, |it| it.edit(SIGNERS, "archivist", "*")),
    Attack::new("principal that is not somebody", FORM, |it| it.edit(SIGNERS, "archivist", "*,!somebody")),
    Attack::new("principal with a question mark", FORM, |it| it.edit(SIGNERS, "archivist", "archivis?")),
    Attack::new("principal in quotes", FORM, |it| it.edit(SIGNERS, "archivist", "\"archivist\"")),
    Attack::new("principal with an apostrophe", FORM, |it| it.edit(SIGNERS, "archivist", "archivist'")),
    Attack::new("principal with a backslash", FORM, |it| it.edit(SIGNERS, "archivist", "archivis\\t")),
    Attack::new("principal that is empty", FORM, |it| it.edit(SIGNERS, "archivist", "archivist,")),
    Attack::new("principal that reads backwards", FORM, |it| it.edit(SIGNERS, "archivist", "\u{202e}archivist")),
    Attack::new("namespace that is a pattern", FORM, |it| it.edit(SIGNERS, NAMESPACE, "kzarchive-*")),
    Attack::new("namespace without quotes", FORM, |it| it.edit(SIGNERS, &quoted(NAMESPACE), NAMESPACE)),
    Attack::new("option that there is not", FORM, |it| option(it, "no-touch-required")),
    Attack::new("option in capitals", FORM, |it| option(it, "Valid-After=\"20220101Z\"")),
    Attack::new("option twice", FORM, |it| option(it, "namespaces=\"file\"")),
    Attack::new("option empty", FORM, |it| option(it, "")),
    Attack::new("authority of certificates", FORM, |it| option(it, "cert-authority")),
    Attack::new("time that is local", FORM, |it| option(it, "valid-before=\"20300101\"")),
    Attack::new("time on no day", FORM, |it| option(it, "valid-before=\"20300230Z\"")),
    Attack::new("time cut short", FORM, |it| option(it, "valid-before=\"203001Z\"")),
    Attack::new("span without length", FORM, |it| {
        option(it, "valid-after=\"20300101Z\",valid-before=\"20300101Z\"");
    }),
    Attack::new("quote that does not end", FORM, |it| option(it, "valid-after=\"20220101Z")),
    Attack::new("signer's key of another kind", FORM, |it| it.edit(SIGNERS, "ssh-ed25519 ", "ssh-rsa ")),
    Attack::new("signer's key cut short", FORM, |it| it.edit(SIGNERS, "ssh-ed25519 AAAA", "ssh-ed25519 ")),
    Attack::new("signer's key in two spellings", FORM, |it| it.edit(SIGNERS, "ssh-ed25519 ", "ssh-ed25519 =")),
    Attack::new("signer's key that is weak", FORM, |it| {
        use base64ct::{Base64, Encoding as _};
        let blob = [b"\0\0\0\x0bssh-ed25519\0\0\0\x20\x01".as_slice(), &[0; 31]].concat();
        it.write(SIGNERS, format!("archivist ssh-ed25519 {}\n", Base64::encode_string(&blob)));
    }),
    Attack::new("line without a key", FORM, |it| it.write(SIGNERS, it.text(SIGNERS) + "somebody\n")),
    Attack::new("signers without a final newline", FORM, |it| it.write(SIGNERS, it.text(SIGNERS).trim_end())),
    Attack::new("signers with line ends of Windows", FORM, |it| it.edit(SIGNERS, "\n", "\r\n")),
    Attack::new("signers with a byte order mark", FORM, |it| {
        it.write(SIGNERS, format!("\u{feff}{}", it.text(SIGNERS)))
    }),
    Attack::new("signers with an escape sequence", FORM, |it| it.edit(SIGNERS, "\n", " \u{1b}[2J\n")),
    Attack::new("signers with a byte that is not UTF-8", FORM, |it| {
        it.write(SIGNERS, [it.read(SIGNERS), b"# \xff\n".to_vec()].concat())
    }),
    Attack::new("signers longer than any", FORM, |it| it.write(SIGNERS, it.text(SIGNERS) + &"# x\n".repeat(65 << 10))),
    Attack::new("comment among the signers", SWAPPED, |it| it.write(SIGNERS, it.text(SIGNERS) + "# all is well\n")),
    Attack::new("comment behind a signer", SWAPPED, |it| it.edit(SIGNERS, "\n", " the good one\n")),
    Attack::new("signer added", SWAPPED, |it| it.write(SIGNERS, it.text(SIGNERS) + &stranger("mole"))),
    Attack::new("second key for the archivist", SWAPPED, |it| {
        it.write(SIGNERS, it.text(SIGNERS) + &stranger("archivist"))
    }),
    Attack::new("second name for the archivist", SWAPPED, |it| it.edit(SIGNERS, "archivist", "archivist,somebody")),
    Attack::new("retired key in use again", SWAPPED, |it| {
        let line = it.text(SIGNERS).lines().last().unwrap().to_owned();
        let (start, rest) = line.split_once(",valid-before=\"").unwrap();
        let rest = rest.split_once('"').unwrap().1;
        it.edit(SIGNERS, &line, &format!("{start}{rest}"));
    }),
    Attack::new("line of a retired key removed", SWAPPED, |it| {
        let line = it.text(SIGNERS).lines().last().unwrap().to_owned() + "\n";
        it.edit(SIGNERS, &line, "");
    }),
    Attack::new("namespace of a signer widened", SWAPPED, |it| {
        it.edit(SIGNERS, &quoted(NAMESPACE), &quoted("kzarchive-manifest,file"));
    }),
    Attack::new("signer added, judged by the keys seen before", SWAPPED, |it| {
        it.write(SIGNERS, it.text(SIGNERS) + &stranger("mole"));
    })
    .by(By::Keys),
    Attack::new("signers that cannot be read, judged by the keys seen before", SWAPPED, |it| {
        it.edit(SIGNERS, "archivist", "*");
    })
    .by(By::Keys),
];

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// Adds an option to the first line.
fn option(it: &Scene, option: &str) {
    let namespaces = format!("namespaces={}", quoted(NAMESPACE));
    it.edit(SIGNERS, &namespaces, &format!("{namespaces},{option}"));
}

fn stranger(name: &str) -> String {
    let key = Hands::new().archivist.public_key().to_openssh().unwrap();
    format!("{name} namespaces=\"{NAMESPACE}\" {key}\n")
}

#[test]
fn signers() {
    run(ATTACKS);
}
