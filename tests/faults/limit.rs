//! Files that may not grow beyond a size: a write that crosses it writes a part, to the byte, and the next one fails.

use std::process::Command;

use super::strace::inside;
use super::sweep::{Case, Disturbance, Ran, felt};
use crate::support::program::said;

/// What the system does with who writes beyond a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// The rest is refused, with EFBIG.
    Refused,
    /// It ends the process, with SIGXFSZ, and leaves the part that was written.
    Ends,
}

/// No file grows beyond `(number - 1) * step` bytes (RLIMIT_FSIZE).
pub struct Limit {
    step: usize,
    beyond: Beyond,
    most: usize,
}

impl Limit {
    /// So many limits and one, from 0 to the size of the largest file that the command leaves; each size at most once.
    pub fn of(case: &Case, steps: usize, beyond: Beyond) -> Self {
        let before = case.state();
        assert!(case.command(&case.arguments).output().unwrap().status.success());
        let largest = case.state().largest_but(&before);
        case.restore(&before);
        let step = largest.div_ceil(steps).max(1);
        Self { step, beyond, most: largest / step + 1 }
    }
}

impl Disturbance for Limit {
    fn name(&self) -> String {
        format!("limits of {} bytes each, counted from 0, {:?}", self.step, self.beyond)
    }

    fn most(&self) -> usize {
        self.most
    }

    fn run(&self, command: &Command, number: usize) -> Ran {
        let size = format!("--fsize={}", (number - 1) * self.step);
        let mut run = match self.beyond {
            Beyond::Refused => {
                let mut shell = Command::new("sh");
                // A signal that is ignored stays so in the programs that are started.
                shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", "prlimit", &size]);
                shell
            }
            Beyond::Ends => {
                let mut limited = Command::new("prlimit");
                limited.args(["--core=0", &size]);
                limited
            }
        };
        inside(&mut run, command);
        let output = run.output().unwrap();
        assert!(number > 1 || felt(&output), "the limit is felt: {}", said(&output));
        Ran::Disturbed(output)
    }
}
