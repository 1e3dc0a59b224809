//! What this machine has read of a log is not read again to seal, prove or show one text: the same is said, and what hangs on other
//! manifests is still seen.
//!
//! Whether a run read a manifest is told by damage to it: who reads it refuses.

#![allow(clippy::unwrap_used)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use kzarchive::digest::Digest;
use kzarchive::ledger::{Account, KeyFiles, Kind, Scope};
use kzarchive::store::{Cache, Kept};
use kzarchive::timestamp::Timestamp;
use kzarchive::trust::sshsig::NAMESPACE;
use support::program::{Home, kzarchive, said, unknown_flags};
use support::{Made, ORIGIN, forge, minute};

/// More runs than a log must have for an index of it to be worth while.
const RUNS: usize = 18;

/// Bytes before an index: of the key and of the rest's digest.
const DIGESTS: usize = 64;

/// An archive as one machine sees it.
struct Seen<'a> {
    home: &'a Home,
    root: PathBuf,
    config: PathBuf,
    cache: &'static str,
}

impl Seen<'_> {
    /// Exit code and all that was said, but for names that hang on the time.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = kzarchive();
        command.current_dir(&self.root).env("KZARCHIVE_CONFIG", &self.config).args(arguments);
        if !self.cache.is_empty() {
            command.env("KZARCHIVE_CACHE", self.cache);
        }
        let output = command.output().unwrap();
        let here = self.root.parent().unwrap().to_string_lossy().into_owned();
        let lines = said(&output).replace(&here, "HERE");
        let lines = lines.lines().filter(|line| !line.starts_with("manifest ") && !line.contains(" sealed at 2"));
        (output.status.code().unwrap(), lines.map(|line| format!("{line}\n")).collect())
    }

    fn seal(&self, files: &[&str]) -> (i32, String) {
        let flags = unknown_flags();
        let arguments = ["seal"].into_iter().chain(flags.iter().map(String::as_str)).chain(files.iter().copied());
        self.run(&arguments.collect::<Vec<_>>())
    }

    /// A file in the archive's folder, to be sealed in place.
    fn write(&self, path: &str, text: &str) {
        support::write(&self.root, path, text.as_bytes());
    }

    fn index(&self) -> PathBuf {
        Cache::under(&self.config).path(ORIGIN, Kept::Paths)
    }

    /// The file of the manifest that states a path.
    fn manifest_of(&self, path: &str) -> PathBuf {
        let files = support::snapshot(&self.root);
        let states = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(&format!("\"path\": \"{path}\""));
        let found = files.iter().find(|(name, bytes)| name.ends_with(".json") && states(bytes));
        self.root.join(found.unwrap().0)
    }

    /// Whether sealing one more text reads the manifest of text 3, which has nothing to do with it.
    fn reads_all(&self) -> bool {
        let manifest = self.manifest_of("archive/3.txt");
        let bytes = std::fs::read(&manifest).unwrap();
        std::fs::write(&manifest, [&bytes[..], b"\n"].concat()).unwrap();
        self.write("archive/odd.txt", "Nobody was hurt.\n");
        let (code, said) = self.seal(&["archive/odd.txt", "--dry-run"]);
        std::fs::write(&manifest, bytes).unwrap();
        std::fs::remove_file(self.root.join("archive/odd.txt")).unwrap();
        assert!(code == 0 || said.contains("its bytes are not those that the log names"), "{said}");
        code != 0
    }
}

/// An archive of many manifests, which this machine has read; in them a change of keys, a text taken down and one superseded.
fn scene(home: &Home) -> Seen<'_> {
    let seen = Seen { home, root: home.root.clone(), config: home.config.clone(), cache: "" };
    let done = |arguments: &[&str]| {
        let (code, said) = seen.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
    };
    for run in 0..RUNS {
        seen.write(&format!("archive/{run}.txt"), &format!("Text {run}. Nobody was hurt.\n"));
        assert_eq!(seen.seal(&[&format!("archive/{run}.txt")]).0, 0);
        match run {
            4 => done(&["key", "rotate-log"]),
            6 => done(&["withdraw", "archive/5.txt", "--reason", "a mistake"]),
            _ => {}
        }
    }
    seen.write("archive/newer.txt", "Text 2, corrected. Nobody was hurt.\n");
    let flags = unknown_flags();
    let superseding = ["supersede", "archive/2.txt", "archive/newer.txt"].into_iter();
    done(&superseding.chain(flags.iter().map(String::as_str)).collect::<Vec<_>>());
    std::fs::remove_dir_all(seen.config.join("kzarchive/log")).unwrap();
    // Reads all of it, and remembers what it read.
    seen.write("archive/last.txt", "The last text. Nobody was hurt.\n");
    assert_eq!(seen.seal(&["archive/last.txt"]).0, 0);
    assert!(seen.index().exists());
    seen
}

