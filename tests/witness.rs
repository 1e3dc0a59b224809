//! Witnesses: what is cosigned and what is refused, over files, over HTTP, and in a race.

#![allow(clippy::unwrap_used)]

mod support;
mod witness {
    pub mod answers;
    pub mod memory;
    pub mod parties;
    pub mod quorum;
    pub mod races;
    pub mod serve;
}
