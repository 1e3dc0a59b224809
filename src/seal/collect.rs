//! From what a person names to candidates: files, the paths they get, and what is said about each.

mod listing;
mod place;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use listing::{Listing, Other};
use place::{Folder, Place};

use super::{Metadata, Refusal, Session};
use crate::manifest::{Basis, EntryRef, MAX_DOCUMENTS, Origins};
use crate::path::{ArchivePath, PathError};
use crate::store::{Archive, Entry, Lies, StoreError, canonical, canonical_file, layout, look, read_file, walk_all};

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
    let mut listed = session.take_texts();
    let mut collected = Collected::default();
    // Nobody who says /etc means archive/etc.
    if let Some(into) = given.into.as_deref().filter(|into| into.starts_with('/')) {
        collected.refuse(format!("--into {into}"), "it is a folder under archive/, and does not begin with '/'");
        return Ok(collected);
    }
    let common = &Common::of(session.archive(), given)?;
    for named in &given.paths {
        let shown = named.to_string_lossy().into_owned();
        match look(named) {
            Err(error) => collected.refuse(shown, error.why()),
            Ok(Lies::Folder) => collected.folder(named, common, &mut listed),
            Ok(Lies::Symlink) => collected.refuse(shown, "a symbolic link; name the file itself"),
            Ok(Lies::Special) => collected.refuse(shown, "not a regular file"),
            Ok(Lies::File) => {
                let file = common.file(named);
                match file.and_then(|(folder, name)| common.named(&folder, &name, Sidecar::Maybe)) {
                    Ok(candidate) => collected.take(candidate, common),
                    Err(refusal) => collected.refused.push(refusal),
                }
            }
        }
    }
    Ok(collected)
}

/// The paths that files get which a person named; nothing if anything else is named, nothing at all, or more than a manifest holds:
/// then to look for each takes longer than to read what all manifests state.
///
/// # Errors
/// The archive's own folder cannot be resolved.
pub fn named_paths(archive: &Archive, given: &Given) -> Result<Option<Vec<ArchivePath>>, StoreError> {
    if given.paths.is_empty() || given.paths.len() > MAX_DOCUMENTS {
        return Ok(None);
    }
    let common = Common::of(archive, given)?;
    let path = |named: &PathBuf| {
        let (folder, name) = look(named).ok().filter(|lies| *lies == Lies::File).and(common.file(named).ok())?;
        folder.place.path(&name, &common).ok()
    };
    Ok(given.paths.iter().map(path).collect())
}

/// What holds for all files of a run.
struct Common<'a> {
    root: PathBuf,
    texts: PathBuf,
    given: &'a Given,
    flags: Arc<Metadata>,
    /// Of files of which nothing else says anything.
    by_flags: Arc<Origins<'static>>,
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
    ///
    /// `texts` is what lies in `archive/`, until it is taken: the largest of all folders, mostly, and listed already.
    fn folder(&mut self, folder: &Path, common: &Common<'_>, texts: &mut Option<Vec<Entry>>) {
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
        let is_all = matches!(&place, Place::Inside(below) if below.is_empty());
        let (entries, above) = match texts.take_if(|_| is_all) {
            Some(texts) => (texts, layout::TEXTS.len() + 1),
            None => (walk_all(folder, "").collect(), 0),
        };
        let folder = Arc::new(Folder { named: folder.to_owned(), real, place });
        let sidecars: HashSet<String> =
            entries.par_iter().filter_map(|entry| entry.shown().strip_suffix(SIDECAR).map(str::to_owned)).collect();
        let listing = Listing { folder, above, sidecars };
        self.candidates.reserve(entries.len());
        // By one thread: several would wait for one another to count who holds what is said of all.
        for found in entries.into_iter().filter_map(|entry| listing.found(entry, common)) {
            match found {
                Ok(candidate) => self.take(candidate, common),
                Err(Other::Refused(refusal)) => self.refused.push(refusal),
                Err(Other::Litter(file)) => self.litter.push(file),
            }
        }
    }

    /// Takes in what was found: once, where it was named twice, or by itself and by its folder. One folder lists a file once.
    fn take(&mut self, one: Candidate, common: &Common<'_>) {
        if common.given.paths.len() == 1 || self.seen.insert((one.file(), one.path.clone())) {
            self.candidates.push(one);
        }
    }
}

