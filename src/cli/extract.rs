//! `kzarchive extract-worker`: the program's own helper, which reads what may be made to exhaust it.

use super::{CliError, Exit};
use crate::store::{Worker, use_worker, work};

/// Texts are extracted by this very program, in processes of their own.
pub(super) fn use_this_program() {
    if let Ok(program) = std::env::current_exe() {
        use_worker(Worker { program, command: "extract-worker" });
    }
}

pub(super) fn run() -> Result<Exit, CliError> {
    work(std::io::stdin().lock(), &mut std::io::stdout().lock())?;
    Ok(Exit::Good)
}
