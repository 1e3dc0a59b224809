//! How fast figures are read and linked, on one core, beside hashing the same bytes: `cargo bench --bench figures -- LIST FOLDER`.
//!
//! LIST is as `sha256sum` writes it, with paths relative to FOLDER: `benches/compare` makes one in $TMPDIR/kzarchive-bench. Ratios
//! are to SHA-256 of the same text in the same run; what doubles when the text or the figures double is linear.

use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use kzarchive::figures::{Decimal, Linker, Reading, Text, read, read_figures};
use sha2::{Digest, Sha256};

/// Bytes of texts that are read.
const BYTES: usize = 64 << 20;

/// Figures that are linked: the target is a minute and 2 GiB for the last.
const LINKED: [usize; 3] = [250_000, 500_000, 1_000_000];

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).filter(|arg| arg != "--bench").collect();
    let [list, folder] = &args[..] else {
        eprintln!("usage: cargo bench --bench figures -- LIST FOLDER");
        return ExitCode::from(2);
    };
    let list = match std::fs::read_to_string(list) {
        Ok(list) => list,
        Err(error) => {
            eprintln!("{}: {error}", list.display());
            return ExitCode::from(2);
        }
    };
    let texts = texts(&list, Path::new(folder));
    println!("| what | MB | seconds | MB/s | ÷ SHA-256 |\n|---|--:|--:|--:|--:|");
    row("texts", &texts);
    let (half, _) = texts.split_at(texts.len() / 2);
    row("the first half of them", half);
    let plain: Vec<String> = texts.iter().map(|text| without_numbers(text)).filter(|text| !text.is_empty()).collect();
    row("their paragraphs without a number", &plain);

    let readings: Vec<Reading> = (0..).zip(&texts).map(|(at, text)| reading(at, text)).collect();
    println!("\n| figures | seconds to link | peak MiB |\n|--:|--:|--:|");
    for figures in LINKED {
        let (linked, took) = link(&readings, figures);
        println!("| {linked} | {:.1} | {} |", took.as_secs_f64(), peak());
    }
    ExitCode::SUCCESS
}

fn texts(list: &str, folder: &Path) -> Vec<String> {
    let paths = list.lines().filter_map(|line| line.split_once("  ")).map(|(_, path)| folder.join(path));
    let texts = paths.filter_map(|path| std::fs::read_to_string(path).ok());
    let mut bytes = 0;
    texts
        .take_while(|text| {
            bytes += text.len();
            bytes < BYTES
        })
        .collect()
}

/// As `verify` reads it.
fn reading(at: usize, text: &str) -> Reading {
    read_figures(&Text { path: &format!("{at}.txt"), text, published: None, publisher: None, language: None })
}

/// The paragraphs in which there is no number of any kind.
fn without_numbers(text: &str) -> String {
    let plain = text.split_inclusive("\n\n").filter(|paragraph| {
        let reading = read(&Text { path: "a", text: paragraph, published: None, publisher: None, language: None });
        reading.figures.is_empty() && reading.excluded.is_empty()
    });
    plain.collect()
}

fn row(what: &str, texts: &[String]) {
    let time = |work: &dyn Fn(&str)| {
        let began = Instant::now();
        texts.iter().for_each(|text| work(text));
        began.elapsed().as_secs_f64()
    };
    // In turn, and the better of three: others use the machine too.
    let hash = || {
        time(&|text| {
            black_box(Sha256::digest(text));
        })
    };
    let figures = || {
        time(&|text| {
            black_box(reading(0, text));
        })
    };
    let turns: Vec<(f64, f64)> = (0..3).map(|_| (hash(), figures())).collect();
    let best = |of: fn(&(f64, f64)) -> f64| turns.iter().map(of).fold(f64::INFINITY, f64::min);
    let (hashed, read) = (best(|turn| turn.0), best(|turn| turn.1));
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    println!("| {what} | {megabytes:.1} | {read:.2} | {:.0} | {:.1} |", megabytes / read, read / hashed);
}

/// Links the figures of the readings, and of as many copies of them as are wanted. Each copy has other values: figures that are
/// alike in all would be compared once for all of them.
fn link(readings: &[Reading], wanted: usize) -> (usize, Duration) {
    let began = Instant::now();
    let (mut linker, mut linked) = (Linker::new(&[], &[]), 0);
    for (copy, reading) in (0..).flat_map(|copy: u32| readings.iter().map(move |reading| (copy, reading))) {
        if linked >= wanted {
            break;
        }
        let mut reading = reading.clone();
        reading.path = format!("{copy}/{}", &*reading.path).as_str().into();
        for value in reading.figures.iter_mut().map(|figure| &mut figure.value) {
            let more = |end: Option<Decimal>| end.and_then(|end| end.plus(Decimal::whole(copy.into())));
            (value.low, value.high) = (more(value.low), more(value.high));
        }
        linked += reading.figures.len();
        linker.add(&reading);
    }
    black_box(linker.finish());
    (linked, began.elapsed())
}

/// The most memory that this process had, in MiB; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) >> 10
}
