//! The good archive, the attacker's hands, and the judge.

use std::collections::BTreeSet;
use std::path::PathBuf;

use kzarchive::ledger::Kind;
use kzarchive::ledger::{KeyFiles, TrustRoot};
use kzarchive::log::Entries;
use kzarchive::store::{Archive, Originals};
use kzarchive::timestamp::Timestamp;
use kzarchive::verify::{Depth, Earlier, Request, verify};

use super::good::good;
use crate::support::{Files, Hands, Made, folder, forge, restore, write};

pub const TALLY: &str = "archive/tally.txt";
pub const SUMS: &str = "manifests/SHA256SUMS";
pub const CHECKPOINT: &str = "manifests/checkpoint";
pub const SIGNERS: &str = "keys/allowed_signers";
pub const POLICY: &str = "keys/policy";
pub const SETTINGS: &str = "kzarchive.toml";

/// The lines of the good archive's log, by what their manifests state.
pub mod line {
    pub const TALLY: usize = 1;
    pub const DENIAL: usize = 2;
    pub const PAGE: usize = 4;
    pub const WITHHELD: usize = 5;
    pub const COMMITTED: usize = 6;
    pub const RESCISSION: usize = 7;
    pub const WITHDRAWAL: usize = 9;
    pub const SUCCESSOR: usize = 10;
    pub const REVIEW: usize = 11;
    pub const KEYS: usize = 12;
    pub const LAST: usize = 13;
}

/// What an attack is judged by, beside the archive.
#[derive(Clone, Copy, PartialEq)]
pub enum By {
    /// Nothing.
    Itself,
    /// The checkpoint and log that were seen before.
    Earlier,
    /// The keys that were believed before.
    Keys,
    /// The folder of withheld originals.
    Originals,
}

/// One fault.
pub struct Attack {
    pub name: &'static str,
    /// All failures that verifying must find, and no other. In a path, `{n}` stands for the manifest of the log's line n, by the
    /// log as the attack left it, and `{n<}` for the one that was there before.
    pub found: &'static [(Kind, &'static str)],
    pub by: By,
    pub deed: fn(&Scene),
}

