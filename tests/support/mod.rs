//! Archives for tests: made with throw-away keys, read and restored as plain maps of bytes.

// Each test program uses a part of this.
#![allow(dead_code, clippy::unwrap_used)]

pub mod forge;
pub mod manifest;
pub mod program;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kzarchive::seal::{
    FIELDS, Given, Init, Keys, Metadata, Place, Run, Sealing, Session, StagedManifest, WithholdAs, Words, add_signer,
    collect, init, quote, rescind, retire_signer,
};
use kzarchive::store::Archive;
use kzarchive::timestamp::Timestamp;
use kzarchive::trust::{NoteSigner, SshPublicKey, secret};
use ssh_key::PrivateKey;
use ssh_key::rand_core::OsRng;

/// What the test archives are called.
pub const ORIGIN: &str = "fixtures.example/archive";
/// Who seals in them.
pub const PRINCIPAL: &str = "archivist";
/// What wrote them.
pub const TOOL: &str = "kzarchive/fixtures";

/// Files by path relative to some folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Both keys; they are in memory only and end with the test.
pub struct Hands {
    pub archivist: PrivateKey,
    pub log: NoteSigner,
}

impl Hands {
    pub fn new() -> Self {
        let key = |comment| secret::generate(&mut OsRng, comment).unwrap();
        let log = secret::note_signer(&key("log"), ORIGIN.parse().unwrap()).unwrap();
        Self { archivist: key("archivist"), log }
    }

    pub fn keys(&self) -> Keys<'_> {
        Keys { archivist: &self.archivist, log: &self.log }
    }
}

/// An archive in a folder of its own, and the folder in which its texts lay before.
pub struct Made {
    _home: tempfile::TempDir,
    pub root: PathBuf,
    pub outside: PathBuf,
    pub hands: Hands,
    minutes: Cell<i64>,
}

impl Made {
    /// An archive without texts.
    pub fn new() -> Self {
        Self::by(Hands::new())
    }

    /// The same with these keys.
    pub fn by(hands: Hands) -> Self {
        let home = folder();
        let (root, outside) = (home.path().join("it"), home.path().join("outside"));
        std::fs::create_dir(&outside).unwrap();
        let now = minute(0);
        init(&Init { folder: &root, origin: ORIGIN, principal: PRINCIPAL, keys: hands.keys(), now, tool: TOOL })
            .unwrap();
        Self { _home: home, root, outside, hands, minutes: Cell::new(1) }
    }

    pub fn archive(&self) -> Archive {
        Archive::at(&self.root).unwrap()
    }

    /// The time of the next seal run: a minute after the last.
    pub fn next_minute(&self) -> Timestamp {
        minute(self.minutes.replace(self.minutes.get() + 1))
    }

    /// Lets the next seal run be so many minutes after the first.
    pub fn set_minute(&self, at: i64) {
        self.minutes.set(at);
    }

    /// Commits what `with` makes of a session.
    pub fn commit(&self, with: impl FnOnce(&Session<'_>, &Archive) -> Vec<u8>) {
        let archive = self.archive();
        let session = Session::open(&archive, self.hands.keys(), self.next_minute(), TOOL).unwrap();
        let manifest = with(&session, &archive);
        session.commit(vec![session.stage(&manifest).unwrap()]).unwrap();
    }

    /// Seals a text that lies outside.
    pub fn seal(&self, name: &str, bytes: impl AsRef<[u8]>) {
        self.seal_as(name, bytes.as_ref(), unknown(), None);
    }

    /// The same, with metadata or kept outside.
    pub fn seal_as(&self, name: &str, bytes: &[u8], flags: Metadata, withhold: Option<&WithholdAs>) {
        let file = self.outside.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, bytes).unwrap();
        let archive = self.archive();
        let session = Session::open(&archive, self.hands.keys(), self.next_minute(), TOOL).unwrap();
        let mut sealing = prepared(&session, vec![file], flags, withhold);
        sealing.commit(&session).unwrap();
    }

