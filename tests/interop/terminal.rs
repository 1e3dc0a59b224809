//! A person at a terminal: `script` gives one. Passphrases are asked for, not shown, and asked for twice where they are new.

use std::io::{Read as _, Write as _};
use std::process::Stdio;
use std::time::Duration;

use super::example::{Example, ORIGIN, PRINCIPAL};
use super::tools::{command, success, there};

/// Runs a line of shell with our binary as `$KZARCHIVE` on a terminal of its own, and types an answer at each prompt. Gives
/// what the terminal showed, and the exit code.
fn typed(example: &Example, line: &str, answers: &[&str]) -> (String, Option<i32>) {
    let ours = example.command(&[]);
    let mut script = command("script", &example.root());
    for (name, value) in ours.get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    let line = format!("tty >../terminal; {line}");
    script.env("KZARCHIVE", ours.get_program()).args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut keyboard, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (mut shown, mut answers) = (Vec::new(), answers.iter());
    let mut byte = [0];
    while screen.read(&mut byte).unwrap() == 1 {
        shown.push(byte[0]);
        let line = shown.split(|&b| b == b'\n').next_back().unwrap();
        let asks = line.starts_with(b"Passphrase ") && line.ends_with(b": ") || shown.ends_with(b"The same again: ");
        if let Some(answer) = asks.then(|| answers.next()).flatten() {
            wait_until_nothing_is_echoed(example);
            keyboard.write_all(answer.as_bytes()).unwrap();
            keyboard.write_all(b"\n").unwrap();
        }
    }
    let code = child.wait().unwrap().code();
    (String::from_utf8_lossy(&shown).into_owned(), code)
}

/// What is typed before the echo is off is shown, or lost.
fn wait_until_nothing_is_echoed(example: &Example) {
    let terminal = std::fs::read_to_string(example.folder().join("terminal")).unwrap();
    for _ in 0..6000 {
        let modes = command("stty", example.folder()).args(["-a", "-F", terminal.trim()]).output().unwrap();
        if success(&modes).split_whitespace().any(|mode| mode == "-echo") {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("a passphrase is asked for, and what is typed would be shown");
}

fn init() -> String {
    format!("$KZARCHIVE init --origin {ORIGIN} --principal {PRINCIPAL} .")
}

#[test]
fn a_new_passphrase_is_asked_for_twice_and_never_shown() {
    if !there(&["script", "stty", "ssh-keygen"]) {
        return;
    }
    let example = Example::empty();
    let (shown, code) = typed(&example, &init(), &["correct horse", "correct horse"]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("Passphrase for the new keys (empty for none): "), "{shown}");
    assert!(shown.contains("The same again: ") && !shown.contains("horse"), "{shown}");
    let derive = |passphrase: &str| {
        let arguments = ["-y", "-P", passphrase, "-f"];
        command("ssh-keygen", example.folder()).args(arguments).arg(example.key()).output().unwrap()
    };
    assert!(success(&derive("correct horse")).starts_with("ssh-ed25519 "));
    assert!(!derive("").status.success());
}

#[test]
fn two_passphrases_that_differ_make_nothing() {
    if !there(&["script", "stty"]) {
        return;
    }
    let example = Example::empty();
    let (shown, code) = typed(&example, &init(), &["correct horse", "correct house"]);
    assert_eq!(code, Some(2), "{shown}");
    assert!(shown.contains("the two passphrases differ; nothing was made"), "{shown}");
    assert!(!example.key().exists() && !example.root().join("kzarchive.toml").exists());
}

#[test]
fn an_empty_passphrase_is_none_and_that_is_said() {
    if !there(&["script", "stty"]) {
        return;
    }
    let example = Example::empty();
    let (shown, code) = typed(&example, &init(), &[""]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("the new keys are not encrypted"), "{shown}");
    assert!(!shown.contains("The same again"), "{shown}");
}

#[test]
fn sealing_asks_for_the_passphrase_of_the_key() {
    if !there(&["script", "stty"]) {
        return;
    }
    let example = Example::empty();
    typed(&example, &init(), &["correct horse", "correct horse"]);
    let sealing = example.sealing("text.txt", "A text.\n", &[]);
    let quoted = sealing.get_args().map(|argument| format!("'{}'", argument.to_str().unwrap()));
    let line = format!("$KZARCHIVE {}", quoted.collect::<Vec<_>>().join(" "));
    // What opens the archivist's key opens the log's, too: it is asked for once.
    for (answer, expected, why) in [("wrong", 2, "the passphrase is wrong"), ("correct horse", 0, "")] {
        let (shown, code) = typed(&example, &line, &[answer]);
        assert_eq!(code, Some(expected), "{shown}");
        assert!(shown.contains("Passphrase for ") && shown.contains(why) && !shown.contains("horse"), "{shown}");
    }
}
