//! Threads that look at documents: the cores' own, and more of them where the texts have to come from a disk.
//!
//! While some wait for the disk, others hash. Where texts are in memory already, more threads than cores would only cost memory.

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::store::bytes_from_disk;

/// Threads for a disk, whatever the number of cores: more bring no more.
const READERS: usize = 16;

/// The threads, and whether they were found to wait.
#[derive(Debug, Default)]
pub(super) struct Readers {
    more: Option<ThreadPool>,
}

impl Readers {
    /// Lets the threads do some work that reads so many bytes. If a good part of them came from a disk, there are more threads
    /// from then on.
    pub fn work<T: Send>(&mut self, bytes: u64, work: impl FnOnce() -> T + Send) -> T {
        let Some(more) = &self.more else {
            let before = bytes_from_disk();
            let made = work();
            if before.zip(bytes_from_disk()).is_some_and(|(before, after)| is_cold(after.saturating_sub(before), bytes))
            {
                // Where the system gives no more threads, those that there are do it.
                self.more =
                    ThreadPoolBuilder::new().num_threads(READERS.max(rayon::current_num_threads())).build().ok();
            }
            return made;
        };
        more.install(work)
    }
}

/// True if enough was read from a disk that waiting for it is what takes time.
const fn is_cold(from_disk: u64, all: u64) -> bool {
    from_disk > all / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_memory_takes_no_more_threads() {
        let mut readers = Readers::default();
        assert_eq!(readers.work(1 << 20, || 7), 7);
        assert!(readers.more.is_none());
        assert!(!is_cold(0, 0) && !is_cold(1 << 18, 1 << 20) && is_cold(1 << 19, 1 << 20));
    }

    #[test]
    fn with_more_threads_all_work_is_theirs() {
        let mut readers = Readers { more: ThreadPoolBuilder::new().num_threads(3).build().ok() };
        assert_eq!(readers.work(0, rayon::current_num_threads), 3);
    }
}
