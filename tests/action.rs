//! The Action's script in the environment that GitHub sets, on real repositories; and what starts the program on other hosts.

#![allow(clippy::unwrap_used)]

mod support;
mod action {
    pub mod hosts;
    pub mod judged;
    pub mod runner;
    pub mod script;
}
