//! The program as people run it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use super::{ORIGIN, folder};

/// A home with keys, an archive in it, and a folder with texts.
pub struct Home {
    _dir: tempfile::TempDir,
    pub config: PathBuf,
    pub root: PathBuf,
    pub texts: PathBuf,
}

impl Home {
    /// A new archive, made by `kzarchive init`.
    pub fn new() -> Self {
        let dir = folder();
        let [config, root, texts] = ["config", "it", "texts"].map(|name| dir.path().join(name));
        std::fs::create_dir(&texts).unwrap();
        let home = Self { _dir: dir, config, root, texts };
        let made = home.command(&["init", "--origin", ORIGIN]).output().unwrap();
        assert!(made.status.success(), "{}", said(&made));
        home
    }

    /// `kzarchive -C <archive> …`, with this home's keys and none of the caller's.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = kzarchive();
        command.env("KZARCHIVE_CONFIG", &self.config).arg("-C").arg(&self.root).args(arguments);
        command
    }

    /// `kzarchive seal` over these files, all metadata said to be unknown.
    pub fn seal(&self, files: &[&Path]) -> Command {
        let mut command = self.command(&["seal"]);
        command.args(unknown_flags()).args(files);
        command
    }

    /// This machine has seen nothing, as after an archive was put back on purpose.
    pub fn forget(&self) {
        let _ = std::fs::remove_dir_all(self.config.join("kzarchive/known"));
    }

    /// Writes a text outside the archive.
    pub fn text(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        super::write(&self.texts, name, bytes);
        self.texts.join(name)
    }
}

/// The program, without the settings of whoever runs the tests.
pub fn kzarchive() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kzarchive"));
    for name in ["KZARCHIVE_KEY", "KZARCHIVE_LOG_KEY", "KZARCHIVE_PASSPHRASE", "SSH_AUTH_SOCK"] {
        command.env_remove(name);
    }
    // Nobody's keys, and a memory that starts empty.
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let run = format!("{}-{}", std::process::id(), RUNS.fetch_add(1, Ordering::Relaxed));
    command.env("KZARCHIVE_CONFIG", Path::new(env!("CARGO_TARGET_TMPDIR")).join("config").join(run));
    command.stdin(Stdio::null());
    command
}

/// Every mandatory flag with the word `unknown`.
pub fn unknown_flags() -> Vec<String> {
    let missing = kzarchive::seal::Metadata::default().missing();
    missing.iter().flat_map(|key| [format!("--{}", key.replace('_', "-")), "unknown".to_owned()]).collect()
}

/// All that a run said, on both outputs.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Characters that could move a cursor or reorder what is read; a report has none but newlines.
pub fn raw_controls(output: &Output) -> Vec<char> {
    let unfit = |c: &char| (c.is_control() && *c != '\n') || kzarchive::path::reorders_or_hides(*c);
    said(output).chars().filter(unfit).collect()
}
