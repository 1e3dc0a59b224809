//! What `capture` and `recheck` share: limits, manners, and one visit.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use ssh_key::rand_core::{OsRng, RngCore};
use url::Url;

use super::{CliError, Context, TOOL};
use crate::capture::{Captured, Outcome, Turns, Visit, VisitError, place, retry_after, visit, warc};
use crate::net::{Budget, Fetcher, Reach};
use crate::store::read_file;
use crate::timestamp::Timestamp;

/// The largest file of certificates, in bytes.
const LARGEST_ROOTS: u64 = 1 << 20;

/// A day, in which no run is still going.
const FOR_EVER: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Network")]
pub(super) struct NetworkArgs {
    /// Time limit for one response in seconds, from name lookup to the last byte
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Largest response
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u64).range(1..=256))]
    max_size: u64,
    /// Most redirects that are followed
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u8).range(0..=50))]
    max_redirects: u8,
    /// Seconds between two requests to one host
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = seconds)]
    delay: f64,
    /// Longest pause to wait if a server asks for one (`Retry-After`); servers that ask for more are skipped
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(0..=3600))]
    max_wait: u64,
    /// Fetch from this machine and its network, too
    #[arg(long)]
    allow_private: bool,
    /// Believe these certificates, too (PEM)
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// What to call oneself
    #[arg(long, value_name = "TEXT", default_value = concat!("kzarchive/", env!("CARGO_PKG_VERSION")))]
    user_agent: String,
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| (0.0..=3600.0).contains(seconds));
    seconds.ok_or_else(|| "a number of seconds, at most 3600".to_owned())
}

/// Fetches politely.
pub(super) struct Network {
    pub fetcher: Fetcher,
    redirects: usize,
    delay: Duration,
    max_wait: Duration,
    started: Timestamp,
    /// When each host may be asked again.
    free: RefCell<HashMap<String, Instant>>,
}

/// A visit, written down.
pub(super) struct Taken {
    pub visit: Visit,
    pub warc: Vec<u8>,
    /// Its path below the folder of captures.
    pub place: String,
    pub captured: Captured,
}

impl NetworkArgs {
    pub(super) fn open(&self, context: &Context) -> Result<Network, CliError> {
        let budget = Budget { time: Duration::from_secs(self.timeout), bytes: self.max_size << 20 };
        let reach = if self.allow_private { Reach::Anywhere } else { Reach::Public };
        let roots = self.ca.as_deref().map(|file| read_file(file, LARGEST_ROOTS)).transpose()?.unwrap_or_default();
        Ok(Network {
            fetcher: Fetcher::new(&self.user_agent, budget, reach, &roots)?,
            redirects: usize::from(self.max_redirects),
            delay: Duration::from_secs_f64(self.delay),
            max_wait: Duration::from_secs(self.max_wait),
            started: context.now()?,
            free: RefCell::default(),
        })
    }
}

impl Network {
    /// Visits an address and reads its text; what stands in the way is an outcome.
    pub(super) fn take(&self, context: &Context, url: &Url) -> Result<Taken, Outcome> {
        let now = || context.now().unwrap_or(self.started);
        let turn = |url: &Url| self.wait(url).map(|()| now());
        let turns = Turns { redirects: self.redirects, turn: &turn };
        let ask = || visit(&self.fetcher, url, &turns).map_err(|error| Outcome::Failed(error.to_string()));
        let mut visit = ask()?;
        // Once: a server that goes on asking for time does not want to be asked.
        if self.asks_for_time(&visit, now()) {
            visit = ask()?;
            self.asks_for_time(&visit, now());
        }
        match visit.last().exchange.status {
            200 => {}
            status @ (404 | 410) => return Err(Outcome::Gone(status)),
            status => return Err(Outcome::Failed(format!("the server answers with status {status}"))),
        }
        let place = place(url, visit.at());
        let name = place.rsplit('/').next().unwrap_or(&place);
        let warc = warc(&visit, name, TOOL, &random);
        let captured = Captured::read(&warc).map_err(|error| Outcome::Failed(error.to_string()))?;
        Ok(Taken { visit, warc, place, captured })
    }

    /// Notes until when the server that refused wants to be left alone; true if it said so.
    fn asks_for_time(&self, visit: &Visit, now: Timestamp) -> bool {
        let exchange = &visit.last().exchange;
        let Some(wait) = retry_after(exchange, now) else { return false };
        // For longer than this nobody waits: a number without end must not overflow the clock.
        let until = Instant::now() + wait.min(FOR_EVER);
        let host = exchange.url.host_str().unwrap_or_default().to_owned();
        let mut free = self.free.borrow_mut();
        let at = free.entry(host).or_insert(until);
        *at = until.max(*at);
        true
    }

    /// Waits until the host may be asked again.
    fn wait(&self, url: &Url) -> Result<(), VisitError> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let now = Instant::now();
        let mut free = self.free.borrow_mut();
        let at = free.get(&host).copied().unwrap_or(now).max(now);
        let wait = at - now;
        // The pause between two requests is this side's own, and always waited for.
        if wait > self.max_wait.max(self.delay) {
            return Err(VisitError::NotNow {
                host,
                seconds: wait.as_secs() + u64::from(wait.subsec_nanos() > 0),
                most: self.max_wait,
            });
        }
        free.insert(host, at + self.delay);
        drop(free);
        std::thread::sleep(wait);
        Ok(())
    }
}

fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    OsRng.fill_bytes(&mut bytes);
    bytes
}
