//! The doorway: everything is in the library.

fn main() -> std::process::ExitCode {
    hold_little();
    kzarchive::cli::main()
}

/// Has the allocator hold less of what was let go of.
///
/// Memory of a MiB and more goes back to the system at once. glibc does so at first, with less; but after a list of some size was let
/// go of, it keeps what is smaller than that for later. Of lists that grow to the size of an archive a seventh of all memory stayed
/// behind. And there are as many heaps as cores: glibc makes one for each thread, and where sixteen threads wait for a disk, each of
/// these held most of a MiB.
fn hold_little() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        const LARGE: libc::c_int = 1 << 20;
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        // SAFETY: they change settings of the allocator, and no other thread runs yet. Where one fails, all stays as it was.
        #[expect(unsafe_code, reason = "calls of the C library")]
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
            libc::mallopt(libc::M_ARENA_MAX, libc::c_int::try_from(cores).unwrap_or(libc::c_int::MAX));
        }
    }
}
