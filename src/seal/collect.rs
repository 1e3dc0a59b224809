//! From what a person names to candidates: files, the paths they get, and what is said about each.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Metadata, Refusal, Session};
use crate::manifest::{Basis, EntryRef, Origins};
use crate::path::{ArchivePath, PathError};
use crate::store::{
    Entry, EntryKind, Lies, StoreError, TEMPORARY, canonical, canonical_file, is_litter, layout, look, read_file,
    walk_all,
};

/// What a sidecar's name adds to its text's.
pub const SIDECAR: &str = layout::SIDECAR;

const LARGEST_SIDECAR: u64 = 1 << 20;

/// A file that is to be sealed. There may be very many: what can be made of the rest when it is asked for is not kept.
#[derive(Clone, Debug)]
pub struct Candidate {
    folder: Arc<Folder>,
    /// What its path has before its name below the folder, in bytes.
    above: usize,
    /// The path it gets in the archive.
    pub path: ArchivePath,
    /// For messages, where it is not what the person named.
    pub called: Option<String>,
    /// True if it lies there already.
    pub in_place: bool,
    /// What is said about it; one copy for all files of which the same is said.
    pub metadata: Arc<Metadata>,
    /// Where it is said, if not by flags alone.
    pub origins: Arc<Origins<'static>>,
    /// The older text whose place it takes.
    pub supersedes: Option<EntryRef>,
    /// What was sealed of that one, for what nobody says anew.
    pub earlier: Option<Arc<Metadata>>,
    /// How the time of retrieval is known, where the program knows it itself.
    pub basis: Option<Basis>,
}

impl Candidate {
    /// The file, all links of its path resolved.
    pub fn file(&self) -> PathBuf {
        self.folder.real.join(self.name())
    }

    /// As the person named it, for messages.
    pub fn shown(&self) -> String {
        self.called.clone().unwrap_or_else(|| self.folder.named.join(self.name()).to_string_lossy().into_owned())
    }

    fn name(&self) -> &str {
        &self.path.as_str()[self.above..]
    }
}

/// A folder in which candidates lie, at any depth.
#[derive(Clone, Debug)]
struct Folder {
    /// As a person named it.
    named: PathBuf,
    /// The same with all links resolved.
    real: PathBuf,
    /// Where it lies.
    place: Place,
}

/// What a person gave.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Metadata from flags: they hold for every file and win over all else.
    pub flags: Metadata,
    /// Metadata by file, from a table.
    pub table: HashMap<PathBuf, Metadata>,
    /// Folder under `archive/` for files from outside.
    pub into: Option<String>,
}

/// Candidates, and what cannot be one.
#[derive(Debug, Default)]
pub struct Collected {
    /// Files to be sealed.
    pub candidates: Vec<Candidate>,
    /// Files that cannot be.
    pub refused: Vec<Refusal>,
    /// Files in folders that file managers left there, which are passed over.
    pub litter: Vec<String>,
    seen: HashSet<(PathBuf, ArchivePath)>,
}

/// Finds all files to be sealed. Reads sidecars; opens no text.
///
/// # Errors
/// The archive's own folder cannot be resolved.
pub fn collect(session: &Session<'_>, given: &Given) -> Result<Collected, StoreError> {
    let archive = session.archive();
    // Git keeps no empty folder: a clone of an archive without texts has none.
    let texts = canonical(archive.root())?.join(layout::TEXTS);
    let mut collected = Collected::default();
    // Nobody who says /etc means archive/etc.
    if let Some(into) = given.into.as_deref().filter(|into| into.starts_with('/')) {
        collected.refuse(format!("--into {into}"), "it is a folder under archive/, and does not begin with '/'");
        return Ok(collected);
    }
    let root = canonical(archive.root())?;
    let flags = Arc::new(given.flags.clone());
    let common = &Common { session, root, texts, given, flags, by_flags: Arc::default() };
    for named in &given.paths {
        let shown = named.to_string_lossy().into_owned();
        match look(named) {
            Err(error) => collected.refuse(shown, error.why()),
            Ok(Lies::Folder) => collected.folder(named, common),
            Ok(Lies::Symlink) => collected.refuse(shown, "a symbolic link; name the file itself"),
            Ok(Lies::Special) => collected.refuse(shown, "not a regular file"),
            Ok(Lies::File) => {
                // Not lossily: two names would become one, and neither is the file's.
                let name = named.file_name().unwrap_or_default().to_str();
                match (name, canonical_file(named)) {
                    (None, _) => collected.refuse(shown, PathError::Encoding.to_string()),
                    (_, Err(error)) => collected.refuse(shown, error.why()),
                    (Some(name), Ok(real)) => {
                        let folder = real.parent().unwrap_or(&real);
                        let place = Place::of(&real, folder, common);
                        let above = named.parent().unwrap_or(Path::new("")).to_owned();
                        let folder = Folder { named: above, real: folder.to_owned(), place };
                        let path = folder.place.path(name, common);
                        collected.take(common.candidate(&Arc::new(folder), name, path, Sidecar::Maybe), common);
                    }
                }
            }
        }
    }
    Ok(collected)
}

/// What holds for all files of a run.
struct Common<'a> {
    session: &'a Session<'a>,
    root: PathBuf,
    texts: PathBuf,
    given: &'a Given,
    flags: Arc<Metadata>,
    /// Of files of which nothing else says anything.
    by_flags: Arc<Origins<'static>>,
}

