//! `kzarchive reference`: the pages of `docs/` that are written by the program, so that they say what it does.
//!
//! Hidden: who writes documentation calls it, and `tests/docs.rs` holds the pages to it.

use std::path::PathBuf;

use clap::CommandFactory;

use super::manners::pages;
use super::{Cli, CliError, Context, EVERYWHERE, Exit};
use crate::report::{clean_line, failure_kinds, rule_pages};
use crate::store::{Output, make_folder, replace_file};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the pages go
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let folder = Output::folder(&args.folder)?;
    make_folder(folder.path())?;
    for (name, text) in [
        ("reference-commands.md", commands()),
        ("reference-rules.md", rule_pages()),
        ("reference-failures.md", failures()),
    ] {
        replace_file(&folder.join(name)?, text.as_bytes())?;
    }
    context.say(&format!("the reference is in {}\n", clean_line(&args.folder.display().to_string())))?;
    Ok(Exit::Good)
}

/// Each command with its `--help`.
fn commands() -> String {
    // A width of its own: the page is the same whatever the terminal.
    let mut command = Cli::command().term_width(100);
    command.build();
    let pages = pages(command);
    let mut out = String::from(
        "# Commands\n\nWhat `kzarchive COMMAND --help` says, written by the program itself. The `man` pages and the completions \
         come from the same definitions: `kzarchive man DIR`, `kzarchive completions SHELL`.\n",
    );
    for (name, mut command) in pages {
        let help = command.render_long_help().to_string();
        let help = if depth(&command) == 0 { help } else { without_common_options(&help) };
        let help = help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        out += &format!("\n## {}\n\n```text\n{}\n```\n", name.replacen('-', " ", depth(&command)), help.trim_end());
    }
    out
}

/// What every command takes is said once.
fn without_common_options(help: &str) -> String {
    let mut common = false;
    let mut own = |line: &&str| {
        // The section ends where the next one begins.
        common = *line == format!("{EVERYWHERE}:") || common && (line.is_empty() || line.starts_with(' '));
        !common
    };
    help.lines().filter(|line| own(line)).map(|line| format!("{line}\n")).collect()
}

/// How many commands a command stands below: `kzarchive-key-add` is `kzarchive key add`, `kzarchive-merge-driver` is not three.
fn depth(command: &clap::Command) -> usize {
    command.get_bin_name().map_or(0, |name| name.matches(' ').count())
}

/// Kinds of failure, and exit codes.
fn failures() -> String {
    let mut out = failure_kinds();
    out += "\n# Exit codes\n\n| code | |\n|---|---|\n";
    for exit in Exit::ALL {
        out += &format!("| {} | {} |\n", exit as u8, exit.meaning());
    }
    out += "\n3 comes from `verify` and `report` alone. A figure that a person has answered with `kzarchive review` is no longer denied.\n";
    out
}
