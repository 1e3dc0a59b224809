//! Texts are extracted in processes of their own: pages and PDFs can be made to take all memory, all time, or the stack.
//!
//! A process serves one file after the other, since to start it takes longer than to read most pages. Over its input come, for
//! each file, a line of JSON and the bytes; back come the length of an answer, eight bytes in big-endian order, and the answer, JSON.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

use crate::extract::{ExtractError, Extracted, Extractor, LARGEST_FILE, extract};
use crate::text::Charset;

/// Seconds of processor time for one file.
const SECONDS: u64 = 20;
/// Bytes of address space for one file.
const MEMORY: u64 = 2 << 30;
/// The largest answer: a page's text, and JSON around it.
const LARGEST_ANSWER: u64 = 256 << 20;

/// So many files are read by one process: what one leaves in memory adds up.
const MOST_FILES: u32 = 500;

static PROGRAM: OnceLock<Worker> = OnceLock::new();
/// Processes that wait for a file. They end when this program does, and their input with it.
static IDLE: Mutex<Vec<Running>> = Mutex::new(Vec::new());

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
    let task = Task {
        extractor: extractor.name().to_owned(),
        charset: declared.map(|charset| charset.name().to_owned()),
        size: bytes.len() as u64,
    };
    let start = || Running::start(worker).ok_or(ExtractError::NoWorker);
    let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let answer = match idle {
        None => start()?.serve(&task, bytes),
        Some(running) => match running.serve(&task, bytes) {
            // What an earlier file left in memory may be what was too much: a new process decides.
            Err(Death::Other) => start()?.serve(&task, bytes),
            served => served,
        },
    };
    let answer = answer.map_err(|_| ExtractError::Exhausted)?;
    serde_json::from_slice(&answer).unwrap_or(Err(ExtractError::NoWorker))
}

/// How a worker ended before it had answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Death {
    /// The file took all the time that one may take.
    Time,
    /// Memory, a panic, or it was stopped from outside.
    Other,
}

/// What a worker is told of a file.
#[derive(Debug, Serialize, Deserialize)]
struct Task {
    extractor: String,
    charset: Option<String>,
    size: u64,
}

/// A worker's process.
struct Running {
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
    served: u32,
}

impl Running {
    fn start(worker: &Worker) -> Option<Self> {
        let mut command = Command::new(&worker.program);
        // What it says before it dies is the text of a panic, and no concern of the person.
        command.arg(worker.command).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let (to, from) = child.stdin.take().zip(child.stdout.take())?;
        Some(Self { child, to, from, served: 0 })
    }

    /// Hands a file over and takes the answer. A process that fails is ended, one that does not waits for the next file.
    fn serve(mut self, task: &Task, bytes: &[u8]) -> Result<Vec<u8>, Death> {
        let answer = self.speak(task, bytes);
        self.served += 1;
        if answer.is_some() && self.served < MOST_FILES {
            IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(self);
            return answer.ok_or(Death::Other);
        }
        // One that is dead already keeps what it died of.
        let _ = self.child.kill();
        let signal = self.child.wait().ok().and_then(|status| status.signal());
        let of_time = signal == Some(Signal::XCPU.as_raw());
        answer.ok_or(if of_time { Death::Time } else { Death::Other })
    }

    /// One after the other: it answers only when it has read all.
    fn speak(&mut self, task: &Task, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut line = serde_json::to_vec(task).ok()?;
        line.push(b'\n');
        // It may die before it has read all.
        self.to.write_all(&line).and_then(|()| self.to.write_all(bytes)).and_then(|()| self.to.flush()).ok()?;
        let mut length = [0; 8];
        self.from.read_exact(&mut length).ok()?;
        let length = u64::from_be_bytes(length);
        let mut answer = Vec::new();
        let read = (&mut self.from).take(length.min(LARGEST_ANSWER)).read_to_end(&mut answer);
        (read.is_ok() && answer.len() as u64 == length).then_some(answer)
    }
}

/// The worker's side: limits itself, then turns one file after the other into answers, until there are no more.
///
/// # Errors
/// It cannot limit itself, and does not begin; or whoever asks does not keep to the form.
pub fn work(from: impl Read, to: &mut impl Write) -> std::io::Result<()> {
    limit(Resource::As, MEMORY)?;
    limit(Resource::Core, 0)?;
    let mut from = BufReader::new(from);
    loop {
        let mut line = Vec::new();
        if (&mut from).take(LONGEST_TASK).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let task: Task = serde_json::from_slice(&line)?;
        // Counted from where this file begins. Only the soft limit moves: at it the process ends.
        let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(u64::MAX);
        soft(Resource::Cpu, used.saturating_add(SECONDS))?;
        let mut bytes = Vec::new();
        (&mut from).take(task.size.min(LARGEST_FILE + 1)).read_to_end(&mut bytes)?;
        let answer = serde_json::to_vec(&answer(&task, &bytes))?;
        to.write_all(&(answer.len() as u64).to_be_bytes())?;
        to.write_all(&answer)?;
        to.flush()?;
    }
}

/// The longest line that tells of a file, in bytes.
const LONGEST_TASK: u64 = 4096;

fn answer(task: &Task, bytes: &[u8]) -> Result<Extracted, ExtractError> {
    let extractor = Extractor::for_name(&task.extractor).ok_or(ExtractError::NoWorker)?;
    let charset = task.charset.as_deref().map(Charset::for_label).transpose()?;
    if bytes.len() as u64 != task.size {
        return Err(ExtractError::NoWorker);
    }
    extract(extractor, bytes, charset)
}

fn limit(resource: Resource, most: u64) -> std::io::Result<()> {
    let hard = getrlimit(resource).maximum;
    let most = hard.map_or(most, |hard| hard.min(most));
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?)
}

fn soft(resource: Resource, most: u64) -> std::io::Result<()> {
    let maximum = getrlimit(resource).maximum;
    let most = maximum.map_or(most, |hard| hard.min(most));
    Ok(setrlimit(resource, Rlimit { current: Some(most), maximum })?)
}
