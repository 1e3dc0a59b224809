//! Making a bundle, and reading one from a folder or a tar file.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use crate::ledger::{Believed, Ledger, LogError, State, read_log, read_manifests};
use crate::log::checkpoint::CheckpointError;
use crate::log::merkle::{MerkleError, inclusion_proof};
use crate::log::{Checkpoint, TlogProof};
use crate::path::ArchivePath;
use crate::store::{Archive, EntryKind, Lies, StoreError, layout, look, stream_file, walk};

/// The largest file of a bundle, in bytes.
const LARGEST: u64 = 1 << 30;
const MOST_FILES: usize = 64;

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
    /// More or larger files than a bundle has.
    #[error("the bundle has more than {MOST_FILES} files, or one larger than 1 GiB")]
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
    NotSealed(String),
    /// The proof.
    #[error(transparent)]
    Merkle(#[from] MerkleError),
    /// A name that would not fit.
    #[error("a name for the bundle: {0}")]
    Name(#[from] crate::path::PathError),
}

/// Makes the bundle of one document. A text that is kept elsewhere is not in it.
///
/// # Errors
/// See [`ProveError`].
pub fn prove(archive: &Archive, believed: &Believed, origin: &str, path: &ArchivePath) -> Result<Bundle, ProveError> {
    let entries = read_log(archive)?;
    let checkpoint_bytes = archive.read(layout::CHECKPOINT, 64 << 10)?;
    let (checkpoint, _) = Checkpoint::read(&checkpoint_bytes, &believed.policy)?;
    if entries.size() != checkpoint.size || entries.root() != checkpoint.root {
        return Err(ProveError::NotVerified);
    }
    let (mut statements, _) = read_manifests(archive, Some(origin), &entries, believed);
    let (ledger, _) = Ledger::of(&mut statements);
    let sealed = ledger.get(path).ok_or_else(|| ProveError::NotSealed(path.to_string()))?;
    let entry = entries.as_slice().get(sealed.manifest).ok_or(ProveError::NotVerified)?;
    let index = sealed.manifest as u64;
    let proof = TlogProof {
        extra: None,
        index,
        path: inclusion_proof(&entries.leaf_hashes(), index)?,
        checkpoint: checkpoint_bytes,
    };
    let manifest = format!("{}/{}", layout::MANIFESTS, entry.name().file_name());
    let mut files = vec![
        (format!("{manifest}.tlog-proof"), proof.to_bytes()),
        (layout::ALLOWED_SIGNERS.to_owned(), archive.read(layout::ALLOWED_SIGNERS, 1 << 20)?),
        (layout::POLICY.to_owned(), archive.read(layout::POLICY, 1 << 20)?),
        ("README.txt".to_owned(), readme(path, &manifest, &sealed.digest.to_string(), sealed.state).into_bytes()),
    ];
    for name in [manifest.clone(), format!("{manifest}.sig")] {
        let bytes = archive.read(&name, crate::manifest::MAX_BYTES as u64)?;
        files.push((name, bytes));
    }
    if sealed.state == State::Present {
        files.push((path.to_string(), archive.read(path.as_str(), LARGEST)?));
    }
    let named = files.into_iter().map(|(name, bytes)| Ok((name.parse()?, bytes)));
    Ok(Bundle(named.collect::<Result<_, ProveError>>()?))
}

fn readme(path: &ArchivePath, manifest: &str, digest: &str, state: State) -> String {
    let text = match state {
        State::Present => format!(
            "The text: its digest must be the one that the manifest states.\n\n    sha256sum {path}\n    {digest}\n"
        ),
        _ => format!("The text is kept elsewhere. The manifest states for it:\n\n    {digest}\n"),
    };
    format!(
        "Evidence that {path} was sealed, and is unchanged since.\n\n\
         With kzarchive, against keys that you have from elsewhere:\n\n    kzarchive check . --trust KEYS\n\n\
         By hand:\n\n\
         1. {text}\n\
         2. The manifest: who signed it. NAME is the principal in keys/allowed_signers; compare that file with yours.\n\n    \
         ssh-keygen -Y verify -f keys/allowed_signers -I NAME -n kzarchive-manifest -s {manifest}.sig < {manifest}\n\n\
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
        if look(from)? == Lies::Folder { Self::read_folder(from) } else { Self::read_tar(from) }
    }

    fn read_folder(folder: &Path) -> Result<Self, BundleError> {
        let root = Archive::at(folder)?;
        let mut files = BTreeMap::new();
        for entry in walk(folder, "") {
            let EntryKind::File(path) = entry.kind else { return Err(BundleError::NotRegular) };
            let bytes = root.read(path.as_str(), LARGEST)?;
            files.insert(path, bytes);
            if files.len() > MOST_FILES {
                return Err(BundleError::TooLarge);
            }
        }
        Ok(Self(files))
    }

    fn read_tar(from: &Path) -> Result<Self, BundleError> {
        let file = stream_file(from)?;
        let mut files = BTreeMap::new();
        for entry in tar::Archive::new(file).entries()? {
            let entry = entry?;
            if entry.header().entry_type().is_dir() {
                continue;
            }
            if !entry.header().entry_type().is_file() {
                return Err(BundleError::NotRegular);
            }
            let name =
                String::from_utf8(entry.path_bytes().into_owned()).map_err(|_| crate::path::PathError::Encoding)?;
            let path = name.strip_prefix("./").unwrap_or(&name).parse()?;
            let mut bytes = Vec::new();
            if entry.take(LARGEST + 1).read_to_end(&mut bytes)? as u64 > LARGEST || files.len() == MOST_FILES {
                return Err(BundleError::TooLarge);
            }
            files.insert(path, bytes);
        }
        Ok(Self(files))
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
