//! The doorway: everything is in the library.

fn main() -> std::process::ExitCode {
    kzarchive::cli::main()
}
