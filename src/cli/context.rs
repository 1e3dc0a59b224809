//! What commands share: the archive's folder, the clock, the environment, and the only printing.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use etcetera::BaseStrategy;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::CliError;
use super::loudness::{Loudness, Stopwatch, lap};
use crate::report::{Paint, Weight, clean, clean_line, mistake};
use crate::store::{
    Archive, Cache, GitError, Keyring, Mistake, Repository, SETTINGS_LIMIT, Settings, canonical, layout, nearest_with,
};
use crate::timestamp::Timestamp;

pub(super) struct Context {
    folder: Option<PathBuf>,
    loudness: Loudness,
    stopwatch: Stopwatch,
    /// Passphrases typed so far. Mostly one opens both keys: a person is asked once.
    typed: Mutex<Vec<String>>,
}

impl Context {
    pub(super) fn new(folder: Option<PathBuf>, loudness: Loudness) -> Self {
        Self { folder, loudness, stopwatch: Stopwatch::start(), typed: Mutex::default() }
    }

    /// The archive to work on.
    pub(super) fn archive(&self) -> Result<Archive, CliError> {
        Ok(match &self.folder {
            Some(folder) => Archive::named(folder)?,
            None => Archive::find(Path::new("."))?,
        })
    }

    /// The folder that was named, if one was.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The archive's folder within the git repository around it, empty or with a `/` at its end: reports for pull requests
    /// name files as the repository has them.
    pub(super) fn folder_in_repository(&self, archive: &Archive) -> Result<String, CliError> {
        let root = canonical(archive.root())?;
        let repository = nearest_with(&root, ".git")?;
        let inside = repository.and_then(|repository| root.strip_prefix(repository).ok());
        Ok(match inside {
            Some(inside) if inside != Path::new("") => format!("{}/", inside.to_string_lossy()),
            _ => String::new(),
        })
    }

    /// What reports for people call an archive: its origin, or its folder where the settings cannot be read.
    pub(super) fn called(&self, archive: &Archive, origin: String) -> String {
        match origin.is_empty() {
            true => canonical(archive.root()).unwrap_or_else(|_| archive.root().to_owned()).display().to_string(),
            false => origin,
        }
    }

