//! The way to an archive, by the name that a person or a job gave.
//!
//! The danger: a commit can put a link in the place of the archive's folder. What lies behind it may be an archive that the base
//! knows, too, and that holds: one of the attacker's, which came in before, or the base's own beside a checkout of the branch.

use std::path::{Component, Path, PathBuf};

use super::super::{Lies, StoreError, look, nearest_with};

/// The first link among the folders of a name that lies in a work tree itself; none where all links lie outside, such as one to
/// the folder of all repositories.
///
/// # Errors
/// A folder on the way cannot be looked at.
pub(super) fn link_in_work_tree(named: &Path) -> Result<Option<PathBuf>, StoreError> {
    let named = std::path::absolute(named).map_err(StoreError::io(named))?;
    let mut way = PathBuf::new();
    for part in named.components() {
        if part == Component::ParentDir {
            // No link is on the way so far that a commit brought: what is above is what the name says.
            way.pop();
            continue;
        }
        way.push(part);
        let around = || way.parent().map_or(Ok(None), |folder| nearest_with(folder, ".git"));
        if look(&way)? == Lies::Symlink && around()?.is_some() {
            return Ok(Some(way));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_counts_where_a_commit_could_have_put_it() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir_all(at("all/repo/.git")).unwrap();
        fs::create_dir_all(at("all/repo/kz/deep")).unwrap();
        fs::create_dir_all(at("all/other/kz")).unwrap();
        symlink("all", at("link")).unwrap();
        symlink("../other/kz", at("all/repo/out")).unwrap();
        symlink("kz", at("all/repo/in")).unwrap();
        symlink(".", at("all/repo/self")).unwrap();
        let link = |name: &str| link_in_work_tree(&at(name)).unwrap();
        for name in ["all/repo", "all/repo/kz", "all/repo/kz/deep/..", "link/repo/kz", "all/other/kz"] {
            assert_eq!(link(name), None, "{name}");
        }
        for (name, found) in [
            ("all/repo/out", "all/repo/out"),
            ("all/repo/in/deep", "all/repo/in"),
            ("all/repo/self", "all/repo/self"),
            ("all/repo/self/kz", "all/repo/self"),
            ("all/repo/out/../../repo/kz", "all/repo/out"),
            ("link/repo/kz/../in", "link/repo/in"),
        ] {
            assert_eq!(link(name), Some(at(found)), "{name}");
        }
        assert!(link_in_work_tree(&at("none")).is_err());
    }
}
