//! Whole files.

use std::os::unix::fs::symlink;
use std::path::Path;

use crate::failures;
use crate::support::{Files, folder, restore, small, write};

type Deed<'a> = Box<dyn Fn(&Path) + 'a>;

/// Does something to fresh copies of an archive; each must be found.
fn each_is_found<'a>(files: &Files, deeds: impl Iterator<Item = (String, Deed<'a>)>) {
    let copy = folder();
    let root = copy.path().join("it");
    let mut tried = 0;
    for (what, deed) in deeds {
        restore(&root, files);
        assert!(failures(&root).is_empty());
        deed(&root);
        assert!(!failures(&root).is_empty(), "not found: {what}");
        tried += 1;
    }
    assert!(tried > 0);
}

#[test]
fn every_removed_file_is_found() {
    let files = small().files();
    each_is_found(
        &files,
        files.keys().map(|path| {
            let deed = move |root: &Path| std::fs::remove_file(root.join(path)).unwrap();
            (path.clone(), Box::new(deed) as Deed<'_>)
        }),
    );
}

#[test]
fn every_emptied_or_cut_file_is_found() {
    let files = small().files();
    let cuts =
        files.iter().flat_map(|(path, bytes)| [0, 1, bytes.len() / 2, bytes.len() - 1].map(|to| (path, bytes, to)));
    each_is_found(
        &files,
        cuts.map(|(path, bytes, to)| {
            let deed = move |root: &Path| write(root, path, &bytes[..to]);
            (format!("{path} cut to {to}"), Box::new(deed) as Deed<'_>)
        }),
    );
}

#[test]
fn every_doubled_file_is_found() {
    let files = small().files();
    let doubles = files.iter().flat_map(|(path, bytes)| {
        let name = path.rsplit('/').next().unwrap();
        ["archive", "archive/sub", "manifests", "keys"].map(|into| (format!("{into}/copy-of-{name}"), bytes))
    });
    each_is_found(
        &files,
        doubles.map(|(path, bytes)| {
            let what = path.clone();
            let deed = move |root: &Path| write(root, &path, bytes);
            (what, Box::new(deed) as Deed<'_>)
        }),
    );
}

#[test]
fn every_two_swapped_files_are_found() {
    let files = small().files();
    let all: Vec<_> = files.iter().collect();
    let pairs =
        all.iter().enumerate().flat_map(|(index, one)| all[index + 1..].iter().map(move |other| (*one, *other)));
    each_is_found(
        &files,
        pairs.filter(|((_, one), (_, other))| one != other).map(|((a, of_a), (b, of_b))| {
            let deed = move |root: &Path| {
                write(root, a, of_b);
                write(root, b, of_a);
            };
            (format!("{a} with {b}"), Box::new(deed) as Deed<'_>)
        }),
    );
}

#[test]
fn every_file_behind_a_link_is_found_and_a_fifo_does_not_hang() {
    let files = small().files();
    each_is_found(
        &files,
        files.iter().flat_map(|(path, bytes)| {
            // The very bytes, one step away: a link can lead elsewhere tomorrow.
            let linked = move |root: &Path| {
                let target = root.parent().unwrap().join("target");
                std::fs::write(&target, bytes).unwrap();
                std::fs::remove_file(root.join(path)).unwrap();
                symlink(target, root.join(path)).unwrap();
            };
            let fifo = move |root: &Path| {
                std::fs::remove_file(root.join(path)).unwrap();
                assert!(std::process::Command::new("mkfifo").arg(root.join(path)).status().unwrap().success());
            };
            let deeds: [(_, Deed<'_>); 2] =
                [(format!("{path} as a link"), Box::new(linked)), (format!("{path} as a FIFO"), Box::new(fifo))];
            deeds
        }),
    );
}