    /// States that words of one text were withdrawn by words of another.
    pub fn rescind(&self, figure: (&str, &str), evidence: (&str, &str)) {
        let words =
            |(path, text): (&str, &str)| Words { path: path.parse().unwrap(), place: Place::Text(text.to_owned()) };
        self.commit(|session, archive| {
            let quoted = |which| quote(session, archive, &words(which)).unwrap();
            let by = kzarchive::manifest::Known::Value("Ministry".to_owned());
            rescind(session, quoted(figure), quoted(evidence), by, "an error").unwrap().unwrap()
        });
    }

    /// States a key that was good for a minute and a half, and is so no more from the last second of all that is logged.
    pub fn retired(&self) -> PrivateKey {
        let retired = Hands::new().archivist;
        let key = SshPublicKey::from_key_data(retired.public_key().key_data()).unwrap();
        let archive = self.archive();
        let session = Session::open(&archive, self.hands.keys(), self.next_minute(), TOOL).unwrap();
        let from = Timestamp::from_unix(session.now().unix() - 90).unwrap();
        let added = add_signer(&session.trust().allowed_signers, "retired", key, from).unwrap();
        let signers = retire_signer(&added, "retired", session.ends_at()).unwrap();
        session.change_keys(signers, session.trust().policy.to_string(), None).unwrap();
        retired
    }

    /// All files of the archive but git's.
    pub fn files(&self) -> Files {
        let mut files = snapshot(&self.root);
        files.remove(".gitattributes");
        files
    }
}

/// A few texts of different kinds, one kept elsewhere, one figure withdrawn.
pub fn small() -> Made {
    let made = Made::new();
    made.seal("tally.txt", "The ministry said that over 160 people were killed.\n");
    made.seal("denial.txt", "On Sunday it called the figure of 160 an error.\r\nIt gave no other.\r\n");
    let cyrillic = encoding_rs::WINDOWS_1251.encode("Задержаны 9 900 человек.\n").0.into_owned();
    let flags = Metadata { charset: Some("windows-1251".to_owned()), ..unknown() };
    made.seal_as("1251.txt", &cyrillic, flags, None);
    let wide: Vec<u8> = "\u{feff}Қаза тапты: 225.\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    made.seal("sub/wide.txt", wide);
    let reason = "a witness is named in it".to_owned();
    made.seal_as("witness.txt", b"I saw 3 of them.\n", unknown(), Some(&WithholdAs::Digest { reason }));
    made.rescind(("archive/tally.txt", "over 160 people"), ("archive/denial.txt", "the figure of 160 an error"));
    made
}

/// Everything laid out for one run over these files.
pub fn prepared(
    session: &Session<'_>,
    paths: Vec<PathBuf>,
    flags: Metadata,
    withhold: Option<&WithholdAs>,
) -> Sealing<StagedManifest> {
    let given = Given { flags, paths, ..Given::default() };
    let collected = collect(session, &given).unwrap();
    let run = Run { session, withhold, salt: &|| [7; 32], progress: &|_| {} };
    run.prepare(collected, |bytes| session.stage(&bytes)).unwrap()
}

/// Metadata of which nobody knows anything, said so on purpose.
pub fn unknown() -> Metadata {
    let mut metadata = Metadata::default();
    for field in FIELDS.iter().filter(|field| Metadata::default().missing().contains(&field.key)) {
        *metadata.get_mut(field.key).unwrap() = Some("unknown".to_owned());
    }
    metadata
}

/// A folder of the test's own, in memory where the system has such a place: sealing syncs its file system.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

/// A point in time: so many minutes after the first.
pub fn minute(number: i64) -> Timestamp {
    Timestamp::from_unix(1_641_982_500 + number * 60).unwrap()
}

/// Every regular file under a folder.
pub fn snapshot(root: &Path) -> Files {
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            (path, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// Makes a folder hold these files and no other.
pub fn restore(root: &Path, files: &Files) {
    let _ = std::fs::remove_dir_all(root);
    for (path, bytes) in files {
        write(root, path, bytes);
    }
}

/// Writes one file, its folders included.
pub fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}