    pub(super) fn now(&self) -> Result<Timestamp, CliError> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| CliError::Clock)?;
        i64::try_from(since.as_secs()).ok().and_then(|s| Timestamp::from_unix(s).ok()).ok_or(CliError::Clock)
    }

    /// The user's config folder, where keys and memory lie.
    pub(super) fn config(&self) -> Result<PathBuf, CliError> {
        if let Some(folder) = self.variable("KZARCHIVE_CONFIG") {
            return Ok(folder);
        }
        let strategy = etcetera::choose_base_strategy().map_err(|_| CliError::NoHome)?;
        Ok(strategy.config_dir())
    }

    /// Where what was read of archives is remembered; nothing if it is to be nowhere. With a config folder of its own a run has a cache of
    /// its own, too: `KZARCHIVE_CONFIG` keeps all of a user's apart.
    pub(super) fn cache(&self) -> Option<Cache> {
        let folder = match self.variable("KZARCHIVE_CACHE") {
            Some(off) if off == Path::new("off") => return None,
            Some(folder) => folder,
            None => match self.variable("KZARCHIVE_CONFIG") {
                Some(folder) => folder,
                None => etcetera::choose_base_strategy().ok()?.cache_dir(),
            },
        };
        Some(Cache::under(&folder))
    }

    pub(super) fn keyring(&self) -> Result<Keyring, CliError> {
        Ok(Keyring::under(&self.config()?))
    }

    /// The git work tree that a folder is in.
    pub(super) fn repository(&self, folder: &Path) -> Result<Repository, GitError> {
        Repository::of(folder, std::env::var_os("PATH"))
    }

    /// The git work tree that a folder is in, for judging what somebody committed there.
    pub(super) fn repository_to_judge(&self, folder: &Path) -> Result<Repository, GitError> {
        // The system says where we are without links; a shell, by which way it came there.
        let here = std::env::current_dir().ok();
        let near = here.filter(|here| folder.starts_with(here) || here.starts_with(folder));
        let way = self.variable("PWD").filter(|way| near.is_some() && canonical(way).ok() == near);
        Repository::to_judge(folder, way.as_slice(), std::env::var_os("PATH"))
    }

    /// A file that an environment variable names.
    pub(super) fn variable(&self, name: &str) -> Option<PathBuf> {
        std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
    }

    /// A passphrase for a key: from the environment, or asked for on a terminal.
    pub(super) fn passphrase(&self, prompt: &str) -> Result<Option<String>, CliError> {
        if let Ok(passphrase) = std::env::var("KZARCHIVE_PASSPHRASE") {
            return Ok(Some(passphrase));
        }
        if !self.interactive() {
            return Ok(None);
        }
        let passphrase = rpassword::prompt_password(prompt)?;
        self.typed.lock().unwrap_or_else(PoisonError::into_inner).push(passphrase.clone());
        Ok(Some(passphrase))
    }

    /// Passphrases that were typed in this run.
    pub(super) fn typed(&self) -> Vec<String> {
        self.typed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// True if there is a person who can answer.
    pub(super) fn interactive(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Colours, where standard output shows them; `anstream` has the last word.
    pub(super) fn paint(&self) -> Paint {
        match anstream::AutoStream::choice(&std::io::stdout()) {
            anstream::ColorChoice::Never => Paint::Plain,
            _ => Paint::Styled,
        }
    }

    /// Prints a report. Reports clean what they hold.
    ///
    /// A reader that went away, as `head` does, is no trouble: the command goes on, and its exit code says what was judged. Else an
    /// altered archive could end as a command that did not work.
    pub(super) fn print(&self, text: &str) -> Result<(), CliError> {
        let mut out = anstream::AutoStream::auto(std::io::stdout().lock());
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Says what was done, where that is wanted.
    pub(super) fn say(&self, text: &str) -> Result<(), CliError> {
        if self.is_quiet() { Ok(()) } else { self.print(text) }
    }

    /// True if only what was asked for is wanted, and what is wrong.
    pub(super) fn is_quiet(&self) -> bool {
        self.loudness == Loudness::Quiet
    }

    /// Says that a stage begins, and so that the one before it has ended.
    pub(super) fn stage(&self, name: &'static str) {
        if let Some((stage, took)) = self.stopwatch.begin(name) {
            self.timing(stage, took);
        }
    }

    /// Says that the command has ended.
    pub(super) fn finish(&self) {
        let (last, all) = self.stopwatch.end();
        if let Some((stage, took)) = last {
            self.timing(stage, took);
        }
        self.timing("in all", all);
    }

    fn timing(&self, stage: &str, took: std::time::Duration) {
        if self.loudness == Loudness::Verbose {
            let _ = writeln!(anstream::stderr(), "{}", lap(stage, took));
        }
    }

    /// Says something beside the report, on one line.
    ///
    /// The danger: a file can be named `a\nverified: all`. What names files or quotes others must not begin a line that we did not
    /// write.
    pub(super) fn note(&self, text: &str) {
        if self.is_quiet() {
            return;
        }
        let _ = writeln!(anstream::stderr(), "note: {}", clean_line(text));
    }

    /// Shows rules in kzarchive.toml that there are not, each at its line. A file that cannot be read is the verdict's to report.
    pub(super) fn look_at_settings(&self, archive: &Archive) {
        if self.is_quiet() {
            return;
        }
        let Ok(bytes) = archive.read(layout::SETTINGS, SETTINGS_LIMIT) else { return };
        let Ok(settings) = Settings::parse(&bytes) else { return };
        let text = String::from_utf8_lossy(&bytes);
        let known = || crate::figures::rules().map(|rule| rule.name);
        for (_, span) in settings.rules().filter(|(rule, _)| crate::figures::explain(rule).is_none()) {
            let found = Mistake::new(&text, span, "no rule is called so: this level has no effect");
            let _ = write!(anstream::stderr(), "{}", mistake(&found, Weight::Warning, known(), Paint::Styled));
        }
    }

    /// Says what went wrong, on one line, and what to do next. Only what shows a file's lines, and help, may have more.
    pub(super) fn error(&self, error: &CliError) {
        let mut err = anstream::stderr();
        match error.mistake() {
            Some(found) => {
                let _ = write!(err, "{}", mistake(found, Weight::Error, [], Paint::Styled));
            }
            None => {
                let _ = writeln!(err, "error: {}", clean_line(error.to_string().trim_end()));
            }
        }
        for refusal in error.refusals() {
            let _ = writeln!(err, "  {}: {}", clean_line(&refusal.file), clean(&refusal.why).replace('\n', "\n    "));
        }
        if let Some(hint) = error.hint() {
            let _ = writeln!(err, "help: {}", clean(&hint));
        }
    }

    /// A progress bar on standard error, on a terminal only, and only for work that takes long.
    pub(super) fn progress(&self, what: &'static str) -> ProgressBar {
        let target = match std::io::stderr().is_terminal() && !self.is_quiet() {
            true => ProgressDrawTarget::stderr_with_hz(10),
            false => ProgressDrawTarget::hidden(),
        };
        let style = ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len} ({per_sec}, {eta} left)");
        let bar = ProgressBar::with_draw_target(Some(0), target).with_prefix(what);
        if let Ok(style) = style { bar.with_style(style) } else { bar }
    }
}
