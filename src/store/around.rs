//! Where paths lie that need not be there yet: in an archive, or in none.

use std::path::{Component, Path, PathBuf};

use super::{StoreError, canonical, layout, nearest_with};

/// A place in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    /// The archive's folder, all links resolved.
    pub archive: PathBuf,
    /// The path below it; empty for the folder itself.
    pub below: PathBuf,
}

impl Inside {
    /// True if it is one of the archive's own parts, or lies in one: a text, a manifest, a key, the settings.
    pub fn is_part(&self) -> bool {
        let parts = [layout::TEXTS, layout::MANIFESTS, layout::KEYS, layout::SETTINGS];
        parts.iter().any(|part| self.below.starts_with(part))
    }
}

/// The place in the nearest archive around a path; none if there is no archive around it. Links on its way are followed, and
/// so is one that it ends in.
///
/// # Errors
/// What the system says.
pub fn inside(path: &Path) -> Result<Option<Inside>, StoreError> {
    let real = resolved(path)?;
    let archive = nearest_with(&real, layout::SETTINGS)?;
    let place = archive.and_then(|archive| Some((archive, real.strip_prefix(archive).ok()?)));
    Ok(place.map(|(archive, below)| Inside { archive: archive.to_owned(), below: below.to_owned() }))
}

/// The path with all links and `..` resolved, as far as it is there: behind that nothing can be a link.
fn resolved(path: &Path) -> Result<PathBuf, StoreError> {
    let path = std::path::absolute(path).map_err(StoreError::io(path))?;
    let mut above = path.ancestors();
    let (there, mut real) = loop {
        let Some(there) = above.next() else { return Ok(path) };
        match canonical(there) {
            Ok(real) => break (there, real),
            Err(error) if error.is_absence() => {}
            Err(error) => return Err(error),
        }
    };
    for part in path.strip_prefix(there).unwrap_or(Path::new("")).components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => real.push(part),
        }
    }
    Ok(real)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_whatever_way_it_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for folder in ["a/archive", "a/notes", "b"] {
            std::fs::create_dir_all(at(folder)).unwrap();
        }
        std::fs::write(at("a/kzarchive.toml"), "").unwrap();
        std::os::unix::fs::symlink(at("a/archive"), at("b/link")).unwrap();
        let below = |name: &str| inside(&at(name)).unwrap().map(|place| (place.below.clone(), place.is_part()));
        for (name, expected, part) in [
            ("a", "", false),
            ("a/page.html", "page.html", false),
            ("a/notes/archive/x", "notes/archive/x", false),
            ("a/archives", "archives", false),
            ("a/archive", "archive", true),
            ("a/none/../archive/x", "archive/x", true),
            ("b/link/x/y", "archive/x/y", true),
            ("b/../a/manifests/x", "manifests/x", true),
            ("a/keys", "keys", true),
            ("a/kzarchive.toml", "kzarchive.toml", true),
        ] {
            assert_eq!(below(name), Some((expected.into(), part)), "{name}");
        }
        assert_eq!((below("b/x"), below("b/none/x")), (None, None));
    }
}
