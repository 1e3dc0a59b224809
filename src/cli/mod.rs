//! The command line: the only place that prints, asks for the time or reads the environment.

mod capture;
mod ci;
mod context;
mod corrections;
mod diff;
mod doctor;
mod error;
mod explain;
mod extract;
mod fields;
mod figures;
mod filter;
mod init;
mod judge;
mod key;
mod keys;
mod loudness;
mod manners;
mod network;
mod prove;
mod rebase;
mod recheck;
mod reference;
mod report;
mod rescind;
mod review;
mod seal;
mod search;
mod session;
mod show;
mod statement;
mod steady;
mod trust;
mod verify;
mod witness;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use context::Context;
use error::CliError;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// All that was checked holds, and nothing is denied.
    Good = 0,
    /// Integrity failed.
    Failed = 1,
    /// It could not work: usage, files, keys.
    Trouble = 2,
    /// Integrity holds; a figure finding is denied.
    Denied = 3,
}

impl Exit {
    /// All of them.
    const ALL: [Self; 4] = [Self::Good, Self::Failed, Self::Trouble, Self::Denied];

    /// What a code means, in one sentence.
    fn meaning(self) -> &'static str {
        match self {
            Self::Good => "All that was checked holds, and nothing is denied.",
            Self::Failed => "Integrity failed; `doctor`: something is wrong; a witness: not cosigned.",
            Self::Trouble => "The command could not run: usage, files, keys, the network; or a text could not be read.",
            Self::Denied => "Integrity holds, but a figure finding is at level `deny`.",
        }
    }

    /// By what verifying found.
    fn of(verdict: &crate::verify::Verdict) -> Self {
        match (verdict.failures.is_empty(), verdict.denied()) {
            (false, _) if verdict.could_not_read() => Self::Trouble,
            (false, _) => Self::Failed,
            (true, true) => Self::Denied,
            (true, false) => Self::Good,
        }
    }
}

/// Over the options that every command takes.
const EVERYWHERE: &str = "Options of every command";

/// What the program calls itself in manifests.
const TOOL: &str = concat!("kzarchive/", env!("CARGO_PKG_VERSION"));

/// Seals source texts, proves that nothing changed since, and reads who gives each figure.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 110)]
#[command(after_help = "\
Exit codes of verify, report and check: 0 all that was checked holds; 1 integrity failed; 2 the command could not \
run, or a text could not be read. Of verify and report also 3: integrity holds, but a figure finding is at level deny.

Examples:
  kzarchive init --origin archive.example/kazakhstan
  kzarchive seal report.txt --url https://example.org/report --publisher 'Example Monitor' …
  kzarchive verify
  kzarchive figures report.txt")]