/// The same archive on another machine, which remembers nothing of it.
fn elsewhere<'a>(seen: &Seen<'a>) -> Seen<'a> {
    let [root, config] = ["elsewhere/it", "elsewhere/config"].map(|name| seen.home.texts.join(name));
    std::fs::create_dir(seen.home.texts.join("elsewhere")).unwrap();
    for (from, to) in [(&seen.root, &root), (&seen.config, &config)] {
        assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
    }
    Seen { home: seen.home, root, config, cache: "off" }
}

#[test]
fn to_seal_prove_or_show_one_text_reads_no_manifest_of_others_and_verify_reads_all() {
    let home = Home::new();
    let seen = scene(&home);
    assert!(!seen.reads_all());
    let damaged = seen.manifest_of("archive/3.txt");
    let bytes = std::fs::read(&damaged).unwrap();
    std::fs::write(&damaged, [&bytes[..], b"\n"].concat()).unwrap();
    assert_eq!(seen.run(&["show", "archive/7.txt"]).0, 0);
    let bundle = home.texts.join("bundle");
    let (code, said) = seen.run(&["prove", "archive/7.txt", "--output", bundle.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    let (code, said) = seen.run(&["check", bundle.to_str().unwrap(), "--trust", "keys"]);
    assert_eq!(code, 0, "{said}");

    seen.write("archive/more.txt", "One more. Nobody was hurt.\n");
    assert_eq!(seen.seal(&["archive/more.txt"]).0, 0);
    for reads_it in [vec!["archive/3.txt"], vec!["archive"]] {
        let (code, said) = seen.seal(&reads_it);
        assert!(code == 2 && said.contains("its bytes are not those that the log names"), "{reads_it:?}: {said}");
    }
    let (code, said) = seen.run(&["verify"]);
    assert!(code == 1 && said.contains("altered"), "{said}");
    std::fs::write(&damaged, bytes).unwrap();
    let (code, said) = seen.run(&["verify"]);
    assert_eq!(code, 0, "what was sealed meanwhile holds: {said}");
}

#[test]
fn the_same_is_said_as_if_all_were_read() {
    let home = Home::new();
    let here = scene(&home);
    let there = elsewhere(&here);
    let both = |what: &str, with: &dyn Fn(&Seen<'_>) -> (i32, String)| {
        let (said, expected) = (with(&here), with(&there));
        assert_eq!(said, expected, "{what}");
        said
    };
    let sealed = |what: &str, path: &str, text: &str| {
        both(what, &|seen| {
            seen.write(path, text);
            seen.seal(&[path])
        })
    };
    assert_eq!(both("sealed before", &|seen| seen.seal(&["archive/9.txt"])).0, 0);
    let (code, said) = sealed("altered since", "archive/9.txt", "Text 9. Somebody was hurt.\n");
    assert!(code == 2 && said.contains("archive/9.txt"), "{said}");
    sealed("as it was again", "archive/9.txt", "Text 9. Nobody was hurt.\n");
    let (code, said) = sealed("a name that differs by case", "archive/NEWER.txt", "Another.\n");
    assert!(code == 2 && said.contains("only by case"), "{said}");
    both("without it", &|seen| {
        std::fs::remove_file(seen.root.join("archive/NEWER.txt")).unwrap();
        seen.seal(&["archive/newer.txt", "archive/8.txt"])
    });
    let (code, said) = sealed("taken down, and there again", "archive/5.txt", "Text 5. Nobody was hurt.\n");
    assert!(!said.is_empty(), "{code}");
    both("taken down", &|seen| {
        std::fs::remove_file(seen.root.join("archive/5.txt")).unwrap();
        seen.run(&["prove", "archive/5.txt", "--output", "../bundle"])
    });
    let (_, said) = both("what was taken down", &|seen| seen.run(&["show", "archive/5.txt"]));
    assert!(said.contains("was taken down"), "{said}");
    let (_, said) = both("what was superseded", &|seen| seen.run(&["show", "archive/2.txt"]));
    assert!(said.contains("superseded by archive/newer.txt"), "{said}");
    let supersede = |seen: &Seen<'_>, older: &str, newer: &str| {
        seen.write(newer, "Newer. Nobody was hurt.\n");
        let flags = unknown_flags();
        let all = ["supersede", older, newer].into_iter().chain(flags.iter().map(String::as_str));
        seen.run(&all.collect::<Vec<_>>())
    };
    let (code, said) = both("superseded twice", &|seen| supersede(seen, "archive/2.txt", "archive/newest.txt"));
    assert!(code == 2 && said.contains("superseded by archive/newer.txt already"), "{said}");
    assert_eq!(both("superseded", &|seen| supersede(seen, "archive/newer.txt", "archive/newest.txt")).0, 0);
    // Of manifests behind the index, too.
    let (_, said) = both("superseded since", &|seen| seen.run(&["show", "archive/newer.txt"]));
    assert!(said.contains("superseded by archive/newest.txt"), "{said}");
    let withdrawn = |seen: &Seen<'_>| seen.run(&["withdraw", "archive/7.txt", "--reason", "a mistake"]);
    assert_eq!(both("taken down now", &withdrawn).0, 0);
    let (_, said) = both("taken down since", &|seen| seen.run(&["show", "archive/7.txt"]));
    assert!(said.contains("was taken down"), "{said}");
    both("never sealed", &|seen| seen.run(&["show", "archive/none.txt"]));
    for seen in [&here, &there] {
        assert_eq!(seen.run(&["key", "rotate-log"]).0, 0);
    }
    assert_eq!(sealed("under the new key", "archive/later.txt", "Later. Nobody was hurt.\n").0, 0);
    assert_eq!(both("verified", &|seen| seen.run(&["verify", "--no-cache"])).0, 0);
    assert!(!here.reads_all() && there.reads_all());
}

#[test]
fn an_index_grows_with_the_log() {
    let home = Home::new();
    let seen = scene(&home);
    let size = || std::fs::metadata(seen.index()).unwrap().len();
    let first = size();
    for run in 0..RUNS {
        let path = format!("archive/again-{run}.txt");
        seen.write(&path, &format!("Again {run}. Nobody was hurt.\n"));
        assert_eq!(seen.seal(&[&path]).0, 0);
    }
    assert!(size() > first, "{first}");
    assert!(!seen.reads_all());
    // What it had, and what it got.
    for sealed in ["archive/3.txt", "archive/again-2.txt"] {
        seen.write(sealed, "Other words.\n");
        let (code, said) = seen.seal(&[sealed]);
        assert!(code == 2, "{sealed}: {said}");
    }
}

#[test]
fn what_an_interrupted_run_left_and_what_is_gone_are_still_seen() {
    let home = Home::new();
    let seen = scene(&home);
    for temporary in ["manifests/.kzarchive-tmp-x", "archive/.kzarchive-tmp-x"] {
        seen.write(temporary, "half");
    }
    seen.write("archive/more.txt", "One more. Nobody was hurt.\n");
    let (code, said) = seen.seal(&["archive/more.txt"]);
    assert_eq!((code, said.matches("removed ").count()), (0, 2), "{said}");
    assert_eq!(seen.run(&["verify"]).0, 0);
    // The beginning of a copy that could not be removed, when all else was.
    seen.write("archive/.kzarchive-tmp-y", "half");
    let copied = home.text("copied.txt", "To be copied. Nobody was hurt.\n");
    let (code, said) = seen.seal(&[copied.to_str().unwrap()]);
    assert!(code == 0 && said.contains("removed    archive/.kzarchive-tmp-y"), "{said}");
    let manifest = seen.manifest_of("archive/3.txt");
    for file in [manifest.clone(), manifest.with_extension("json.sig")] {
        let bytes = std::fs::read(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        seen.write("archive/other.txt", "Another. Nobody was hurt.\n");
        let (code, said) = seen.seal(&["archive/other.txt"]);
        assert!(code == 2 && said.contains("not there"), "{said}");
        std::fs::write(&file, bytes).unwrap();
    }
    // A manifest that is signed and not logged.
    let log = ["SHA256SUMS", "checkpoint"].map(|name| seen.root.join("manifests").join(name));
    let before = log.each_ref().map(|file| std::fs::read(file).unwrap());
    assert_eq!(seen.seal(&["archive/other.txt"]).0, 0);
    log.iter().zip(before).for_each(|(file, bytes)| std::fs::write(file, bytes).unwrap());
    seen.home.forget();
    seen.write("archive/third.txt", "A third. Nobody was hurt.\n");
    let (code, said) = seen.seal(&["archive/third.txt"]);
    assert!(code == 0 && said.contains("picked up"), "{said}");
    assert_eq!(seen.run(&["verify"]).0, 0);
}

#[test]
fn an_index_of_another_log_or_a_damaged_one_counts_for_nothing() {
    let home = Home::new();
    let seen = scene(&home);
    let (index, good) = (seen.index(), std::fs::read(seen.index()).unwrap());
    assert!(!seen.reads_all());
    for at in [0, 40, DIGESTS, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        std::fs::write(&index, &bad).unwrap();
        assert!(seen.reads_all(), "byte {at}");
        assert_eq!(std::fs::read(&index).unwrap(), bad, "none is made where a manifest does not hold");
        assert_eq!(seen.run(&["show", "archive/7.txt"]).0, 0);
        assert!(!seen.reads_all(), "it was made anew");
    }
    // Of a log that went another way, under the same keys.
    let there = Seen { cache: "", ..elsewhere(&seen) };
    for run in 0..RUNS {
        for (seen, text) in [(&seen, "Here"), (&there, "There")] {
            seen.write(&format!("archive/other-{run}.txt"), &format!("{text}, {run}. Nobody was hurt.\n"));
            assert_eq!(seen.seal(&[&format!("archive/other-{run}.txt")]).0, 0);
        }
    }
    assert!(!seen.reads_all() && !there.reads_all());
    std::fs::copy(there.index(), &index).unwrap();
    assert!(seen.reads_all());
}

/// Puts the digest of what is kept right.
fn write_index(index: &Path, kept: &[u8]) {
    let key = std::fs::read(index).unwrap()[..32].to_vec();
    std::fs::write(index, [&key[..], Digest::of(kept).as_bytes(), kept].concat()).unwrap();
}

#[test]
fn who_writes_the_index_can_have_a_text_sealed_twice_and_verify_says_so() {
    let home = Home::new();
    let seen = scene(&home);
    let index = seen.index();
    // Of all that is logged.
    std::fs::remove_file(&index).unwrap();
    assert_eq!(seen.run(&["show", "archive/7.txt"]).0, 0);
    let kept = std::fs::read(&index).unwrap()[DIGESTS..].to_vec();
    // Rows of eight bytes stand last: one of each text, and of each that was corrected.
    let rows = 8 * (RUNS + 4);
    // Of places beyond the log nothing comes.
    let (head, all) = kept.split_at(kept.len() - rows);
    for place in [u32::try_from(forge::log(&seen.root).size()).unwrap(), u32::MAX] {
        let rows = all.chunks(8).flat_map(|row| [&row[..4], &place.to_be_bytes()].concat());
        write_index(&index, &head.iter().copied().chain(rows).collect::<Vec<_>>());
        let (code, said) = seen.run(&["show", "archive/7.txt"]);
        assert!(code != 101 && said.contains("archive/7.txt"), "{code}: {said}");
    }
    write_index(&index, head);
    seen.write("archive/3.txt", "Other words. Nobody was hurt.\n");
    let (code, said) = seen.seal(&["archive/3.txt"]);
    assert_eq!(code, 0, "the lie is believed, or this test shows nothing: {said}");
    let (code, said) = seen.run(&["verify"]);
    assert!(code == 1 && said.contains("archive/3.txt"), "{said}");
    for kept in [vec![0xff; 40], Vec::new()] {
        write_index(&index, &kept);
        let (code, said) = seen.run(&["show", "archive/7.txt"]);
        assert_eq!(code, 0, "{said}");
    }
}

#[test]
fn what_a_retired_key_dates_back_is_refused_though_the_latest_manifest_before_is_not_read() {
    let made = Made::new();
    let believed = KeyFiles::from_folder(&made.root).unwrap().parse().unwrap();
    let cache = Cache::under(&made.outside);
    for run in 0..RUNS {
        made.seal(&format!("{run}.txt"), format!("Text {run}. Nobody was hurt.\n"));
    }
    // By a clock that ran ahead; nobody asks for this text.
    made.set_minute(500);
    made.seal("ahead.txt", "Ahead. Nobody was hurt.\n");
    made.set_minute(40);
    let paths = ["archive/0.txt".parse().unwrap()];
    let failures = |scope, cache| {
        let account = Account::read(&made.archive(), ORIGIN, &forge::log(&made.root), &believed, (scope, cache));
        account.failures.into_iter().map(|failure| (failure.kind, failure.path)).collect::<Vec<_>>()
    };
    assert_eq!(failures(Scope::Paths(&paths), Some(&cache)), []);
    let retired = made.retired();
    let sealed = std::fs::read_to_string(made.root.join(forge::manifest_path(&made.root, 1))).unwrap();
    let forged = sealed.replace("\"sealed_by\": \"archivist\"", "\"sealed_by\": \"retired\"").replace("0.txt", "x.txt");
    // Of its own time, and of one at which that key was good.
    let at = minute(45);
    let sealed_at = |at: Timestamp| format!("\"sealed_at\": \"{at}\"");
    let forged = forged.replace(&sealed_at(forge::log(&made.root).as_slice()[1].name().at()), &sealed_at(at));
    forge::append_as(&made.root, forged.as_bytes(), at, &retired, NAMESPACE, &made.hands.log);
    let found = failures(Scope::Everything, None);
    assert!(matches!(found[..], [(Kind::BadSignature, _)]), "{found:?}");
    assert_eq!(failures(Scope::Paths(&paths), Some(&cache)), found);
}
