//! An archive as a user makes it, with our binary: documents of each kind, and a rescission.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::tools::success;

/// The name under which the examples seal.
pub const PRINCIPAL: &str = "aigul";
/// The origin of the examples.
pub const ORIGIN: &str = "archive.example/kz";

const SOURCE: &str = "--url https://example.org/page --retrieved-at 2022-01-14T09:12:00Z --method browser \
    --operator n.k. --author unknown --published-at 2022-01-13 --language en --licence unknown \
    --publisher Жарық&Co --title A-\"tally\"";
// The same place in both texts: else the figures are not of one event, and none repeats the other.
const TALLY: &str = "The ministry said that 164 people were killed in Almaty in January 2022.\n\nReports of “99 dead” were not confirmed.\n";
const DENIAL: &str = "The ministry withdrew the figure of 164 deaths: it was an error.\n";
const REPEAT: &str = "A reported 164 civilians were killed in Almaty in January 2022.\n";

/// A folder that is removed afterwards, with an archive in `archive/` and its keys in `config/`.
pub struct Example {
    folder: tempfile::TempDir,
}

impl Example {
    /// A folder with nothing in it yet.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// An archive in which nothing but its keys is stated.
    pub fn new() -> Self {
        let example = Self::empty();
        success(&example.kzarchive(&["init", "--origin", ORIGIN, "--principal", PRINCIPAL, "."]));
        example
    }

    /// Five texts in as many manifests, present and withheld both ways, a rescission, and an answer to a finding.
    pub fn full() -> Self {
        let example = Self::new();
        for (name, text, more) in [
            ("tally.txt", TALLY, vec![]),
            ("denial.txt", DENIAL, vec![]),
            ("repeat.txt", REPEAT, vec![]),
            ("plain.txt", "kept elsewhere\n", vec!["--withhold", "names a witness"]),
            ("salted.txt", "kept elsewhere, and short\n", vec!["--withhold", "names a witness", "--commit"]),
        ] {
            success(&example.seal(name, text, &more));
        }
        let [from, why] = ["archive/tally.txt", "archive/denial.txt"];
        let evidence = ["--evidence", why, "it was an error", "--withdrawn-by", "the ministry", "--reason", "an error"];
        success(&example.kzarchive(&[&["rescind", from, "164 people"], &evidence[..]].concat()));
        let verdict = success(&example.kzarchive(&["verify", "--no-memory", "--format", "json"]));
        let verdict: serde_json::Value = serde_json::from_str(&verdict).unwrap();
        let findings = verdict["findings"].as_array().unwrap();
        let finding =
            findings.iter().find(|finding| finding["verdict"] == "rescinded").unwrap()["id"].as_str().unwrap();
        success(&example.kzarchive(&["review", finding, "--verdict", "rescinded", "--reason", "known"]));
        example
    }

    /// An archive in which two texts were sealed together, and one manifest says what they have in common.
    pub fn of_two() -> (Self, PathBuf) {
        let example = Self::new();
        let second = example.folder().join("second.txt");
        std::fs::write(&second, "the second\n").unwrap();
        success(&example.seal("first.txt", "the first\n", &[second.to_str().unwrap()]));
        let is_common = |path: &PathBuf| std::fs::read_to_string(path).unwrap().contains("\"common\": {");
        let common = example.manifests().into_iter().find(is_common).unwrap();
        (example, common)
    }

    /// The folder around archive, keys and texts.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The archive.
    pub fn root(&self) -> PathBuf {
        self.folder().join("root")
    }

    /// The archivist's private key.
    pub fn key(&self) -> PathBuf {
        self.folder().join("config/kzarchive/keys/archive.example%2Fkz/archivist")
    }

    /// Our binary, in the archive, with nothing of the caller's settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        std::fs::create_dir_all(self.root()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kzarchive"));
        for name in ["KZARCHIVE_KEY", "KZARCHIVE_LOG_KEY", "KZARCHIVE_PASSPHRASE", "SSH_AUTH_SOCK"] {
            command.env_remove(name);
        }
        command.current_dir(self.root()).env("KZARCHIVE_CONFIG", self.folder().join("config")).args(arguments);
        command
    }

    /// Runs our binary in the archive.
    pub fn kzarchive(&self, arguments: &[&str]) -> Output {
        self.command(arguments).stdin(std::process::Stdio::null()).output().unwrap()
    }

    /// The command that seals a text, whose title has quotes and whose publisher is not ASCII.
    pub fn sealing(&self, name: &str, text: &str, more: &[&str]) -> Command {
        let file = self.folder().join(name);
        std::fs::write(&file, text).unwrap();
        let mut command = self.command(&["seal"]);
        command.arg(file).args(SOURCE.split_whitespace()).args(more);
        command
    }

    /// Seals a text.
    pub fn seal(&self, name: &str, text: &str, more: &[&str]) -> Output {
        self.sealing(name, text, more).stdin(std::process::Stdio::null()).output().unwrap()
    }

    /// All manifests, by name.
    pub fn manifests(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.root().join("manifests")).unwrap().map(|entry| entry.unwrap().path());
        let mut found: Vec<_> = files.filter(|path| path.extension().is_some_and(|kind| kind == "json")).collect();
        found.sort();
        found
    }
}