struct Cli {
    /// The archive's folder; by default this one, or the nearest above it with a kzarchive.toml
    #[arg(short = 'C', long, global = true, value_name = "DIR", help_heading = EVERYWHERE)]
    archive: Option<PathBuf>,
    #[command(flatten)]
    loudness: loudness::LoudnessArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an archive in a folder
    Init(init::Args),
    /// Make, list, show and change keys
    #[command(subcommand)]
    Key(key::Args),
    /// Seal texts: hash them, and sign where they came from
    Seal(Box<seal::Args>),
    /// Fetch pages, seal them as they came, and say what changed since an earlier capture
    Capture(Box<capture::Args>),
    /// Fetch every address again, and report what publishers changed
    Recheck(Box<recheck::Args>),
    /// Check that nothing changed since it was sealed, and read the figures
    Verify(verify::Args),
    /// Check what surrounds the archive: keys, permissions, git, CI, clock, memory
    Doctor(doctor::Args),
    /// Write what the archive holds as a page for people
    Report(report::Args),
    /// Read the figures of texts, sealed or not
    Figures(figures::Args),
    /// Seal the statement that a figure was withdrawn
    Rescind(rescind::Args),
    /// Answer a finding: seal what you say of a figure, and why
    Review(review::Args),
    /// Seal a newer text in place of an older one, which stays
    Supersede(Box<corrections::Supersede>),
    /// Take a text down: its entry and digest stay
    Withdraw(corrections::Args),
    /// After a merge conflict in the log: put our manifests behind theirs
    Rebase(rebase::Args),
    /// Called by git: merges two SHA256SUMS
    #[command(hide = true)]
    MergeDriver(rebase::Driver),
    /// Called by the program itself: extracts a text within limits
    #[command(hide = true)]
    ExtractWorker,
    /// Called by who writes documentation: the pages that come from the program
    #[command(hide = true)]
    Reference(reference::Args),
    /// Say what a failure or a finding means, how it comes about and what to do next
    Explain(explain::Args),
    /// Show what was sealed of a document, or a whole manifest
    Show(show::Args),
    /// List the log: what was sealed, when and by whom
    Log(show::LogArgs),
    /// Find texts by their words, their metadata and their figures
    Search(search::Args),
    /// Compare two texts word by word, and say which changes matter
    Diff(diff::Args),
    /// Write an evidence bundle for one document
    Prove(prove::Args),
    /// Check an evidence bundle, alone and offline
    Check(prove::CheckArgs),
    /// Cosign checkpoints, ask others to, and serve as a witness
    #[command(subcommand)]
    Witness(witness::Args),
    /// Write completions for a shell
    Completions(manners::Completions),
    /// Write the manual, one page a command
    Man(manners::Man),
}

/// Parses, runs, and gives the exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let context = Context::new(cli.archive, cli.loudness.loudness());
    extract::use_this_program();
    let ended = match cli.command {
        Command::Init(args) => init::run(&context, &args),
        Command::Key(args) => key::run(&context, &args),
        Command::Seal(args) => seal::run(&context, *args, None),
        Command::Capture(args) => capture::run(&context, *args),
        Command::Recheck(args) => recheck::run(&context, *args),
        Command::Verify(args) => verify::run(&context, &args),
        Command::Doctor(args) => doctor::run(&context, &args),
        Command::Report(args) => report::run(&context, &args),
        Command::Figures(args) => figures::run(&context, &args),
        Command::Rescind(args) => rescind::run(&context, &args),
        Command::Review(args) => review::run(&context, &args),
        Command::Supersede(args) => corrections::supersede(&context, *args),
        Command::Withdraw(args) => corrections::run(&context, &args),
        Command::Rebase(args) => rebase::run(&context, &args),
        Command::MergeDriver(args) => rebase::driver(&context, &args),
        Command::ExtractWorker => extract::run(),
        Command::Reference(args) => reference::run(&context, &args),
        Command::Explain(args) => explain::run(&context, &args),
        Command::Show(args) => show::run(&context, &args),
        Command::Log(args) => show::log(&context, &args),
        Command::Search(args) => search::run(&context, &args),
        Command::Diff(args) => diff::run(&context, &args),
        Command::Completions(args) => manners::completions(&context, &args),
        Command::Man(args) => manners::man(&context, &args),
        Command::Prove(args) => prove::run(&context, &args),
        Command::Check(args) => prove::check(&context, &args),
        Command::Witness(args) => witness::run(&context, &args),
    };
    let exit = ended.unwrap_or_else(|error| {
        context.error(&error);
        Exit::Trouble
    });
    context.finish();
    ExitCode::from(exit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example_and_every_option_its_words() {
        let mut command = <Cli as clap::CommandFactory>::command();
        command.build();
        let pages = manners::pages(command);
        assert!(pages.len() > 30, "{}", pages.len());
        for (name, command) in pages {
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let group = name == "kzarchive-key";
            assert!(group || after.contains("Example") && after.contains("  kzarchive "), "{name} has no example");
            let long = after.lines().filter(|line| line.starts_with("  ")).find(|line| line.chars().count() > 100);
            assert_eq!(long, None, "{name}: a terminal would wrap it");
            for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
                assert!(argument.get_help().is_some(), "{name}: {} has no words", argument.get_id());
            }
        }
    }
}
