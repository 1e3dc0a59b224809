//! Where files lie that a person named, and which paths they get.

use std::path::{Path, PathBuf};

use super::Common;
use crate::path::{ArchivePath, PathError};
use crate::seal::Refusal;
use crate::store::{TEMPORARY, layout};

/// A folder in which candidates lie, at any depth.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// As a person named it.
    pub named: PathBuf,
    /// Its path with all links resolved.
    pub real: PathBuf,
    /// Where it lies.
    pub place: Place,
}

impl Folder {
    /// Why a file cannot be sealed, by its path below the folder.
    pub fn refusal(&self, name: &str, why: String) -> Refusal {
        Refusal { file: self.named.join(name).to_string_lossy().into_owned(), why }
    }
}

/// Where files lie that are named together: asked once for a folder, since nothing below it lies elsewhere.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// In this folder of `archive/`; empty for that itself.
    Inside(String),
    /// Outside the archive.
    Outside,
    /// Where nothing can be sealed, and why.
    Nowhere(String),
}

impl Place {
    /// What a person named, and the folder below which names are counted: that itself, or for a file the one that it is in.
    /// Both with all links resolved.
    pub fn of(named: &Path, folder: &Path, common: &Common<'_>) -> Self {
        let is_own = |below: &Path| {
            [layout::SETTINGS, layout::MANIFESTS, layout::KEYS].iter().any(|part| below.starts_with(part))
        };
        match folder.strip_prefix(&common.texts).map(Path::to_str) {
            Ok(Some(below)) => Self::Inside(below.to_owned()),
            Ok(None) => Self::Nowhere(PathError::Encoding.to_string()),
            Err(_) if named.strip_prefix(&common.root).is_ok_and(is_own) => {
                Self::Nowhere("a part of the archive itself, which is sealed otherwise".to_owned())
            }
            Err(_) => Self::Outside,
        }
    }

    /// The path in the archive of a file that lies here.
    pub fn path(&self, name: &str, common: &Common<'_>) -> Result<ArchivePath, String> {
        let folder = match self {
            Self::Nowhere(why) => return Err(why.clone()),
            Self::Inside(folder) => folder,
            Self::Outside => common.given.into.as_deref().unwrap_or_default().trim_matches('/'),
        };
        let texts = layout::TEXTS;
        let path = if folder.is_empty() { format!("{texts}/{name}") } else { format!("{texts}/{folder}/{name}") };
        let path: ArchivePath = path.parse().map_err(|why: PathError| why.to_string())?;
        // The next run would take it for what an interrupted one left.
        match path.file_name().starts_with(TEMPORARY) {
            true => Err(format!("a name that begins with {TEMPORARY} is that of a temporary file; give it another")),
            false => Ok(path),
        }
    }
}
