//! Several at once: whatever the order, no witness signs a smaller log after a larger one.

use std::time::Duration;

use kzarchive::digest::Digest;
use kzarchive::log::Checkpoint;
use kzarchive::trust::note_signer::add_line;
use kzarchive::trust::{Policy, UnverifiedNote};
use rayon::prelude::*;

use super::parties::{Home, Log, ask, cosigner, now};
use crate::support::ORIGIN;

/// One that is under way has the last word, not one that looked before: the check and the record are one step.
#[test]
fn a_request_waits_for_another_that_is_under_way() {
    let (home, log) = (Home::new(), Log::new());
    let held = home.witness(log.policy()).state.hold(ORIGIN, Duration::from_secs(5)).unwrap();
    let late = std::thread::scope(|scope| {
        let late = scope.spawn(|| ask(&home.witness(log.policy()), &log.request(0, 5)).map(|cosigned| cosigned.line));
        std::thread::sleep(Duration::from_millis(200));
        held.record(&cosigned(&log, 7)).unwrap();
        drop(held);
        late.join().unwrap()
    });
    assert_eq!(late.unwrap_err(), 409, "seven entries were cosigned meanwhile");
    assert!(ask(&home.witness(log.policy()), &log.request(7, 8)).is_ok());
}

/// What the witness has in its memory after cosigning so many entries.
pub fn cosigned(log: &Log, size: u64) -> Vec<u8> {
    let note = UnverifiedNote::parse(&log.checkpoint(size)).unwrap();
    let text = String::from_utf8(log.checkpoint(size)).unwrap().split_inclusive("\n\n").next().unwrap().to_owned();
    let text = text.strip_suffix('\n').unwrap();
    add_line(&note, &cosigner("witness.example/w1", 7).cosign(text, now())).into_bytes()
}

/// Everybody asks for sizes of their own, from whatever size the witness says it has.
#[test]
fn racing_requests_never_roll_back() {
    let (home, log) = (Home::new(), Log::new());
    // Each asker has a witness of its own, as processes have: in common they have the folder alone.
    let signed: Vec<(u64, u64)> = (1..=4_u64)
        .into_par_iter()
        .flat_map_iter(|asker| {
            let witness = home.witness(log.policy());
            let mut signed = Vec::new();
            for size in (asker..40).step_by(4) {
                for old in 0..size {
                    if let Ok(cosigned) = ask(&witness, &log.request(old, size)) {
                        assert_eq!(cosigned.last.map_or(0, |last| last.size), old);
                        signed.push((old, size));
                        break;
                    }
                }
            }
            signed
        })
        .collect();
    let mut chain = signed.clone();
    chain.sort_unstable();
    assert!(chain.len() > 1, "{chain:?}");
    // One chain: each signature starts where another ended, and no two start at the same size.
    assert_eq!(chain[0].0, 0);
    for pair in chain.windows(2) {
        assert_eq!(pair[0].1, pair[1].0, "{chain:?}");
    }
    let last = std::fs::read(home.state.join(Digest::of(ORIGIN.as_bytes()).to_string()).join("checkpoint")).unwrap();
    let (last, _) = Checkpoint::read(&last, &Policy::of_log(log.signer.vkey())).unwrap();
    assert_eq!(last.size, chain.last().unwrap().1);
}
