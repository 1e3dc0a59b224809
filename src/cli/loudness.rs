//! How much is said beside what was asked for: `--quiet` and `--verbose`.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::EVERYWHERE;

#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(super) struct LoudnessArgs {
    /// Print only results, errors and failures: no confirmations, notes or progress
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    quiet: bool,
    /// Print on standard error how long each stage took
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = EVERYWHERE)]
    verbose: bool,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loudness {
    /// What was asked for, errors and failures.
    Quiet,
    /// What was done, and notes, too.
    Usual,
    /// And how long each stage took.
    Verbose,
}

impl LoudnessArgs {
    pub(super) fn loudness(self) -> Loudness {
        match (self.quiet, self.verbose) {
            (true, _) => Loudness::Quiet,
            (false, true) => Loudness::Verbose,
            (false, false) => Loudness::Usual,
        }
    }
}

/// Takes the time of stages, one after another.
pub(super) struct Stopwatch(Mutex<Laps>);

struct Laps {
    begun: Instant,
    now: Option<(&'static str, Instant)>,
}

impl Stopwatch {
    pub(super) fn start() -> Self {
        Self(Mutex::new(Laps { begun: Instant::now(), now: None }))
    }

    /// Begins a stage; gives the one that ends with that, and how long it took.
    pub(super) fn begin(&self, stage: &'static str) -> Option<(&'static str, Duration)> {
        // A thread that panicked while it held the lock left whole values: two assignments cannot fail.
        let mut laps = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Instant::now();
        laps.now.replace((stage, now)).map(|(stage, since)| (stage, now - since))
    }

    /// Ends the last stage; gives it, and the time since the start.
    pub(super) fn end(&self) -> (Option<(&'static str, Duration)>, Duration) {
        let mut laps = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Instant::now();
        (laps.now.take().map(|(stage, since)| (stage, now - since)), now - laps.begun)
    }
}

/// A line on a stage: milliseconds first, so that they stand below each other.
pub(super) fn lap(stage: &str, took: Duration) -> String {
    format!("time: {:>9.1} ms  {stage}", took.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_follow_each_other() {
        let watch = Stopwatch::start();
        assert_eq!(watch.begin("one"), None);
        std::thread::sleep(Duration::from_millis(2));
        let (stage, took) = watch.begin("two").unwrap();
        assert!(stage == "one" && took >= Duration::from_millis(2));
        let (last, all) = watch.end();
        assert!(last.unwrap().0 == "two" && all >= took);
        assert_eq!(watch.end().0, None, "a stage ends once");
    }

    #[test]
    fn times_stand_below_each_other() {
        assert_eq!(lap("a", Duration::from_micros(1250)), "time:       1.2 ms  a");
        assert_eq!(lap("b", Duration::from_millis(12_345)), "time:   12345.0 ms  b");
    }
}
