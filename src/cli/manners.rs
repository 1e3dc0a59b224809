//! `kzarchive completions` and `kzarchive man`: what shells and `man` read, generated from the commands themselves.

use std::path::PathBuf;

use clap::CommandFactory;

use super::{Cli, CliError, Context, Exit};
use crate::report::clean;
use crate::store::{Output, make_folder, replace_file};

const NAME: &str = "kzarchive";

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kzarchive completions bash > ~/.local/share/bash-completion/completions/kzarchive
  kzarchive completions fish > ~/.config/fish/completions/kzarchive.fish")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  kzarchive man ~/.local/share/man/man1")]
pub(super) struct Man {
    /// Where the pages go, one a command
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn completions(context: &Context, args: &Completions) -> Result<Exit, CliError> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut out);
    context.print(&String::from_utf8_lossy(&out))?;
    Ok(Exit::Good)
}

pub(super) fn man(context: &Context, args: &Man) -> Result<Exit, CliError> {
    let folder = Output::folder(&args.folder)?;
    make_folder(folder.path())?;
    let mut command = Cli::command();
    command.build();
    let pages = pages(command);
    for (name, command) in &pages {
        let mut page = Vec::new();
        clap_mangen::Man::new(command.clone()).render(&mut page)?;
        replace_file(&folder.join(&format!("{name}.1"))?, &page)?;
    }
    context.say(&format!("{} pages are in {}\n", pages.len(), clean(&args.folder.display().to_string())))?;
    Ok(Exit::Good)
}

/// Each command, and behind it those below it, but for those that are only called by git; `kzarchive key add` is `kzarchive-key-add`.
pub(super) fn pages(command: clap::Command) -> Vec<(String, clap::Command)> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let shown = command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help");
    let below: Vec<_> = shown.cloned().flat_map(pages).collect();
    std::iter::once((name, command)).chain(below).collect()
}
