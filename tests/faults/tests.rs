//! Every command, and every way in which something goes wrong.

use super::commands;
use super::full::{Full, Room};
use super::halves::Halves;
use super::limit::{Beyond, Limit};
use super::strace::{ALL_CALLS, CALLS, Fault, at_each, available};
use super::sweep::{self, Case, Disturbance};

/// Which calls fail, and how often.
enum Extent {
    /// Writing calls, some errors, the first of each: in every run of the tests.
    Bounded,
    /// Every call, every error.
    Whole,
}

type Ways = Vec<Box<dyn Disturbance>>;

fn boxed(ways: impl IntoIterator<Item = impl Disturbance + 'static>) -> Ways {
    ways.into_iter().map(|way| Box::new(way) as Box<dyn Disturbance>).collect()
}

fn calls_that_fail_once(extent: &Extent) -> Ways {
    match extent {
        Extent::Bounded => boxed(at_each(CALLS, &[Fault::Error("EIO"), Fault::Error("ENOSPC"), Fault::Kill], 12)),
        Extent::Whole => {
            let errors = ["EIO", "ENOSPC", "EACCES", "EINTR"].map(Fault::Error);
            boxed(at_each(&[CALLS, ALL_CALLS].concat(), &[&errors[..], &[Fault::Kill]].concat(), 400))
        }
    }
}

fn calls_that_fail_from_then_on(extent: &Extent) -> Ways {
    match extent {
        Extent::Bounded => boxed(at_each(CALLS, &[Fault::FromThenOn("ENOSPC")], 12)),
        Extent::Whole => {
            let errors = ["EIO", "ENOSPC", "EACCES"].map(Fault::FromThenOn);
            boxed(at_each(&[CALLS, ALL_CALLS].concat(), &errors, 400))
        }
    }
}

fn files_that_may_not_grow(case: &Case, extent: &Extent) -> Ways {
    let steps = match extent {
        Extent::Bounded => 12,
        Extent::Whole => usize::MAX,
    };
    boxed([Beyond::Refused, Beyond::Ends].map(|beyond| Limit::of(case, steps, beyond)))
}

macro_rules! faults {
    ($($name:ident: $sweep:ident;)*) => {$(
        mod $name {
            use super::*;

            fn swept(case: &Case, ways: &Ways) -> usize {
                let ways: Vec<&dyn Disturbance> = ways.iter().map(Box::as_ref).collect();
                let disturbed = sweep::$sweep(case, &ways);
                println!("{}: {disturbed} disturbed runs", stringify!($name));
                disturbed
            }

            #[test]
            fn survives_calls_that_fail_once() {
                if available() {
                    assert!(swept(&commands::$name(), &calls_that_fail_once(&Extent::Bounded)) > 10);
                }
            }

            #[test]
            fn survives_calls_that_fail_from_then_on() {
                if available() {
                    assert!(swept(&commands::$name(), &calls_that_fail_from_then_on(&Extent::Bounded)) > 4);
                }
            }

            #[test]
            fn survives_files_that_may_not_grow() {
                let case = commands::$name();
                assert!(swept(&case, &files_that_may_not_grow(&case, &Extent::Bounded)) > 20);
            }

            #[test]
            fn survives_full_disks() {
                let case = commands::$name();
                for room in [Room::Pages, Room::Names] {
                    if let Some(full) = Full::disk(&case, room, 24) {
                        assert_eq!(swept(&case, &boxed([full])), 24);
                    }
                }
            }

            #[test]
            fn loses_nothing_by_halves_of_writes() {
                let folder = crate::support::folder();
                if let Some(halves) = Halves::built(folder.path(), 20) {
                    assert!(swept(&commands::$name(), &boxed([halves])) > 4);
                }
            }

            #[test]
            #[ignore = "takes long: every call, with every error"]
            fn every_call_with_every_error() {
                assert!(available());
                swept(&commands::$name(), &calls_that_fail_once(&Extent::Whole));
            }

            #[test]
            #[ignore = "takes long: every call, with every error, and all calls like it that come after"]
            fn every_call_with_every_error_from_then_on() {
                assert!(available());
                swept(&commands::$name(), &calls_that_fail_from_then_on(&Extent::Whole));
            }

            #[test]
            #[ignore = "takes long: every byte of every file"]
            fn every_size_that_files_may_have() {
                let case = commands::$name();
                swept(&case, &files_that_may_not_grow(&case, &Extent::Whole));
            }
        }
    )*};
}

faults! {
    seal: sweep;
    seal_many: sweep;
    seal_withheld: sweep;
    withdraw: sweep;
    rescind: sweep;
    key_add: sweep;
    rotate_log: rotation;
    rebase: rebase;
    remember: memory;
}

/// The sweep itself is tested: a command that is said to be done when its log is not written is caught.
#[test]
#[should_panic(expected = "exit 0 says that it is done")]
fn a_planted_bug_is_caught() {
    let mut case = commands::seal();
    // A dry run says 0 and writes nothing: as if `seal` had swallowed the error.
    case.arguments.push("--dry-run".to_owned());
    let honest = case.again.clone();
    sweep::claims(&case, &honest);
}

/// A key that could not be looked at was taken for gone, and another written in its place.
#[test]
fn a_key_that_cannot_be_looked_at_is_not_gone() {
    if available() {
        let looks = boxed(at_each(&["statx"], &[Fault::Error("EIO"), Fault::Error("EACCES")], 64));
        let looks: Vec<&dyn Disturbance> = looks.iter().map(Box::as_ref).collect();
        assert!(sweep::rotation(&commands::rotate_log(), &looks) > 20);
    }
}
