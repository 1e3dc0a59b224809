//! Random bits of a large archive: in each round one bit of each of many files, and exactly those files must be told.

use std::collections::BTreeSet;

use kzarchive::ledger::Kind;
use kzarchive::seal::Session;
use proptest::test_runner::{RngAlgorithm, TestRng};
use rayon::prelude::*;

use crate::failures;
use crate::support::{Files, Made, TOOL, folder, prepared, restore, unknown, write};

/// An archive of so many texts, sealed in one run.
fn large(texts: usize) -> Files {
    let made = Made::new();
    for n in 0..texts {
        let text = format!(
            "Text {n}.\nOn day {n} the union said that {} people were detained.\n{}\n",
            n * 7,
            "Words. ".repeat(n % 50)
        );
        write(&made.outside, &format!("many/{:02}/{n}.txt", n % 100), text);
    }
    let archive = made.archive();
    let session = Session::open(&archive, made.hands.keys(), made.next_minute(), TOOL).unwrap();
    let mut sealing = prepared(&session, vec![made.outside.join("many")], unknown(), None);
    sealing.commit(&session).unwrap();
    assert!(failures(&made.root).is_empty());
    made.files()
}

/// In each round `at_once` texts with one bit changed each. Gives the number of bits.
fn texts(files: &Files, rounds: usize, at_once: usize, rng: &mut TestRng) -> usize {
    use proptest::prelude::RngCore as _;
    let copy = folder();
    restore(copy.path(), files);
    let all: Vec<&String> = files.keys().filter(|path| path.starts_with("archive/")).collect();
    let mut flipped = 0;
    for round in 0..rounds {
        let mut chosen = BTreeSet::new();
        while chosen.len() < at_once {
            chosen.insert(all[rng.next_u64() as usize % all.len()]);
        }
        let changed: Vec<_> = chosen.iter().map(|path| (*path, flip(&files[*path], rng))).collect();
        changed.par_iter().for_each(|(path, (bytes, _))| write(copy.path(), path, bytes));
        let found = failures(copy.path());
        let told: BTreeSet<&String> = found.iter().map(|failure| &failure.path).collect();
        assert_eq!(told, chosen, "round {round}");
        assert!(found.len() == at_once, "each is told once");
        assert!(found.iter().all(|failure| matches!(failure.kind, Kind::Altered | Kind::ReEncoded)));
        changed.par_iter().for_each(|(path, _)| write(copy.path(), path, &files[*path]));
        flipped += at_once;
    }
    assert!(failures(copy.path()).is_empty(), "what was changed is as it was");
    flipped
}

/// One bit of any other file, one after the other.
fn others(files: &Files, flips: usize, rng: &mut TestRng) -> usize {
    use proptest::prelude::RngCore as _;
    let copy = folder();
    restore(copy.path(), files);
    let all: Vec<&String> = files.keys().filter(|path| !path.starts_with("archive/")).collect();
    for _ in 0..flips {
        let path = all[rng.next_u64() as usize % all.len()];
        let (bytes, bit) = flip(&files[path], rng);
        write(copy.path(), path, bytes);
        assert!(!failures(copy.path()).is_empty(), "{path}: bit {bit}");
        write(copy.path(), path, &files[path]);
    }
    flips
}

fn flip(bytes: &[u8], rng: &mut TestRng) -> (Vec<u8>, usize) {
    use proptest::prelude::RngCore as _;
    let bit = rng.next_u64() as usize % (bytes.len() * 8);
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    (bytes, bit)
}

#[test]
fn random_bits_of_many_texts_are_found() {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let files = large(600);
    assert_eq!(texts(&files, 2, 500, &mut rng), 1000);
    assert_eq!(others(&files, 20, &mut rng), 20);
}

#[test]
#[ignore = "takes long: 100,000 bits of 10,000 texts, and 100 of the other files"]
fn a_hundred_thousand_random_bits_are_found() {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let files = large(10_000);
    let in_texts = texts(&files, 25, 4000, &mut rng);
    println!("{in_texts} bits of texts, in {} files", files.len());
    println!("{} bits of other files", others(&files, 100, &mut rng));
}
