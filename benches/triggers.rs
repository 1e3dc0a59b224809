//! The trigger scan alone, by all threads, as `benches/targets` measures it beside ripgrep.
//!
//! `triggers LIST FOLDER` opens the files of a list as `sha256sum` writes it, and counts their paragraphs with a number.
//! `triggers --pattern` prints what it looks for as a regular expression, with word boundaries of ASCII.

use std::path::Path;
use std::process::ExitCode;

use kzarchive::figures::{paragraphs_with_numbers, trigger_words};
use rayon::prelude::*;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    let (list, folder) = match &args[..] {
        [flag] if flag == "--pattern" => {
            let words: Vec<_> = trigger_words().into_iter().collect();
            println!(r"(?i-u)[0-9]|\b(?:{})\b", words.join("|"));
            return ExitCode::SUCCESS;
        }
        [list, folder] => (list, Path::new(folder)),
        _ => {
            eprintln!("usage: triggers LIST FOLDER, or triggers --pattern");
            return ExitCode::from(2);
        }
    };
    let list = match std::fs::read_to_string(list) {
        Ok(list) => list,
        Err(error) => {
            eprintln!("{}: {error}", list.display());
            return ExitCode::from(2);
        }
    };
    let lines: Vec<&str> = list.lines().collect();
    let counted = lines.par_iter().map(|line| count(folder, line)).collect::<Result<Vec<usize>, String>>();
    match counted {
        Ok(counted) => {
            println!("{} paragraphs with a number in {} files", counted.iter().sum::<usize>(), lines.len());
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn count(folder: &Path, line: &str) -> Result<usize, String> {
    let (_, path) = line.split_once("  ").ok_or_else(|| format!("not a line of sha256sum: {line:?}"))?;
    let text = std::fs::read_to_string(folder.join(path)).map_err(|error| format!("{path:?}: {error}"))?;
    Ok(paragraphs_with_numbers(&text))
}
