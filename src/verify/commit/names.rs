//! Whose the files of a commit are, by their names.
//!
//! The danger: some file systems take two names for one. Where such a commit is cloned, another folder lies where the archive's should.

use crate::path::taken_for;
use crate::store::layout;

/// Whose a file of the commit is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Belongs {
    /// The archive's.
    Archive,
    /// Nobody's business.
    Elsewhere,
    /// Nobody's here; where somebody clones, its folder or name may be this one of the archive's.
    TakenFor(&'static str),
}

impl Belongs {
    pub fn of(path: &str) -> Self {
        let own = [layout::TEXTS, layout::MANIFESTS, layout::KEYS, layout::SETTINGS];
        // A submodule or link can stand in the place of a whole folder.
        let first = path.split('/').next().unwrap_or_default();
        if own.contains(&first) {
            return Self::Archive;
        }
        own.into_iter().find(|own| are_taken_for_one(first, own)).map_or(Self::Elsewhere, Self::TakenFor)
    }
}

/// True if some file system has one file under the two names.
pub(super) fn are_taken_for_one(name: &str, own: &str) -> bool {
    let (name, own) = (taken_for(name), taken_for(own));
    name == own || is_short_for(&name, &own)
}

/// True for a name that NTFS may give a long one beside its own: `manife~1`, `kzarch~1.tom`. Names of up to eight letters have none.
fn is_short_for(short: &str, own: &str) -> bool {
    let (short, short_end) = short.split_once('.').unwrap_or((short, ""));
    let (stem, end) = own.split_once('.').unwrap_or((own, ""));
    let Some((head, number)) = short.split_once('~') else { return false };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    stem.len() > 8 && stem.get(..6) == Some(head) && is_number && end.get(..3).unwrap_or(end) == short_end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_file_system_takes_for_the_archives_are_no_others() {
        for (path, belongs) in [
            ("archive/t.txt", Belongs::Archive),
            ("kzarchive.toml", Belongs::Archive),
            ("README.md", Belongs::Elsewhere),
            ("src/archive/t.txt", Belongs::Elsewhere),
            ("archives/t.txt", Belongs::Elsewhere),
            ("archive.txt", Belongs::Elsewhere),
            ("Archive/t.txt", Belongs::TakenFor("archive")),
            ("archive./t.txt", Belongs::TakenFor("archive")),
            ("archive /t.txt", Belongs::TakenFor("archive")),
            ("archive\u{200c}/t.txt", Belongs::TakenFor("archive")),
            ("archive\\t.txt", Belongs::TakenFor("archive")),
            ("archive:x", Belongs::TakenFor("archive")),
            ("Keys/policy", Belongs::TakenFor("keys")),
            ("MANIFESTS/SHA256SUMS", Belongs::TakenFor("manifests")),
            ("MANIFE~1/SHA256SUMS", Belongs::TakenFor("manifests")),
            ("Kzarchive.toml", Belongs::TakenFor("kzarchive.toml")),
            ("KZARCH~1.TOM", Belongs::TakenFor("kzarchive.toml")),
            ("MANIFE~12/SHA256SUMS", Belongs::TakenFor("manifests")),
            ("MANIFE~/SHA256SUMS", Belongs::Elsewhere),
            ("MANIFE~x/SHA256SUMS", Belongs::Elsewhere),
            ("ARCHIV~1/t.txt", Belongs::Elsewhere),
            ("KZARCH~1.TXT", Belongs::Elsewhere),
            ("OTHERS~1/t.txt", Belongs::Elsewhere),
        ] {
            assert_eq!(Belongs::of(path), belongs, "{path:?}");
        }
    }
}
