//! The clock: what is sealed by a wrong one is believed later, or not at all.

use super::{Said, Surroundings, error, ok, warning};
use crate::timestamp::Timestamp;

/// 2026-01-01: this program was not written before.
const WRITTEN: i64 = 1_767_225_600;
/// 2100-01-01.
const FAR: i64 = 4_102_444_800;
/// So many seconds two clocks may differ and still count as the same; as sealing has it.
const SKEW: i64 = 60;

pub(super) fn check(around: &Surroundings<'_>) -> Vec<Said> {
    let newest = match around.log() {
        Ok(log) => log.as_slice().iter().map(|entry| entry.name().at()).max(),
        Err(why) => return vec![why],
    };
    vec![judge(around.now, newest)]
}

fn judge(now: Timestamp, newest: Option<Timestamp>) -> Said {
    const SET: &str = "set the clock (`timedatectl set-ntp true` keeps it right), then seal";
    match newest {
        _ if now.unix() < WRITTEN => error(format!("the clock says {now}, before this program was written"), SET),
        Some(newest) if newest.unix() - now.unix() > SKEW => error(
            format!("the clock says {now}, before the newest sealed entry, of {newest}"),
            format!("{SET}; if this clock is right, that entry was sealed by a wrong one"),
        ),
        _ if now.unix() >= FAR => warning(format!("the clock says {now}"), SET),
        Some(newest) => ok(format!("the clock says {now}, and the newest entry is of {newest}")),
        None => ok(format!("the clock says {now}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Severity;

    #[test]
    fn a_clock_that_is_wrong_is_told() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let newest = Some(at("2026-03-01T10:00:00Z"));
        for (now, newest, level, word) in [
            ("2026-03-01T10:00:00Z", newest, Severity::Ok, "newest entry"),
            ("2026-03-01T09:59:00Z", newest, Severity::Ok, "newest entry"),
            ("2026-03-01T09:58:59Z", newest, Severity::Error, "before the newest sealed entry"),
            ("1999-12-31T00:00:00Z", None, Severity::Error, "before this program was written"),
            ("2100-01-01T00:00:00Z", newest, Severity::Warning, "2100"),
            ("2026-03-01T10:00:00Z", None, Severity::Ok, "2026"),
        ] {
            let said = judge(at(now), newest);
            assert!(said.level == level && said.found.contains(word), "{now}: {}", said.found);
        }
    }

    #[test]
    fn the_bounds_are_what_their_comments_say() {
        let at = |seconds| Timestamp::from_unix(seconds).unwrap().to_string();
        assert_eq!([at(WRITTEN), at(FAR)], ["2026-01-01T00:00:00Z", "2100-01-01T00:00:00Z"]);
    }
}
