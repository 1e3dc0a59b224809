//! The doorway: everything is in the library.

fn main() {}
