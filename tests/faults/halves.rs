//! Writes and reads that move half of what they are asked for.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::strace::inside;
use super::sweep::{Disturbance, Ran};
use crate::support::program::said;

/// Every write and read, or the first, the second, … alone, moves half of what it is asked for and says so, by a library that is
/// put before the system's. Nothing fails: who goes on with the other half loses nothing.
pub struct Halves {
    library: PathBuf,
    most: usize,
}

impl Halves {
    /// Builds the library; nothing, said loudly, where there is no C compiler.
    pub fn built(folder: &Path, most: usize) -> Option<Self> {
        let library = folder.join("halves.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/halves.c");
        let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).output();
        if built.is_ok_and(|output| output.status.success()) {
            return Some(Self { library, most });
        }
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "SKIPPED: no write is cut in halves: there is no cc");
        None
    }
}

impl Disturbance for Halves {
    fn name(&self) -> String {
        "a write of half, the first is of all".to_owned()
    }

    fn most(&self) -> usize {
        self.most
    }

    /// Whatever is cut, the command does its work: anything but 0 is an error here.
    fn run(&self, command: &Command, number: usize) -> Ran {
        let cut = self.library.with_extension(format!("cut-{number}"));
        let _ = std::fs::remove_file(&cut);
        let mut run = Command::new("env");
        run.arg(format!("LD_PRELOAD={}", self.library.display()));
        run.arg(format!("HALVE={}", number - 1)).arg(format!("HALVED={}", cut.display()));
        inside(&mut run, command);
        let output = run.output().unwrap();
        if !cut.exists() {
            return Ran::Undisturbed;
        }
        assert_eq!(output.status.code(), Some(0), "half a write is no failure: {number}: {}", said(&output));
        Ran::Disturbed(output)
    }
}

/// The library is tested, too: who does not go on with the other half loses it.
#[test]
fn who_does_not_go_on_loses_half() {
    let folder = crate::support::folder();
    let Some(halves) = Halves::built(folder.path(), 1) else { return };
    let [from, to] = ["from", "to"].map(|name| folder.path().join(name));
    std::fs::write(&from, "12345678").unwrap();
    let mut dd = Command::new("dd");
    dd.args(["bs=8", "count=1"]).arg(format!("if={}", from.display())).arg(format!("of={}", to.display()));
    assert!(matches!(halves.run(&dd, 1), Ran::Disturbed(_)));
    assert_eq!(std::fs::read(&to).unwrap(), b"1234");
}
