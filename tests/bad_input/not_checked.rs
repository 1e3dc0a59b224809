//! What could not be looked at, or was compared with itself, is not told as good.

use std::os::unix::fs::symlink;
use std::path::Path;

use serde_json::Value;

use super::places::fifo;
use crate::support::program::{Home, kzarchive, said};
use crate::support::{Made, folder, forge, write};
use crate::{refused, run};

/// An archive of one text.
fn home() -> Home {
    let home = Home::new();
    let sealed = home.seal(&[&home.text("a.txt", "The ministry said that 26 people were killed.\n")]).output().unwrap();
    assert!(sealed.status.success(), "{}", said(&sealed));
    home
}

fn verdict(folder: &Path, arguments: &[&str]) -> Value {
    let mut command = kzarchive();
    command.arg("-C").arg(folder).args(["verify", "--no-memory", "--format", "json"]).args(arguments);
    let output = command.output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no verdict: {}", said(&output)))
}

/// The outcome of a check, and why.
fn outcome(verdict: &Value, name: &str) -> [String; 2] {
    let check = verdict["checks"].as_array().unwrap().iter().find(|check| check["check"] == name);
    ["outcome", "why"].map(|key| check.unwrap()[key].as_str().unwrap_or_default().to_owned())
}

/// To open a FIFO waits for ever.
#[test]
fn a_fifo_in_place_of_manifests_hangs_nobody() {
    let home = home();
    std::fs::rename(home.root.join("manifests"), home.texts.join("manifests")).unwrap();
    fifo(&home.root.join("manifests"));
    let page = home.texts.join("page.html");
    for arguments in [
        &["verify", "--no-memory"][..],
        &["log"],
        &["show", "archive/a.txt"],
        &["figures"],
        &["report", "-o", page.to_str().unwrap()],
        &["prove", "archive/a.txt", "-o", page.to_str().unwrap()],
        &["seal"],
    ] {
        let output = run(home.command(arguments));
        assert_ne!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
    }
    let mut verify = home.command(&["verify", "--originals"]);
    verify.arg(home.root.join("manifests"));
    assert!(said(&run(verify)).contains("Not a directory"));
}

#[test]
fn a_good_checkpoint_is_not_blamed_for_keys_that_cannot_be_read() {
    let home = home();
    let seen = home.texts.join("seen");
    std::fs::copy(home.root.join("manifests/checkpoint"), &seen).unwrap();
    let given = ["--checkpoint", seen.to_str().unwrap()];
    assert_eq!(outcome(&verdict(&home.root, &given), "append-only")[0], "passed");
    for file in ["keys/policy", "keys/allowed_signers"] {
        let good = std::fs::read(home.root.join(file)).unwrap();
        write(&home.root, file, "garbage\n");
        let found = verdict(&home.root, &given);
        assert_eq!(outcome(&found, "append-only"), ["not-checked", "the keys cannot be read"]);
        assert!(!found.to_string().contains("bad-signature"), "{found}");
        write(&home.root, file, good);
    }
}

#[test]
fn figures_of_texts_that_are_not_as_sealed_are_not_said_to_be_read() {
    let made = Made::new();
    ["a.txt", "b.txt"].into_iter().for_each(|name| made.seal(name, format!("In {name} of 17.\n")));
    assert_eq!(outcome(&verdict(&made.root, &[]), "figures")[0], "passed");
    write(&made.root, "archive/a.txt", "Of 18.\n");
    let [found, why] = outcome(&verdict(&made.root, &[]), "figures");
    assert!(found == "not-checked" && why.ends_with("; 1 text not here as sealed, so not read for figures"), "{why}");
    std::fs::remove_file(made.root.join("archive/b.txt")).unwrap();
    let [found, why] = outcome(&verdict(&made.root, &[]), "figures");
    assert!(found == "not-checked" && why.starts_with("0 figures read") && why.contains("2 texts not here"), "{why}");
}

/// A manifest may state any size, and a sparse file of it costs nothing.
#[test]
fn words_of_a_text_that_is_too_large_are_not_quoted_and_its_figures_not_read() {
    let made = Made::new();
    made.seal("a.txt", "Of 17.\n");
    let manifest = std::fs::read_to_string(made.root.join(forge::manifest_path(&made.root, 1))).unwrap();
    let large = manifest.replace("\"size\": 7,", &format!("\"size\": {},", 1_u64 << 40));
    assert_ne!(large, manifest);
    forge::replace(&made.root, 1, large.as_bytes(), &made.hands);
    std::fs::File::options().write(true).open(made.root.join("archive/a.txt")).unwrap().set_len(1 << 40).unwrap();
    let session =
        kzarchive::seal::Session::open(&made.archive(), made.hands.keys(), made.next_minute(), "test").map(|session| {
            let place = kzarchive::seal::Place::Text("17".to_owned());
            let words = kzarchive::seal::Words { path: "archive/a.txt".parse().unwrap(), place };
            kzarchive::seal::quote(&session, &made.archive(), &words).unwrap_err().to_string()
        });
    assert!(session.unwrap().contains("is too large"));
    let mut figures = kzarchive();
    figures.arg("-C").arg(&made.root).arg("figures");
    let output = run(figures);
    assert!(said(&output).contains("it is too large to be read for figures"), "{}", said(&output));
    // Held whole it would take a terabyte of memory.
    let mut search = kzarchive();
    search.arg("-C").arg(&made.root).args(["search", "17"]);
    let output = run(search);
    assert!(said(&output).contains("1 text was not searched: archive/a.txt (it is too large"), "{}", said(&output));
}

