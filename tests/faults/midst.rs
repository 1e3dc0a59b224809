//! One run over many texts, killed in the midst of each of its parts: the same command seals all, and each text once.

use std::path::Path;

use super::strace::{At, Fault, available};
use super::sweep::{Disturbance as _, Ran};
use crate::support::program::{Home, said};
use crate::support::{Files, snapshot};

/// They fill several manifests.
const TEXTS: usize = 1500;

/// What a run that was killed had written.
struct Left {
    texts: usize,
    manifests: usize,
    /// Nothing but manifests that are laid out, under temporary names, which the next run removes.
    only_temporary: bool,
}

fn left(root: &Path, before: &Files) -> Left {
    let mut now = snapshot(root);
    now.retain(|path, _| !path.starts_with("manifests/.kzarchive-tmp-"));
    let new = |folder: &str, ending: &str| {
        let of_folder = now.keys().filter(|path| path.starts_with(folder) && path.ends_with(ending));
        of_folder.filter(|path| !before.contains_key(*path)).count()
    };
    Left { texts: new("archive/", ".txt"), manifests: new("manifests/", ".json"), only_temporary: now == *before }
}

fn is_taken_up(call: &'static str, number: usize, expected: impl Fn(&Left) -> bool) {
    if !available() {
        return;
    }
    let home = Home::new();
    for number in 0..TEXTS {
        home.text(&format!("{}/{number}.txt", number % 7), format!("Of {number}, 3 people were injured.\n"));
    }
    let before = snapshot(&home.root);
    let kill = At { call, fault: Fault::Kill, most: number };
    assert!(matches!(kill.run(&home.seal(&[&home.texts]), number), Ran::Disturbed(_)), "it was not killed");
    let killed = left(&home.root, &before);
    assert!(expected(&killed), "{call} {number} is in another part: {} and {}", killed.texts, killed.manifests);

    let done = home.seal(&[&home.texts]).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    let verified = home.command(&["verify", "--no-figures"]).output().unwrap();
    assert!(verified.status.success(), "{}", said(&verified));
    let listed = said(&home.command(&["log", "--documents"]).output().unwrap());
    assert_eq!(listed.matches("archive/").count(), TEXTS);
    assert_eq!(left(&home.root, &before).texts, TEXTS);
}

#[test]
fn killed_while_it_reads_it_has_written_nothing_that_counts() {
    is_taken_up("read", TEXTS / 2, |left| left.only_temporary);
}

#[test]
fn killed_while_it_copies_it_is_taken_up() {
    is_taken_up("renameat2", TEXTS / 2, |left| left.texts == TEXTS / 2 - 1 && left.manifests == 0);
}

/// All texts and manifests have their names, but the log does not know them.
#[test]
fn killed_before_it_logs_it_is_taken_up() {
    is_taken_up("?renameat", 1, |left| left.texts == TEXTS && left.manifests > 2);
}