/// Where files lie that are named together: asked once for a folder, since nothing below it lies elsewhere.
#[derive(Clone, Debug)]
enum Place {
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
    fn of(named: &Path, folder: &Path, common: &Common<'_>) -> Self {
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
    fn path(&self, name: &str, common: &Common<'_>) -> Result<ArchivePath, String> {
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

/// Whether a sidecar lies beside a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sidecar {
    /// Nobody has looked.
    Maybe,
    /// The folder's listing has none.
    None,
}

impl Collected {
    fn refuse(&mut self, file: String, why: impl Into<String>) {
        self.refused.push(Refusal { file, why: why.into() });
    }

    /// The walk follows no links: below the folder's real path, all paths are real, and need no resolving one by one.
    fn folder(&mut self, folder: &Path, common: &Common<'_>) {
        let real = match canonical(folder) {
            Ok(real) => real,
            Err(error) => return self.refuse(folder.to_string_lossy().into_owned(), error.why()),
        };
        if common.root.starts_with(&real) {
            return self.refuse(
                folder.to_string_lossy().into_owned(),
                "the archive itself lies in it; name archive/, or files",
            );
        }
        let place = Place::of(&real, &real, common);
        let listing: Vec<_>;
        let (entries, above) = match &place {
            // The largest of all folders, mostly, and listed already.
            Place::Inside(below) if below.is_empty() => (common.session.texts(), layout::TEXTS.len() + 1),
            _ => {
                listing = walk_all(folder, "").collect();
                (&*listing, 0)
            }
        };
        let folder = Arc::new(Folder { named: folder.to_owned(), real, place });
        let sidecars: HashSet<String> =
            entries.iter().filter_map(|entry| entry.shown().strip_suffix(SIDECAR).map(str::to_owned)).collect();
        let mut litter = Vec::new();
        let candidate = |entry: &Entry| {
            let refused = |why: &dyn ToString| {
                let name = entry.shown().get(above..).unwrap_or_default();
                let file = folder.named.join(name).to_string_lossy().into_owned();
                Some(Err(Refusal { file, why: why.to_string() }))
            };
            match &entry.kind {
                EntryKind::File(path) if path.as_str().ends_with(SIDECAR) || path.as_str().ends_with(layout::SALT) => {
                    None
                }
                // What is left of a run that was killed. It could be a salt: sealed, it would be there for all to read.
                EntryKind::File(path) if path.file_name().starts_with(TEMPORARY) => None,
                EntryKind::File(path) if is_litter(path.file_name()) => {
                    litter.push(folder.named.join(&path.as_str()[above..]).to_string_lossy().into_owned());
                    None
                }
                EntryKind::File(path) => {
                    let sidecar = if sidecars.contains(path.as_str()) { Sidecar::Maybe } else { Sidecar::None };
                    let name = &path.as_str()[above..];
                    let path = if above > 0 { Ok(path.clone()) } else { folder.place.path(name, common) };
                    Some(common.candidate(&folder, name, path, sidecar))
                }
                EntryKind::Symlink => refused(&"a symbolic link; name the file itself"),
                EntryKind::Special => refused(&"not a regular file"),
                EntryKind::BadName(why) => refused(why),
                EntryKind::Unreadable(why) => refused(why),
            }
        };
        self.candidates.reserve(entries.len());
        entries.iter().filter_map(candidate).for_each(|found| self.take(found, common));
        self.litter.append(&mut litter);
    }

    /// Takes in what was found: once, where it was named twice, or by itself and by its folder. One folder lists a file once.
    fn take(&mut self, found: Result<Candidate, Refusal>, common: &Common<'_>) {
        match found {
            Err(refusal) => self.refused.push(refusal),
            Ok(one) if common.given.paths.len() > 1 && !self.seen.insert((one.file(), one.path.clone())) => {}
            Ok(one) => self.candidates.push(one),
        }
    }
}

impl Common<'_> {
    /// `name` is the file's path below the folder, `path` the one that it gets.
    fn candidate(
        &self,
        folder: &Arc<Folder>,
        name: &str,
        path: Result<ArchivePath, String>,
        sidecar: Sidecar,
    ) -> Result<Candidate, Refusal> {
        let refused = |beside: &str, why: String| {
            let file = folder.named.join(name).to_string_lossy().into_owned() + beside;
            Refusal { file, why }
        };
        let path = path.map_err(|why| refused("", why))?;
        let table = &self.given.table;
        let row = if table.is_empty() { None } else { table.get(&folder.real.join(name)) };
        let (metadata, origins) = match (row, sidecar) {
            (None, Sidecar::None) => (self.flags.clone(), self.by_flags.clone()),
            (row, _) => {
                let sidecar = read_sidecar(&folder.named.join(name)).map_err(|why| refused(SIDECAR, why))?;
                let (said, mut origins) = (self.given.flags.clone(), Origins::default());
                let said = said.or_telling(&sidecar, |key| origins.sidecar.push(key.into()));
                let row = row.cloned().unwrap_or_default();
                let said = said.or_telling(&row, |key| origins.table.push(key.into()));
                (Arc::new(said), Arc::new(origins))
            }
        };
        Ok(Candidate {
            folder: folder.clone(),
            above: path.as_str().len() - name.len(),
            path,
            called: None,
            in_place: matches!(folder.place, Place::Inside(_)),
            metadata,
            origins,
            supersedes: None,
            earlier: None,
            basis: None,
        })
    }
}

fn read_sidecar(file: &Path) -> Result<Metadata, String> {
    let mut name = file.as_os_str().to_owned();
    name.push(SIDECAR);
    match read_file(Path::new(&name), LARGEST_SIDECAR) {
        Ok(bytes) => toml::from_slice(&bytes).map_err(|error| error.to_string()),
        Err(error) if error.is_not_found() => Ok(Metadata::default()),
        Err(error) => Err(error.why()),
    }
}
