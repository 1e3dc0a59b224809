//! Somebody who changes the archive while a command looks at it: links put in the place of files and folders and taken away
//! again, as fast as the system goes. Nothing that lies outside is ever read as a text of the archive.

#![allow(clippy::unwrap_used)]

mod support;

use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kzarchive::ledger::Kind;
use kzarchive::store::Archive;
use kzarchive::verify::{Request, verify};
use support::program::{Home, said};
use support::{Made, snapshot, write};

const SECRET: &str = "The secret of this machine.\n";
const ROUND: Duration = Duration::from_secs(3);

/// Whatever ends the looking ends the swapping: who fails does not wait for it for ever.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Lets `swap` run over and over while `look` does, for a while, and until both did so often that a race would show.
fn against(swap: impl Fn() + Sync, look: impl Fn()) {
    let (ended, swaps, mut looks) = (AtomicBool::new(false), AtomicU64::new(0), 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                swap();
                swaps.fetch_add(1, Ordering::Relaxed);
            }
        });
        let _ends = Ends(&ended);
        let start = Instant::now();
        let enough = |looks| looks > 10 && swaps.load(Ordering::Relaxed) > 100;
        // On a busy machine either may wait long for its turn.
        while start.elapsed() < ROUND || (!enough(looks) && start.elapsed() < 20 * ROUND) {
            look();
            looks += 1;
        }
        assert!(enough(looks), "only {} swaps and {looks} looks", swaps.load(Ordering::Relaxed));
    });
}

/// In one step: what is at the two names changes places.
fn exchange(one: &Path, other: &Path) {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).unwrap();
}

/// A sealed text, and a folder in which a link lies that leads to other text of the same name.
fn scene() -> (Made, tempfile::TempDir) {
    let (made, outside) = (Made::new(), support::folder());
    made.seal("a.txt", "A sealed text.\n");
    made.seal("b.txt", "Another.\n");
    write(outside.path(), "secret/a.txt", SECRET);
    (made, outside)
}

/// Whatever moment it looks: the text is there, or it is not. Were a link followed once, it would be reported as altered.
fn never_followed(made: &Made, swap: impl Fn() + Sync) {
    against(swap, || {
        let verdict = verify(&Archive::at(&made.root).unwrap(), &Request::default());
        for failure in &verdict.failures {
            let kinds = [Kind::Missing, Kind::Unsealed];
            assert!(kinds.contains(&failure.kind), "{:?}: {}: {}", failure.kind, failure.path, failure.detail);
        }
    });
}

#[test]
fn a_text_and_a_link_change_places_while_it_is_verified() {
    let (made, outside) = scene();
    let (text, link) = (made.root.join("archive/a.txt"), outside.path().join("link"));
    symlink(outside.path().join("secret/a.txt"), &link).unwrap();
    never_followed(&made, || exchange(&text, &link));
}

#[test]
fn the_folder_of_texts_and_a_link_change_places_while_it_is_verified() {
    let (made, outside) = scene();
    let (folder, link) = (made.root.join("archive"), outside.path().join("link"));
    symlink(outside.path().join("secret"), &link).unwrap();
    never_followed(&made, || exchange(&folder, &link));
}

/// What is sealed is what was hashed: a text that changes meanwhile is sealed as one or the other, or not at all.
#[test]
fn a_text_is_exchanged_while_it_is_sealed() {
    let home = Home::new();
    let [one, other] = [home.text("one.txt", "One.\n"), home.text("spare/two.txt", "Two, and longer than one.\n")];
    let runs = AtomicU64::new(0);
    against(
        || exchange(&one, &other),
        || {
            let into = format!("run-{}", runs.fetch_add(1, Ordering::Relaxed));
            let output = home.seal(&[&one]).args(["--into", &into]).output().unwrap();
            let verdict = home.command(&["verify", "--no-memory", "--no-figures"]).output().unwrap();
            assert_eq!(verdict.status.code(), Some(0), "{}\nthen: {}", said(&output), said(&verdict));
        },
    );
}

/// A link that is put where a text was is not copied into the archive, whenever it comes.
#[test]
fn a_text_and_a_link_change_places_while_it_is_sealed() {
    let home = Home::new();
    let text = home.text("one.txt", "One.\n");
    let outside = support::folder();
    write(outside.path(), "secret", SECRET);
    let link = home.texts.join("link");
    symlink(outside.path().join("secret"), &link).unwrap();
    let runs = AtomicU64::new(0);
    against(
        || exchange(&text, &link),
        || {
            let into = format!("run-{}", runs.fetch_add(1, Ordering::Relaxed));
            home.seal(&[&text]).args(["--into", &into]).output().unwrap();
        },
    );
    let files = snapshot(&home.root);
    let sealed = files.iter().filter(|(path, _)| path.starts_with("archive/")).collect::<Vec<_>>();
    let other: Vec<_> = sealed.iter().filter(|(_, bytes)| *bytes != b"One.\n").collect();
    assert!(other.is_empty(), "{other:?}");
    assert_eq!(home.command(&["verify", "--no-memory"]).status().unwrap().code(), Some(0));
}

/// A copy never goes out of the archive, whatever its folder has become.
#[test]
fn the_folder_of_a_copy_and_a_link_change_places_while_it_is_sealed() {
    let home = Home::new();
    let outside = support::folder();
    let folder = home.root.join("archive/in");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::create_dir(outside.path().join("out")).unwrap();
    let link = outside.path().join("link");
    symlink(outside.path().join("out"), &link).unwrap();
    let runs = AtomicU64::new(0);
    against(
        || exchange(&folder, &link),
        || {
            let run = runs.fetch_add(1, Ordering::Relaxed);
            let text = home.text(&format!("text-{run}.txt"), format!("Text {run}.\n"));
            home.seal(&[&text]).args(["--into", "in"]).output().unwrap();
        },
    );
    let out: Vec<_> = std::fs::read_dir(outside.path().join("out")).unwrap().collect();
    assert!(out.is_empty(), "it went out of the archive: {out:?}");
}