impl<'a> Common<'a> {
    fn of(archive: &Archive, given: &'a Given) -> Result<Self, StoreError> {
        let root = canonical(archive.root())?;
        // Git keeps no empty folder: a clone of an archive without texts has none.
        let texts = root.join(layout::TEXTS);
        Ok(Self { root, texts, given, flags: Arc::new(given.flags.clone()), by_flags: Arc::default() })
    }

    /// A file that a person named: the folder that it is in, and its name there.
    fn file(&self, named: &Path) -> Result<(Arc<Folder>, String), Refusal> {
        let refusal = |why| Refusal { file: named.to_string_lossy().into_owned(), why };
        // Not lossily: two names would become one, and neither is the file's.
        let name = named.file_name().unwrap_or_default().to_str();
        let name = name.ok_or_else(|| refusal(PathError::Encoding.to_string()))?;
        let real = canonical_file(named).map_err(|error| refusal(error.why()))?;
        let folder = real.parent().unwrap_or(&real);
        let place = Place::of(&real, folder, self);
        let above = named.parent().unwrap_or(Path::new("")).to_owned();
        Ok((Arc::new(Folder { named: above, real: folder.to_owned(), place }), name.to_owned()))
    }

    /// A file by its path below the folder.
    fn named(&self, folder: &Arc<Folder>, name: &str, sidecar: Sidecar) -> Result<Candidate, Refusal> {
        let path = folder.place.path(name, self).map_err(|why| folder.refusal(name, why))?;
        let above = path.as_str().len() - name.len();
        self.candidate(folder, path, above, sidecar)
    }

    /// A file by the path that it gets, which has so many bytes before its path below the folder.
    fn candidate(
        &self,
        folder: &Arc<Folder>,
        path: ArchivePath,
        above: usize,
        sidecar: Sidecar,
    ) -> Result<Candidate, Refusal> {
        let name = &path.as_str()[above..];
        let table = &self.given.table;
        let row = if table.is_empty() { None } else { table.get(&folder.real.join(name)) };
        let (metadata, origins) = match (row, sidecar) {
            (None, Sidecar::None) => (self.flags.clone(), self.by_flags.clone()),
            (row, _) => {
                has_room_for_sidecar(name).map_err(|why| folder.refusal(name, why))?;
                let sidecar = read_sidecar(&folder.named.join(name))
                    .map_err(|why| folder.refusal(&format!("{name}{SIDECAR}"), why))?;
                let (said, mut origins) = (self.given.flags.clone(), Origins::default());
                let said = said.or_telling(&sidecar, |key| origins.sidecar.push(key.into()));
                let row = row.cloned().unwrap_or_default();
                let said = said.or_telling(&row, |key| origins.table.push(key.into()));
                (Arc::new(said), Arc::new(origins))
            }
        };
        Ok(Candidate {
            folder: folder.clone(),
            above,
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

/// A name so long that no sidecar can stand beside the file is refused as such: nobody knows the name of a sidecar that they do not have.
fn has_room_for_sidecar(name: &str) -> Result<(), String> {
    /// Bytes that a name may have, on all usual file systems.
    const LONGEST: usize = 255 - SIDECAR.len();
    let length = name.rsplit('/').next().unwrap_or(name).len();
    match length.checked_sub(LONGEST) {
        None | Some(0) => Ok(()),
        Some(over) => Err(format!(
            "its name is too long by {over} of {length} bytes: FILE{SIDECAR} must be a name, too; give it a shorter one"
        )),
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
