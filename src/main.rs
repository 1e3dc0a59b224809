//! The doorway: everything is in the library.

fn main() -> std::process::ExitCode {
    give_large_pieces_back();
    kzarchive::cli::main()
}

/// Has memory of a MiB and more go back to the system as soon as it is let go of.
///
/// glibc does so at first, with less; but after a list of some size was let go of, it keeps what is smaller than that for later. Of
/// lists that grow to the size of an archive a seventh of all memory stayed behind.
fn give_large_pieces_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        const LARGE: libc::c_int = 1 << 20;
        // SAFETY: it changes a setting of the allocator, and no other thread runs yet. Where it fails, all stays as it was.
        #[expect(unsafe_code, reason = "a call of the C library")]
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
        }
    }
}
