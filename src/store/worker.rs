//! Texts are extracted in a process of their own: pages and PDFs can be made to take all memory, all time, or the stack.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::extract::{ExtractError, Extracted, Extractor, LARGEST_FILE, extract};
use crate::text::Charset;

/// Seconds of processor time for one file.
const SECONDS: u64 = 20;
/// Bytes of address space for one file.
const MEMORY: u64 = 2 << 30;
/// The largest answer: a page's text, and JSON around it.
const LARGEST_ANSWER: u64 = 256 << 20;

static PROGRAM: OnceLock<Worker> = OnceLock::new();

/// The program that works, and the arguments before those that say what to do.
#[derive(Clone, Debug)]
pub struct Worker {
    /// Its path.
    pub program: PathBuf,
    /// Its first argument.
    pub command: &'static str,
}

/// From now on texts are extracted by this program. Only the first call counts.
///
/// Without it they are extracted in this process, where the worst input ends it.
pub fn use_worker(worker: Worker) {
    let _ = PROGRAM.set(worker);
}

/// Extracts a text within limits of time and memory.
///
/// # Errors
/// See [`ExtractError`].
pub fn extract_within(
    extractor: Extractor,
    bytes: &[u8],
    declared: Option<Charset>,
) -> Result<Extracted, ExtractError> {
    match PROGRAM.get() {
        _ if bytes.len() as u64 > LARGEST_FILE => Err(ExtractError::TooLarge(LARGEST_FILE)),
        None => extract(extractor, bytes, declared),
        Some(worker) => ask(worker, extractor, bytes, declared),
    }
}

fn ask(
    worker: &Worker,
    extractor: Extractor,
    bytes: &[u8],
    declared: Option<Charset>,
) -> Result<Extracted, ExtractError> {
    let mut command = Command::new(&worker.program);
    command.arg(worker.command).arg(extractor.name()).args(declared.map(Charset::name));
    // What it says before it dies is the text of a panic, and no concern of the person.
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|_| ExtractError::NoWorker)?;
    let answer = speak(&mut child, bytes);
    if answer.is_none() {
        let _ = child.kill();
    }
    let ended = child.wait().is_ok_and(|status| status.success());
    match answer.filter(|_| ended) {
        None => Err(ExtractError::Exhausted),
        Some(answer) => serde_json::from_slice(&answer).unwrap_or(Err(ExtractError::NoWorker)),
    }
}

/// Hands the file over and takes the answer, at once: either alone could fill a pipe and wait for ever.
fn speak(child: &mut Child, bytes: &[u8]) -> Option<Vec<u8>> {
    let (mut to, from) = (child.stdin.take()?, child.stdout.take()?);
    std::thread::scope(|scope| {
        // It may die before it has read all: that is told by its end.
        scope.spawn(move || drop(to.write_all(bytes)));
        let mut answer = Vec::new();
        let read = from.take(LARGEST_ANSWER + 1).read_to_end(&mut answer);
        (read.is_ok() && answer.len() as u64 <= LARGEST_ANSWER).then_some(answer)
    })
}

/// The worker's side: limits itself, then turns a file into an answer.
///
/// # Errors
/// It cannot limit itself, and does not begin.
pub fn work(
    extractor: Extractor,
    file: &mut impl Read,
    declared: Option<Charset>,
) -> std::io::Result<Result<Extracted, ExtractError>> {
    limit(Resource::As, MEMORY)?;
    limit(Resource::Cpu, SECONDS)?;
    limit(Resource::Core, 0)?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok(extract(extractor, &bytes, declared))
}

fn limit(resource: Resource, most: u64) -> std::io::Result<()> {
    let hard = getrlimit(resource).maximum;
    let most = hard.map_or(most, |hard| hard.min(most));
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}