/// Quoted by the bytes of the page, the words would stand elsewhere for whoever has that version.
#[test]
fn words_of_a_text_that_another_version_derived_are_not_quoted() {
    let made = Made::new();
    made.seal("a.txt", "Of 17.\n");
    let manifest = std::fs::read_to_string(made.root.join(forge::manifest_path(&made.root, 1))).unwrap();
    let foreign = manifest.replace("\"extractor\": \"plain/1\"", "\"extractor\": \"html/0\"");
    assert_ne!(foreign, manifest);
    forge::replace(&made.root, 1, foreign.as_bytes(), &made.hands);
    let archive = made.archive();
    let session = kzarchive::seal::Session::open(&archive, made.hands.keys(), made.next_minute(), "test").unwrap();
    for place in [kzarchive::seal::Place::Text("17".to_owned()), kzarchive::seal::Place::Bytes(3..5)] {
        let words = kzarchive::seal::Words { path: "archive/a.txt".parse().unwrap(), place };
        let refused = kzarchive::seal::quote(&session, &archive, &words).unwrap_err();
        assert!(refused.to_string().contains("another version of kzarchive sealed it"), "{refused}");
    }
}

/// It would extend itself, whatever was taken out of it.
#[test]
fn a_log_is_not_compared_with_its_own_checkpoint() {
    let home = home();
    let link = home.texts.join("link");
    symlink(&home.root, &link).unwrap();
    for own in [home.root.join("manifests/checkpoint"), link.join("manifests/checkpoint")] {
        let mut verify = home.command(&["verify", "--no-memory", "--checkpoint"]);
        verify.arg(&own);
        refused(&home, verify, &["--checkpoint", "would be compared with itself", "kept elsewhere"]);
    }
}

#[test]
fn a_bundle_is_not_checked_by_its_own_keys() {
    let home = home();
    let [bundle, tar, keys] = ["pb", "pb.tar", "elsewhere"].map(|name| home.texts.join(name));
    for to in [&bundle, &tar] {
        let mut prove = home.command(&["prove", "archive/a.txt", "-o"]);
        assert!(
            run({
                prove.arg(to);
                prove
            })
            .status
            .success()
        );
    }
    std::fs::create_dir(&keys).unwrap();
    let check = |bundle: &Path, trust: &Path| {
        let mut check = home.command(&["check"]);
        check.arg(bundle).arg("--trust").arg(trust);
        check
    };
    symlink(bundle.join("keys"), keys.join("keys")).unwrap();
    for own in [bundle.clone(), bundle.join("keys"), keys.clone()] {
        refused(&home, check(&bundle, &own), &["--trust", "lies in the bundle", "from elsewhere"]);
    }
    for from in [&bundle, &tar] {
        let output = run(check(from, &home.root));
        assert!(output.status.success() && said(&output).contains("holds: archive/a.txt"), "{}", said(&output));
    }
}

/// A link that leads to itself is what the system will not look through, whoever asks.
#[test]
fn a_key_folder_that_cannot_be_read_is_not_taken_for_empty() {
    let home = home();
    let keys = home.config.join("kzarchive/keys");
    std::fs::rename(&keys, home.texts.join("keys")).unwrap();
    symlink("keys", &keys).unwrap();
    refused(&home, home.command(&["key", "list"]), &["cannot be read, and keys may lie in it", "chmod u+rwx"]);
    let mut cosign = home.command(&["witness", "cosign"]);
    cosign.arg(&home.root);
    refused(&home, cosign, &["cannot be read, and keys may lie in it"]);
    std::fs::remove_file(&keys).unwrap();
    assert!(said(&run(home.command(&["key", "list"]))).contains("no keys yet"));
}

#[test]
fn no_keys_are_made_for_an_archive_in_a_place_that_cannot_be_looked_at() {
    let place = folder();
    symlink("loop", place.path().join("loop")).unwrap();
    let mut init = kzarchive();
    init.env("KZARCHIVE_CONFIG", place.path().join("config")).current_dir(place.path());
    init.args(["init", "--origin", "example.com/a", "loop/it"]);
    let output = run(init);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(!place.path().join("config").exists(), "{}", said(&output));
}
