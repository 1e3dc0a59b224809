//! Reading an archive into which somebody seals meanwhile.

use std::time::Duration;

use super::Context;
use crate::store::{Archive, Lock, Watch};

/// So long a reader waits for a writer, as a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads an archive. If what was read does not hold and somebody wrote meanwhile, it is read once more, with writers kept out.
///
/// The danger: anybody who may read an archive can hold its lock. So nobody is waited for where all holds, nor for longer than
/// [`PATIENCE`], and what does not hold then is told, whoever holds the lock.
pub(super) fn steadily<T>(context: &Context, archive: &Archive, read: impl Fn() -> T, holds: impl Fn(&T) -> bool) -> T {
    let watch = Watch::over(archive);
    let found = read();
    if holds(&found) || !watch.saw_a_writer() {
        return found;
    }
    drop(found);
    context.note("another kzarchive writes to this archive just now: waiting for its end, to look again");
    match Lock::against_writers(archive, PATIENCE) {
        Ok(_lock) => read(),
        Err(why) => {
            let found = read();
            if !holds(&found) {
                context.note(&format!(
                    "{why}, and no end was waited for: what does not hold may be what it has not written yet, \
                     or damage; look again when it has ended"
                ));
            }
            found
        }
    }
}
