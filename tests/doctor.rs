//! `kzarchive doctor`: a row a mishap around an archive, with the check that tells it; every check has a row.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use support::program::{Home, raw_controls, said};

/// An archive in a git work tree, with nothing wrong around it but that its keys have no passphrase.
fn healthy() -> Home {
    let home = Home::new();
    let text = home.text("a.txt", "A text.\n");
    assert!(home.seal(&[&text]).output().unwrap().status.success());
    git(&home.root, &["init", "-q", "-b", "main"]);
    for arguments in [&["init", "--merge-driver", "--ci", "github"][..], &["verify", "--no-figures"]] {
        let output = home.command(arguments).current_dir(&home.root).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
    home
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=n", "-c", "user.email=n@x.example"]).args(arguments);
    assert!(command.env("GIT_CONFIG_GLOBAL", "/dev/null").status().unwrap().success(), "git {arguments:?}");
}

fn doctor(home: &Home, arguments: &[&str]) -> (Output, Vec<Value>) {
    let output = home.command(&[&["doctor", "--format", "json"], arguments].concat()).output().unwrap();
    assert!(raw_controls(&output).is_empty(), "{}", said(&output));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    assert_eq!(json["schema"], "kzarchive-doctor/1");
    (output, json["advice"].as_array().unwrap().clone())
}

fn key(home: &Home, name: &str) -> PathBuf {
    home.config.join("kzarchive/keys/fixtures.example%2Farchive").join(name)
}

fn known(home: &Home) -> PathBuf {
    home.config.join("kzarchive/known/fixtures.example%2Farchive.toml")
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn append(path: &Path, text: &str) {
    fs::write(path, fs::read_to_string(path).unwrap() + text).unwrap();
}

/// What happened, the check that tells it, how bad it calls it, and words of what it says.
struct Row {
    deed: fn(&Home),
    check: &'static str,
    level: &'static str,
    words: &'static str,
}

const ROWS: &[Row] = &[
    Row {
        deed: |home| append(&home.root.join("kzarchive.toml"), "unattributed-own-voise = \"deny\"\n"),
        check: "settings",
        level: "warning",
        words: "no rule is called so",
    },
    Row {
        deed: |home| append(&home.root.join("kzarchive.toml"), "x = 1\n"),
        check: "settings",
        level: "error",
        words: "kzarchive.toml",
    },
    Row { deed: |_| {}, check: "archivist-key", level: "warning", words: "has no passphrase" },
    Row {
        deed: |home| fs::remove_file(key(home, "archivist")).unwrap(),
        check: "archivist-key",
        level: "warning",
        words: "this machine can verify, and is not set up for sealing",
    },
    Row {
        deed: |home| chmod(&key(home, "archivist"), 0o644),
        check: "archivist-key",
        level: "error",
        words: "can be read by others (mode 0644)",
    },
    Row {
        deed: |home| fs::write(key(home, "archivist"), "no key").unwrap(),
        check: "archivist-key",
        level: "error",
        words: "is not an OpenSSH private key",
    },
    Row {
        deed: |home| {
            fs::copy(key(home, "log"), key(home, "archivist")).unwrap();
        },
        check: "archivist-key",
        level: "error",
        words: "is not among the allowed signers",
    },
    Row {
        deed: |home| limit_signer(home, "valid-before=\"20991231000000Z\""),
        check: "archivist-key",
        level: "ok",
        words: "may seal as archivist",
    },
    Row { deed: |_| {}, check: "log-key", level: "warning", words: "has no passphrase" },
    Row {
        deed: |home| {
            fs::copy(key(home, "archivist"), key(home, "log")).unwrap();
        },
        check: "log-key",
        level: "error",
        words: "is not the log's key in keys/policy",
    },
    Row {
        deed: |home| limit_signer(home, "valid-before=\"20200101000000Z\""),
        check: "signers",
        level: "error",
        words: "nobody may seal any more",
    },
    Row {
        deed: |home| limit_signer(home, &format!("valid-before=\"{}\"", in_days(12))),
        check: "signers",
        level: "warning",
        words: "the time of archivist ends at",
    },
    Row {
        deed: |home| limit_signer(home, &format!("valid-before=\"{}\"", in_days(12))),
        check: "archivist-key",
        level: "warning",
        words: "your time as archivist ends at",
    },
    Row {
        deed: |home| fs::write(home.root.join("keys/allowed_signers"), "* no key\n").unwrap(),
        check: "signers",
        level: "error",
        words: "the archive's keys cannot be read",
    },
    Row {
        deed: |home| {
            let inside = home.root.join("my-key");
            fs::rename(key(home, "archivist"), &inside).unwrap();
            std::os::unix::fs::symlink(&inside, key(home, "archivist")).unwrap();
        },
        check: "key-place",
        level: "error",
        words: "lies in what is published",
    },
    Row {
        deed: |home| {
            fs::copy(key(home, "log"), home.root.join("archive/notes.txt")).unwrap();
        },
        check: "key-place",
        level: "error",
        words: "archive/notes.txt holds a private key",
    },
    Row {
        deed: |home| fs::write(home.root.join("manifests/key"), "-----BEGIN RSA PRIVATE KEY-----\n").unwrap(),
        check: "key-place",
        level: "error",
        words: "manifests/key holds a private key",
    },
    Row {
        deed: |home| {
            fs::copy(key(home, "log"), home.root.join("keys/log")).unwrap();
        },
        check: "key-place",
        level: "error",
        words: "keys/log holds a private key",
    },
    Row {
        deed: |home| {
            fs::create_dir(home.root.join("kept")).unwrap();
            fs::write(home.root.join("kept/a.txt.kzsalt"), "").unwrap();
        },
        check: "salts",
        level: "warning",
        words: "kept/a.txt.kzsalt in the work tree",
    },
    Row {
        deed: |home| {
            fs::write(home.root.join("a.txt.kzsalt"), "").unwrap();
            fs::write(home.root.join(".gitignore"), "*.kzsalt\n").unwrap();
        },
        check: "salts",
        level: "ok",
        words: "no salt of a commitment lies in the work tree",
    },
    Row {
        deed: |home| {
            fs::write(key(home, "log.retired-1"), "").unwrap();
            chmod(&key(home, "log.retired-1"), 0o640);
        },
        check: "private-files",
        level: "error",
        words: "log.retired-1",
    },
    Row {
        deed: |home| chmod(known(home).parent().unwrap(), 0o777),
        check: "private-files",
        level: "error",
        words: "others may change what this machine believes",
    },
    Row {
        deed: |home| chmod(&home.root.join("archive/a.txt"), 0o666),
        check: "archive-files",
        level: "warning",
        words: "archive/a.txt",
    },
    Row {
        deed: |home| {
            git(&home.root, &["add", "-A"]);
            git(&home.root, &["commit", "-q", "-m", "x"]);
            git(&home.root, &["commit", "-q", "--allow-empty", "-m", "y"]);
            let shallow = home.root.with_extension("shallow");
            let from = format!("file://{}", home.root.display());
            git(Path::new("/"), &["clone", "-q", "--depth", "1", &from, shallow.to_str().unwrap()]);
            fs::remove_dir_all(&home.root).unwrap();
            fs::rename(shallow, &home.root).unwrap();
        },
        check: "git",
        level: "warning",
        words: "this clone is shallow",
    },
    Row {
        deed: |home| fs::write(home.root.join("archive/.gitattributes"), "a.txt text\n").unwrap(),
        check: "attributes",
        level: "error",
        words: "git may change bytes of archive/a.txt",
    },
    Row {
        deed: |home| {
            fs::write(home.root.join("archive/.gitattributes"), "a.txt working-tree-encoding=UTF-16\n").unwrap();
        },
        check: "attributes",
        level: "error",
        words: "git may change bytes of archive/a.txt",
    },
    Row {
        deed: |home| fs::remove_file(home.root.join(".gitattributes")).unwrap(),
        check: "attributes",
        level: "error",
        words: "more (text, ident, filter",
    },
    Row {
        deed: |home| fs::write(home.root.join(".gitignore"), "*.txt\n").unwrap(),
        check: "ignored",
        level: "error",
        words: ".gitignore keeps archive/a.txt out",
    },
    Row {
        deed: |home| git(&home.root, &["config", "--unset", "merge.kzarchive.driver"]),
        check: "merge",
        level: "warning",
        words: "every merge of two logs is a conflict",
    },
    Row {
        deed: |home| fs::remove_dir_all(home.root.join(".github")).unwrap(),
        check: "ci",
        level: "warning",
        words: "no file of a host's CI names kzarchive",
    },
    Row {
        deed: |home| {
            let file = home.root.join(".github/workflows/kzarchive.yml");
            let text = fs::read_to_string(&file).unwrap();
            fs::write(file, text.replace("--base \"$BASE\"", "--trust keys")).unwrap();
        },
        check: "ci",
        level: "error",
        words: "believes keys from the checkout",
    },
    Row {
        // The clock cannot be turned, so the log is: what is sealed tomorrow looks like that.
        deed: |home| {
            let sums = home.root.join("manifests/SHA256SUMS");
            let text = fs::read_to_string(&sums).unwrap();
            let last = text.lines().last().unwrap();
            let (digest, name) = last.split_once("  ").unwrap();
            fs::write(sums, text.replace(last, &format!("{digest}  2998{}", &name[4..]))).unwrap();
        },
        check: "clock",
        level: "error",
        words: "before the newest sealed entry, of 2998-",
    },
    Row {
        deed: |home| fs::remove_file(known(home)).unwrap(),
        check: "memory",
        level: "warning",
        words: "has accepted no state of this archive yet",
    },
    Row {
        deed: |home| fs::write(known(home), "").unwrap(),
        check: "memory",
        level: "error",
        words: "is not what kzarchive has written there",
    },
    Row {
        deed: |home| {
            let name = known(home).with_extension("contradicting-0123456789abcdef");
            fs::write(name, "x").unwrap();
        },
        check: "memory",
        level: "error",
        words: "a state that contradicts",
    },
    Row {
        deed: |home| {
            let sums = home.root.join("manifests/SHA256SUMS");
            let text = fs::read_to_string(&sums).unwrap();
            fs::write(&sums, text.lines().next().unwrap().to_owned() + "\n").unwrap();
        },
        check: "memory",
        level: "error",
        words: "the log has 1 lines, and this machine accepted 2 before",
    },
];

/// Puts an option on the one line of allowed_signers.
fn limit_signer(home: &Home, option: &str) {
    let file = home.root.join("keys/allowed_signers");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("namespaces=", &format!("{option},namespaces="), 1)).unwrap();
}

/// A time in so many days, as OpenSSH writes it.
fn in_days(days: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let then = kzarchive::timestamp::Timestamp::from_unix(i64::try_from(now).unwrap() + days * 86_400).unwrap();
    then.compact().replace('T', "")
}

#[test]
fn every_mishap_is_told_by_its_check() {
    for row in ROWS {
        let home = healthy();
        (row.deed)(&home);
        let (output, advice) = doctor(&home, &[]);
        let hit = |line: &&Value| line["check"] == row.check && line["level"] == row.level;
        let found = advice.iter().filter(hit).find(|line| line["found"].as_str().unwrap().contains(row.words));
        let found = found.unwrap_or_else(|| panic!("{} {}: {}", row.check, row.words, said(&output)));
        assert_eq!(found.get("next").is_some(), row.level != "ok", "{found}");
        let worst = advice.iter().any(|line| line["level"] == "error");
        assert_eq!(output.status.code(), Some(i32::from(worst)), "{}", said(&output));
    }
}

#[test]
fn every_check_has_a_row_in_which_it_fires() {
    let fired: BTreeSet<_> = ROWS.iter().filter(|row| row.level != "ok").map(|row| row.check).collect();
    assert_eq!(fired, kzarchive::doctor::checks().collect());
}

#[test]
fn what_is_in_order_is_said_to_be() {
    let home = healthy();
    let (output, advice) = doctor(&home, &[]);
    assert_eq!(output.status.code(), Some(0));
    for line in &advice {
        let keys = line["check"] == "archivist-key" || line["check"] == "log-key";
        assert!(line["level"] == "ok" || keys && line["found"].as_str().unwrap().contains("no passphrase"), "{line}");
    }
    let names: BTreeSet<_> = advice.iter().map(|line| line["check"].as_str().unwrap()).collect();
    assert_eq!(names, kzarchive::doctor::checks().collect());
    let quiet = home.command(&["doctor", "--quiet"]).output().unwrap();
    assert!(quiet.status.success() && said(&quiet).is_empty(), "{}", said(&quiet));
}

#[test]
fn the_repository_of_the_action_calls_it_by_its_folder() {
    let home = healthy();
    fs::remove_dir_all(home.root.join(".github")).unwrap();
    let workflow = "steps:\n  - uses: actions/checkout@v4\n    with:\n      fetch-depth: 0\n  - uses: ./\n";
    fs::create_dir_all(home.root.join(".github/workflows")).unwrap();
    fs::write(home.root.join(".github/workflows/ci.yml"), workflow).unwrap();
    let level = || {
        let (_, advice) = doctor(&home, &[]);
        advice.iter().find(|line| line["check"] == "ci").unwrap()["level"].clone()
    };
    assert_eq!(level(), "warning", "another action, for all that is known");
    fs::write(home.root.join("action.yml"), "name: kzarchive\n").unwrap();
    assert_eq!(level(), "ok");
}

#[test]
fn a_key_of_an_agent_that_is_not_there_is_told() {
    let home = healthy();
    let public = key(&home, "archivist.pub");
    let (_, advice) = doctor(&home, &["--key", public.to_str().unwrap()]);
    let line = advice.iter().find(|line| line["check"] == "archivist-key").unwrap();
    assert!(line["level"] == "error" && line["found"].as_str().unwrap().contains("SSH_AUTH_SOCK"), "{line}");
}

#[test]
fn an_archive_without_git_is_no_trouble() {
    let home = Home::new();
    let (output, advice) = doctor(&home, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(advice.iter().any(|line| line["check"] == "git" && line["level"] == "ok"));
}
