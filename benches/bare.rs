//! The floor that `verify` is measured against: open, read, hash and compare a list of files, and nothing else.
//!
//! Run by `benches/compare`: `bare LIST FOLDER`, where LIST is as `sha256sum` writes it, with paths relative to FOLDER.
//! It uses the same SHA-256 and the same number of threads as the program, and one buffer a thread.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

const PIECE: usize = 128 << 10;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    let (Some(list), Some(folder)) = (args.next(), args.next()) else {
        eprintln!("usage: bare LIST FOLDER");
        return ExitCode::from(2);
    };
    let list = match std::fs::read_to_string(&list) {
        Ok(list) => list,
        Err(error) => {
            eprintln!("{}: {error}", list.display());
            return ExitCode::from(2);
        }
    };
    let lines: Vec<&str> = list.lines().collect();
    let folder = Path::new(&folder);
    let same = lines
        .par_iter()
        .map_init(|| vec![0; PIECE], |buffer, line| usize::from(unchanged(folder, line, buffer)))
        .sum::<usize>();
    println!("{same} of {} files unchanged", lines.len());
    if same == lines.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// True if a line's file has the line's digest. What cannot be read is not the same.
fn unchanged(folder: &Path, line: &str, buffer: &mut [u8]) -> bool {
    let Some((expected, path)) = line.split_once("  ") else { return false };
    let Ok(digest) = hash(&folder.join(path), buffer) else { return false };
    // Compared as bytes: to print each digest would be work that the floor does not have.
    expected.len() == 64
        && expected.as_bytes().as_chunks::<2>().0.iter().zip(digest).all(|(hex, byte)| value(hex) == Some(byte))
}

fn value(hex: &[u8; 2]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
}

fn hash(path: &Path, buffer: &mut [u8]) -> std::io::Result<[u8; 32]> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    loop {
        match file.read(buffer)? {
            0 => return Ok(hasher.finalize().into()),
            read => hasher.update(&buffer[..read]),
        }
    }
}
