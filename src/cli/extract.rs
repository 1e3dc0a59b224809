//! `kzarchive extract-worker`: the program's own helper, which reads what may be made to exhaust it.

use super::{CliError, Context, Exit};
use crate::extract::Extractor;
use crate::store::{Worker, use_worker, work};
use crate::text::Charset;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Name and version of the extractor
    extractor: String,
    /// The charset that was declared
    charset: Option<String>,
}

/// Texts are extracted by this very program, in a process of their own.
pub(super) fn use_this_program() {
    if let Ok(program) = std::env::current_exe() {
        use_worker(Worker { program, command: "extract-worker" });
    }
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let unknown = CliError::Usage("no extractor has this name, or no charset");
    let Some(extractor) = Extractor::for_name(&args.extractor) else { return Err(unknown) };
    let charset = match args.charset.as_deref().map(Charset::for_label) {
        Some(Err(_)) => return Err(unknown),
        other => other.and_then(Result::ok),
    };
    let answer = work(extractor, &mut std::io::stdin().lock(), charset)?;
    context.print(&serde_json::to_string(&answer)?)?;
    Ok(Exit::Good)
}