impl Attack {
    pub const fn new(name: &'static str, found: &'static [(Kind, &'static str)], deed: fn(&Scene)) -> Self {
        Self { name, found, by: By::Itself, deed }
    }

    pub const fn by(mut self, by: By) -> Self {
        self.by = by;
        self
    }
}

/// A copy of the good archive, in which attacks are made.
pub struct Scene {
    home: tempfile::TempDir,
    made: Made,
    good: Files,
    log: Entries,
    pub hands: Hands,
    /// An archivist whose key was added and retired again.
    pub retired: ssh_key::PrivateKey,
}

impl Scene {
    pub fn new() -> Self {
        let (made, retired) = good();
        let (good, log) = (made.files(), forge::log(&made.root));
        let hands = Hands { archivist: made.hands.archivist.clone(), log: made.hands.log.clone() };
        let scene = Self { home: folder(), made, good, log, hands, retired };
        for by in [By::Itself, By::Earlier, By::Keys, By::Originals] {
            assert_eq!(scene.failures(by), BTreeSet::new(), "the good archive is good");
        }
        // The tools themselves leave no trace: what they sign and log anew is good.
        let tally = scene.read(&scene.manifest(line::TALLY));
        forge::replace(&scene.root(), line::TALLY, &tally, &scene.hands);
        assert_eq!(scene.failures(By::Itself), BTreeSet::new(), "the attacker's tools are good");
        scene
    }

    pub fn root(&self) -> PathBuf {
        self.home.path().join("it")
    }

    pub fn originals(&self) -> PathBuf {
        self.home.path().join("originals")
    }

    fn begin(&self) {
        restore(&self.root(), &self.good);
        restore(&self.originals(), &crate::support::snapshot(&self.made.outside));
    }

    fn failures(&self, by: By) -> BTreeSet<(Kind, String)> {
        if !self.root().exists() {
            self.begin();
        }
        let originals = Originals::open(&self.originals()).unwrap();
        let mut request = Request { depth: Depth::Texts, ..Request::default() };
        let earlier = || Earlier {
            from: "the log seen before".to_owned(),
            checkpoint: self.good[CHECKPOINT].clone(),
            log: Some(self.good[SUMS].clone()),
        };
        match by {
            By::Itself => {}
            By::Earlier => request.earlier = vec![earlier()],
            By::Keys => {
                let files = |path: &str| self.good[path].clone();
                let files = KeyFiles { allowed_signers: files(SIGNERS), policy: files(POLICY) };
                request.trust = TrustRoot::Given(files);
            }
            By::Originals => request.originals = Some(&originals),
        }
        let verdict = verify(&Archive::at(&self.root()).unwrap(), &request);
        assert_eq!(verdict.verified(), verdict.failures.is_empty(), "a failure is not said to be verified");
        verdict.failures.into_iter().map(|failure| (failure.kind, failure.path)).collect()
    }

    /// Makes one attack on a fresh copy; says what was found instead, if it is not what should be.
    pub fn judge(&self, attack: &Attack) -> Option<String> {
        self.begin();
        (attack.deed)(self);
        let found = self.failures(attack.by);
        let should: BTreeSet<_> = attack.found.iter().map(|(kind, path)| (*kind, self.resolved(path))).collect();
        (found != should).then(|| format!("{}: should be {should:?}, is {found:?}", attack.name))
    }

    fn resolved(&self, path: &str) -> String {
        let Some((before, rest)) = path.split_once('{') else { return path.to_owned() };
        let (number, after) = rest.split_once('}').unwrap();
        let now = std::fs::read(self.root().join(SUMS)).ok().and_then(|log| Entries::parse(&log).ok());
        let (number, log) = match number.strip_suffix('<') {
            Some(number) => (number, &self.log),
            None => (number, now.as_ref().unwrap_or(&self.log)),
        };
        let entry = log.as_slice()[number.parse::<usize>().unwrap()];
        format!("{before}manifests/{}{after}", entry.name().file_name())
    }

    /// The manifest of a line, as the good log names it.
    pub fn manifest(&self, line: usize) -> String {
        format!("manifests/{}", self.log.as_slice()[line].name().file_name())
    }

    pub fn lines(&self) -> Vec<String> {
        self.text(SUMS).split_inclusive('\n').map(str::to_owned).collect()
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.root().join(path)).unwrap()
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.read(path)).unwrap()
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        write(&self.root(), path, bytes);
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.root().join(path)).unwrap();
    }

    /// Changes words in a file; they must be there.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let before = self.text(path);
        assert!(before.contains(from), "{path}: {from}: {before}");
        self.write(path, before.replacen(from, to, 1));
    }

    /// Puts other bytes in the place of a manifest, and signs and logs them there with the right keys.
    pub fn restate(&self, line: usize, bytes: impl AsRef<[u8]>) {
        forge::replace(&self.root(), line, bytes.as_ref(), &self.hands);
    }

    /// Rewords a manifest, and signs and logs it in its place with the right keys.
    pub fn reword(&self, line: usize, from: &str, to: &str) {
        let before = self.text(&self.manifest(line));
        assert!(before.contains(from), "{from}: {before}");
        self.restate(line, before.replacen(from, to, 1));
    }

    /// The time of a manifest that comes after all others.
    pub fn later(&self) -> Timestamp {
        Timestamp::from_unix(self.log.as_slice()[line::LAST].name().at().unix() + 60).unwrap()
    }

    /// The digest of a file, as text.
    pub fn digest(&self, path: &str) -> String {
        kzarchive::digest::Digest::of(&self.read(path)).to_string()
    }
}

/// One test a group: every row is judged, and all that are judged otherwise are named.
pub fn run(attacks: &[Attack]) {
    let scene = Scene::new();
    let wrong: Vec<String> = attacks.iter().filter_map(|attack| scene.judge(attack)).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), attacks.len(), wrong.join("\n"));
}

impl Scene {
    /// Rewords a manifest, signed; it must be found to be malformed, and nothing else.
    pub fn reworded(&self, name: &str, line: usize, from: &str, to: &str) -> Option<String> {
        self.restated(name, line, |bytes| {
            let before = std::str::from_utf8(bytes).unwrap();
            assert!(before.contains(from), "{name}: {from}: {before}");
            before.replacen(from, to, 1).into_bytes()
        })
    }

    /// The same with other bytes altogether.
    pub fn restated(&self, name: &str, line: usize, with: impl FnOnce(&[u8]) -> Vec<u8>) -> Option<String> {
        self.begin();
        let after = with(&self.read(&self.manifest(line)));
        assert_ne!(after, self.read(&self.manifest(line)), "{name} changes something");
        self.restate(line, after);
        let mut should = BTreeSet::from([(Kind::Malformed, self.resolved(&format!("{{{line}}}")))]);
        // What only a manifest that is not believed would excuse.
        match line {
            line::WITHDRAWAL => should.extend([(Kind::Missing, "archive/gone.txt".to_owned())]),
            line::KEYS => should.extend([(Kind::KeySwapped, SIGNERS.to_owned())]),
            _ => {}
        }
        let found = self.failures(By::Itself);
        (found != should).then(|| format!("{name}: should be {should:?}, is {found:?}"))
    }
}
