//! git: it leaves sealed bytes alone, keeps all of them, and can put two logs together.

use super::{Said, Surroundings, VERIFY, error, ok, some, warning};
use crate::store::{Attribute, EntryKind, GitError, layout, walk};

/// What has to be off for sealed files: each of them changes bytes on their way into the work tree.
const CONVERTING: [&str; 4] = ["text", "ident", "filter", "working-tree-encoding"];

/// There is a work tree, with its history.
pub(super) fn work_tree(around: &Surroundings<'_>) -> Vec<Said> {
    match &around.repository {
        Err(GitError::NoRepository(_)) => vec![ok("no git work tree: nothing of git to look at")],
        Err(why) => vec![warning(why.to_string(), "install git, or look at the archive on a machine that has it")],
        Ok(repository) => match repository.is_shallow() {
            Ok(false) => vec![ok(format!("a git work tree with its history, in {}", repository.top().display()))],
            Ok(true) => vec![warning(
                "this clone is shallow: `kzarchive verify --base` may not find the base",
                "git fetch --unshallow",
            )],
            Err(why) => vec![unreadable(&why)],
        },
    }
}

/// The attributes that `kzarchive init` writes are in force for every sealed file. What nobody says is git's own choice,
/// by the user's settings; but for the encoding, which is none then.
pub(super) fn attributes(around: &Surroundings<'_>) -> Vec<Said> {
    let Ok(repository) = &around.repository else { return Vec::new() };
    let files = files(around);
    let values = match repository.attributes(&CONVERTING, &files) {
        Ok(values) => values,
        Err(why) => return vec![unreadable(&why)],
    };
    let left_alone = |attribute: &str, value: &str| {
        value == "unset" || attribute == "working-tree-encoding" && value == "unspecified"
    };
    let converts = |value: &Attribute| !left_alone(&value.name, &value.value);
    let mut converted: Vec<_> = values.into_iter().filter(converts).map(|value| value.path).collect();
    converted.dedup();
    match converted.as_slice() {
        [] => vec![ok(format!("git leaves the bytes of all {} sealed files alone", files.len()))],
        converted => vec![error(
            format!("git may change bytes of {} (text, ident, filter or working-tree-encoding)", some(converted)),
            "put back the lines that `kzarchive init` wrote into .gitattributes, or remove those that overrule them",
        )],
    }
}

/// Nothing that is sealed is kept out of commits by a .gitignore.
pub(super) fn ignored(around: &Surroundings<'_>) -> Vec<Said> {
    let Ok(repository) = &around.repository else { return Vec::new() };
    match repository.ignored(&files(around)) {
        Err(why) => vec![unreadable(&why)],
        Ok(ignored) if ignored.is_empty() => vec![ok("no .gitignore keeps a sealed file out")],
        Ok(ignored) => vec![error(
            format!(".gitignore keeps {} out of every commit: others will find them missing", some(&ignored)),
            "change .gitignore, then git add them",
        )],
    }
}

/// No salt of a commitment lies where git would take it along: with the salt, whoever guesses the text can check the guess.
pub(super) fn salts(around: &Surroundings<'_>) -> Vec<Said> {
    let Ok(repository) = &around.repository else { return Vec::new() };
    match repository.carried(layout::SALT) {
        Err(why) => vec![unreadable(&why)],
        Ok(salts) if salts.is_empty() => vec![ok("no salt of a commitment lies in the work tree")],
        Ok(salts) => vec![warning(
            format!("{} in the work tree: git add takes the salt along, and mostly its text, too", some(&salts)),
            "move salts and their texts out of it, or name them in .gitignore; what was committed, others have already",
        )],
    }
}

/// The merge driver for the log is set up in this clone.
pub(super) fn merge(around: &Surroundings<'_>) -> Vec<Said> {
    let Ok(repository) = &around.repository else { return Vec::new() };
    match repository.setting("merge.kzarchive.driver") {
        Err(why) => vec![unreadable(&why)],
        Ok(Some(_)) => vec![ok("git merges two logs by itself where it can")],
        Ok(None) => vec![warning(
            "in this clone every merge of two logs is a conflict",
            "`kzarchive init --merge-driver` lets git merge them where it can",
        )],
    }
}

/// Everything of the archive that git must keep as it is, relative to its folder.
fn files(around: &Surroundings<'_>) -> Vec<String> {
    let root = around.archive.root();
    let below = [layout::TEXTS, layout::MANIFESTS, layout::KEYS].into_iter().flat_map(|folder| walk(root, folder));
    let below = below.filter_map(|entry| match entry.kind {
        EntryKind::File(path) => Some(path.to_string()),
        _ => None,
    });
    std::iter::once(layout::SETTINGS.to_owned()).chain(below).collect()
}

fn unreadable(why: &GitError) -> Said {
    match why {
        GitError::NoRepository(_) => error(why.to_string(), VERIFY),
        why => error(why.to_string(), "`git fsck` says what is wrong with the repository"),
    }
}
