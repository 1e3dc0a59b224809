//! Disks that are full: a file system with room for a few pages, or a few files, more.
//!
//! It gives real short writes: the system writes what there is room for, says how much that was, and refuses the rest.

use std::path::PathBuf;
use std::process::Command;

use super::strace::inside;
use super::sweep::{Case, Disturbance, Ran, felt};
use crate::support::program::said;

const PAGE: u64 = 4096;
const ROOMY: u64 = 64 << 20;

/// What comes to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Pages of 4 KiB.
    Pages,
    /// Files and folders.
    Names,
}

/// The home of a case on a file system in memory of its own, which is about full: room for `number - 1` more.
pub struct Full {
    mount: PathBuf,
    room: Room,
    most: usize,
}

impl Full {
    /// Puts the home of a case there; what it held comes back with [`Case::restore`].
    pub fn disk(case: &Case, room: Room, most: usize) -> Option<Self> {
        let mount = case.home.root.parent().unwrap().to_owned();
        let state = case.state();
        let size = format!("size={ROOMY},nr_inodes=100000");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "none"]).arg(&mount).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "SKIPPED: no disk is full: a mount of tmpfs needs root");
            return None;
        }
        let full = Self { mount, room, most };
        case.restore(&state);
        Some(full)
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        let output = Command::new("mount").args(["-o", &options]).arg(&self.mount).output().unwrap();
        assert!(output.status.success(), "{options}: {}", said(&output));
    }
}

impl Disturbance for Full {
    fn name(&self) -> String {
        format!("room for {:?}, counted from 0", self.room)
    }

    fn most(&self) -> usize {
        self.most
    }

    fn run(&self, command: &Command, number: usize) -> Ran {
        let used = rustix::fs::statvfs(&self.mount).unwrap();
        let more = number as u64 - 1;
        self.remount(&match self.room {
            Room::Pages => format!("size={}", (used.f_blocks - used.f_bfree + more) * PAGE),
            Room::Names => format!("nr_inodes={}", used.f_files - used.f_ffree + more),
        });
        let mut run = Command::new("env");
        inside(&mut run, command);
        let output = run.output().unwrap();
        assert!(more > 0 || felt(&output), "a full disk is felt: {}", said(&output));
        Ran::Disturbed(output)
    }

    fn over(&self) {
        self.remount(&format!("size={ROOMY},nr_inodes=100000"));
    }
}

impl Drop for Full {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.mount).status();
    }
}
