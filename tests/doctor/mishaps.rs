//! What can happen around an archive, each mishap with what is said of it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::program::Home;

pub fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=n", "-c", "user.email=n@x.example"]).args(arguments);
    assert!(command.env("GIT_CONFIG_GLOBAL", "/dev/null").status().unwrap().success(), "git {arguments:?}");
}

pub fn key(home: &Home, name: &str) -> PathBuf {
    home.config.join("kzarchive/keys/fixtures.example%2Farchive").join(name)
}

pub fn known(home: &Home) -> PathBuf {
    home.config.join("kzarchive/known/fixtures.example%2Farchive.toml")
}

pub fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

pub fn append(path: &Path, text: &str) {
    fs::write(path, fs::read_to_string(path).unwrap() + text).unwrap();
}

/// A link that leads to itself is what the system will not look through, whoever asks.
fn loop_for_keys(home: &Home) {
    let keys = home.config.join("kzarchive/keys");
    fs::rename(&keys, home.texts.join("keys")).unwrap();
    std::os::unix::fs::symlink("keys", keys).unwrap();
}

/// What happened, the check that tells it, how bad it calls it, and words of what it says.
pub struct Row {
    pub deed: fn(&Home),
    pub check: &'static str,
    pub level: &'static str,
    pub words: &'static str,
}

pub const ROWS: &[Row] = &[
    Row {
        deed: |home| append(&home.root.join("kzarchive.toml"), "[lint]\nunattributed-own-voise = \"deny\"\n"),
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
    Row { deed: loop_for_keys, check: "private-files", level: "error", words: "keys may lie in it" },
    Row {
        deed: loop_for_keys,
        check: "archivist-key",
        level: "error",
        words: "it cannot be told whether the key is there",
    },
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
pub fn limit_signer(home: &Home, option: &str) {
    let file = home.root.join("keys/allowed_signers");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("namespaces=", &format!("{option},namespaces="), 1)).unwrap();
}

/// A time in so many days, as OpenSSH writes it.
pub fn in_days(days: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let then = kzarchive::timestamp::Timestamp::from_unix(i64::try_from(now).unwrap() + days * 86_400).unwrap();
    then.compact().replace('T', "")
}
