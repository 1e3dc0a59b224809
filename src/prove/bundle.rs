//! Making a bundle, and reading one from a folder or a tar file.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use super::check;
use crate::digest::Digest;
use crate::ledger::{
    Account, Believed, Failure, Kind, LogError, ReadSealedError, Scope, State, read_log, read_sealed_within,
};
use crate::log::checkpoint::CheckpointError;
use crate::log::merkle::{MerkleError, inclusion_proof};
use crate::log::{Checkpoint, ManifestName, TlogProof};
use crate::path::{ArchivePath, shell_quoted};
use crate::store::{Archive, Cache, EntryKind, Lies, StoreError, layout, look, stream_file, walk};

/// The largest text of a bundle, in bytes.
const LARGEST: u64 = 1 << 30;
/// The most bytes that are read of a bundle, all files and the names of a tar file included: a hostile one would else take all
/// memory.
const MOST_BYTES: u64 = LARGEST + (64 << 20);
const MOST_FILES: usize = 64;
/// How to check it by hand.
pub(super) const README: &str = "README.txt";

/// Files of a bundle, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle(pub BTreeMap<ArchivePath, Vec<u8>>);

/// A bundle that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Files.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The tar file.
    #[error("the tar file cannot be read: {0}")]
    Tar(#[from] std::io::Error),
    /// A name in it that leads elsewhere.
    #[error("a name in the bundle: {0}")]
    Name(#[from] crate::path::PathError),
    /// A link or special file in it.
    #[error("the bundle holds something that is not a regular file")]
    NotRegular,
    /// One name twice: another program would show the other file.
    #[error("the bundle has two files called {0}")]
    Twice(ArchivePath),
    /// More files or bytes than a bundle has.
    #[error("the bundle has more than {MOST_FILES} files, or more than 1 GiB of them")]
    TooLarge,
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// Files.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The log is not the one that was signed.
    #[error("the log is not the one that the checkpoint signs; see `kzarchive verify`")]
    NotVerified,
    /// No manifest states the document.
    #[error("no manifest states {0}")]
    NotSealed(ArchivePath),
    /// Its text was taken down, wherever it lay, as a manifest states.
    #[error("{0} was withdrawn: its text is not here, and nothing is left to prove of it")]
    Withdrawn(ArchivePath),
    /// The danger: who gets a bundle that does not hold is told so too late. Never empty.
    #[error("the bundle would not hold")]
    WouldNotHold(Vec<Failure>),
    /// The proof.
    #[error(transparent)]
    Merkle(#[from] MerkleError),
    /// A name that would not fit.
    #[error("a name for the bundle: {0}")]
    Name(#[from] crate::path::PathError),
}

/// Makes the bundle of one document, and checks it. A text that is kept elsewhere is not in it. With a cache, only the manifests that
/// state the document are read, if all were read before.
///
/// # Errors
/// See [`ProveError`].
pub fn prove(
    archive: &Archive,
    believed: &Believed,
    origin: &str,
    path: &ArchivePath,
    cache: Option<&Cache>,
) -> Result<Bundle, ProveError> {
    let entries = read_log(archive)?;
    let checkpoint_bytes = archive.read(layout::CHECKPOINT, crate::trust::note::MAX_BYTES as u64)?;
    let (checkpoint, _) = Checkpoint::read(&checkpoint_bytes, &believed.policy)?;
    if entries.size() != checkpoint.size || entries.root() != checkpoint.root {
        return Err(ProveError::NotVerified);
    }
    let scope = Scope::Paths(std::slice::from_ref(path));
    let Account { ledger, .. } = Account::read(archive, origin, &entries, believed, (scope, cache));
    let sealed = ledger.get(path).ok_or_else(|| ProveError::NotSealed(path.clone()))?;
    if ledger.is_withdrawn(path) {
        return Err(ProveError::Withdrawn(path.clone()));
    }
    let entry = entries.as_slice().get(sealed.manifest).ok_or(ProveError::NotVerified)?;
    let index = sealed.manifest as u64;
    let proof = TlogProof {
        extra: None,
        index,
        path: inclusion_proof(entries.leaf_hashes(), index)?,
        checkpoint: checkpoint_bytes,
    };
    let manifest = format!("{}/{}", layout::MANIFESTS, entry.name().file_name());
    let mut files = vec![
        (format!("{manifest}.tlog-proof"), proof.to_bytes()),
        (layout::ALLOWED_SIGNERS.to_owned(), archive.read(layout::ALLOWED_SIGNERS, 1 << 20)?),
        (layout::POLICY.to_owned(), archive.read(layout::POLICY, 1 << 20)?),
        (README.to_owned(), readme(path, (sealed.digest, sealed.state == State::Present), entry.name()).into_bytes()),
    ];
    for name in [manifest.clone(), format!("{manifest}.sig")] {
        let bytes = archive.read(&name, crate::manifest::MAX_BYTES as u64)?;
        files.push((name, bytes));
    }
    if sealed.state == State::Present {
        let would_not_hold = |kind, why: &ReadSealedError| {
            ProveError::WouldNotHold(vec![Failure::new(kind, path.as_str(), why.to_string())])
        };
        let text = read_sealed_within(archive, sealed, LARGEST).map_err(|error| match error {
            ReadSealedError::TooLarge(limit) => StoreError::TooLarge { path: path.as_str().into(), limit }.into(),
            ReadSealedError::Longer | ReadSealedError::Altered => would_not_hold(Kind::Altered, &error),
            ReadSealedError::Store(ref missing) if missing.is_not_found() => would_not_hold(Kind::Missing, &error),
            ReadSealedError::Store(error) => error.into(),
        })?;
        files.push((path.to_string(), text));
    }
    let named = files.into_iter().map(|(name, bytes)| Ok((name.parse()?, bytes)));
    let bundle = Bundle(named.collect::<Result<_, ProveError>>()?);
    let failures = check(&bundle, believed).failures;
    if failures.is_empty() { Ok(bundle) } else { Err(ProveError::WouldNotHold(failures)) }
}

/// How to check the evidence of a document by hand.
pub(super) fn readme(path: &ArchivePath, (digest, is_present): (Digest, bool), name: &ManifestName) -> String {
    let (manifest, then) = (format!("{}/{}", layout::MANIFESTS, name.file_name()), name.verify_time());
    let text = match is_present {
        true => format!(
            "The text: its digest must be the one that the manifest states.\n\n    sha256sum -- {}\n    {digest}\n",
            shell_quoted(path.as_str())
        ),
        false => format!("The text is kept elsewhere. The manifest states for it:\n\n    {digest}\n"),
    };
    format!(
        "Evidence that {path} was sealed, and is unchanged since.\n\n\
         With kzarchive, against keys that you have from elsewhere:\n\n    kzarchive check . --trust KEYS\n\n\
         By hand:\n\n\
         1. {text}\n\
         2. The manifest: who signed it. NAME is the principal in keys/allowed_signers; compare that file with yours.\n\n    \
         ssh-keygen -Y verify -f keys/allowed_signers -I NAME -n kzarchive-manifest -O verify-time={then} \
         -s {manifest}.sig < {manifest}\n\n\
         3. The log: {manifest}.tlog-proof is a C2SP tlog-proof for the entry that this command prints (without its newline),\n   \
         under the log key in keys/policy.\n\n    (cd manifests && sha256sum *.json)\n"
    )
}

impl Bundle {
    /// Reads a bundle from a folder, or from a tar file. Nothing is unpacked.
    ///
    /// # Errors
    /// See [`BundleError`].
    pub fn read(from: &Path) -> Result<Self, BundleError> {
        match look(from)? {
            Lies::Folder => Self::of_folder(from, MOST_BYTES),
            _ => Self::of_tar(stream_file(from)?, MOST_BYTES),
        }
    }

    fn of_folder(folder: &Path, most: u64) -> Result<Self, BundleError> {
        let root = Archive::at(folder)?;
        let (mut files, mut left) = (BTreeMap::new(), most);
        for entry in walk(folder, "") {
            let EntryKind::File(path) = entry.kind else { return Err(BundleError::NotRegular) };
            if files.len() == MOST_FILES {
                return Err(BundleError::TooLarge);
            }
            let bytes = root.read(path.as_str(), left).map_err(|error| match error {
                StoreError::TooLarge { .. } => BundleError::TooLarge,
                error => error.into(),
            })?;
            left -= bytes.len() as u64;
            files.insert(path, bytes);
        }
        Ok(Self(files))
    }

    fn of_tar(stream: impl Read, most: u64) -> Result<Self, BundleError> {
        // Below the library, which holds long names whole: the limit is that of all it reads.
        let mut stream = stream.take(most + 1);
        let files = members(&mut stream);
        if stream.limit() == 0 { Err(BundleError::TooLarge) } else { Ok(Self(files?)) }
    }

    /// The bundle as a tar file: the same bytes for the same bundle.
    ///
    /// # Errors
    /// Only what the library says of names that are too long.
    pub fn to_tar(&self) -> std::io::Result<Vec<u8>> {
        let mut tar = tar::Builder::new(Vec::new());
        for (path, bytes) in &self.0 {
            let mut header = tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_mtime(0);
            tar.append_data(&mut header, path.as_str(), &bytes[..])?;
        }
        tar.into_inner()
    }
}

fn members(stream: impl Read) -> Result<BTreeMap<ArchivePath, Vec<u8>>, BundleError> {
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(stream).entries()? {
        let mut entry = entry?;
        if entry.header().entry_type().is_dir() {
            continue;
        }
        if !entry.header().entry_type().is_file() {
            return Err(BundleError::NotRegular);
        }
        if files.len() == MOST_FILES {
            return Err(BundleError::TooLarge);
        }
        let name = String::from_utf8(entry.path_bytes().into_owned()).map_err(|_| crate::path::PathError::Encoding)?;
        let path: ArchivePath = name.strip_prefix("./").unwrap_or(&name).parse()?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        if files.insert(path.clone(), bytes).is_some() {
            return Err(BundleError::Twice(path));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        for (name, bytes) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, name, *bytes).unwrap();
        }
        tar.into_inner().unwrap()
    }

    fn read(tar: &[u8], most: u64) -> Result<Bundle, BundleError> {
        Bundle::of_tar(tar, most)
    }

    #[test]
    fn a_name_runs_nothing_where_its_command_is_pasted() {
        let path: ArchivePath = "archive/x y;$(touch z).txt".parse().unwrap();
        let name = crate::log::Entry::new("2022-01-12T10:15:00Z".parse().unwrap(), crate::digest::Digest::of(b""));
        let text = readme(&path, (Digest::of(b"x"), true), name.name());
        assert!(text.contains("    sha256sum -- 'archive/x y;$(touch z).txt'\n    2d711642"), "{text}");
    }

    #[test]
    fn one_name_twice_is_refused() {
        let twice = tar(&[("archive/a.txt", b"forged"), ("keys/policy", b""), ("archive/a.txt", b"sealed")]);
        assert!(matches!(read(&twice, 1 << 20), Err(BundleError::Twice(path)) if path.as_str() == "archive/a.txt"));
        assert_eq!(read(&tar(&[("a", b"1"), ("b", b"2")]), 1 << 20).unwrap().0.len(), 2);
    }

    #[test]
    fn all_that_is_read_of_a_bundle_has_a_limit() {
        let long = "n".repeat(9000);
        let many: Vec<(String, Vec<u8>)> = (0..8).map(|n| (n.to_string(), vec![0; 1000])).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
        for hostile in [tar(&[(&long, b"")]), tar(&many), tar(&[("a", &[0; 9000])])] {
            assert!(matches!(read(&hostile, 5000), Err(BundleError::TooLarge)));
            // One byte short of the end, which is two empty blocks: what is cut off is not passed over.
            let end = hostile.len() as u64 - 1024;
            assert!(matches!(read(&hostile, end - 1), Err(BundleError::TooLarge)));
        }
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in many {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        assert!(matches!(Bundle::of_folder(folder.path(), 7999), Err(BundleError::TooLarge)));
        assert_eq!(Bundle::of_folder(folder.path(), 8000).unwrap().0.len(), 8);
    }
}
