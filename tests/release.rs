//! What is given to others: the crate has what it needs, the licences are listed, the Debian package is whole and repeats.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok();
    if !there {
        let _ = writeln!(std::io::stderr(), "SKIPPED: {program} is not here");
    }
    there
}

fn good(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
fn every_crate_in_the_program_is_named_with_its_licence() {
    if there("python3") {
        good(Command::new(root().join("scripts/third-party")).arg("--check"));
    }
}

#[test]
fn the_crate_holds_what_its_readme_leads_to_and_nothing_else() {
    let listed =
        good(Command::new(env!("CARGO")).args(["package", "--list", "--allow-dirty", "--offline"]).current_dir(root()));
    let listed = String::from_utf8(listed.stdout).unwrap();
    let files: Vec<_> = listed.lines().collect();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let links: Vec<_> = links.filter(|link| !link.contains("://") && !link.starts_with('#')).collect();
    assert!(links.len() > 5);
    for link in links {
        assert!(files.contains(&link), "{link} is in the README and not in the crate");
    }
    // What `include_str!` reads is under src/.
    for part in ["tests/", "archive/", "manifests/", "keys/", "benches/", "scripts/", "kzarchive.toml"] {
        assert!(!files.iter().any(|file| file.starts_with(part)), "{part} is in the crate");
    }
}

/// cargo reads a work tree with gitoxide, which takes attributes more strictly than git: an archive in a Rust project must
/// not stop it. It only looks at the attributes of a file whose time is not the one in git's index.
#[test]
fn cargo_packs_a_project_that_holds_an_archive() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    for folder in ["src", "archive"] {
        fs::create_dir(at(folder)).unwrap();
    }
    fs::write(at("Cargo.toml"), "[package]\nname = \"a\"\nversion = \"1.0.0\"\nedition = \"2024\"\n").unwrap();
    fs::write(at("src/lib.rs"), "").unwrap();
    fs::write(at("archive/a.txt"), "one\n").unwrap();
    fs::write(at(".gitattributes"), kzarchive::seal::GIT_ATTRIBUTES).unwrap();
    let run = |program: &str, args: &[&str]| good(Command::new(program).args(args).current_dir(dir.path()));
    run("git", &["init", "-q"]);
    run("git", &["add", "-A"]);
    run("git", &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "a"]);
    let file = fs::File::options().append(true).open(at("archive/a.txt")).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();
    let listed = run(env!("CARGO"), &["package", "--list", "--offline", "--allow-dirty"]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("archive/a.txt"));
}

/// A folder as scripts/release lays it out, with a program that only says its version.
fn laid_out(folder: &Path) {
    for (path, text) in [
        ("kzarchive", "#!/bin/sh\necho kzarchive 9.8.7\n"),
        ("man/kzarchive.1", ".TH kzarchive\n"),
        ("completions/kzarchive.bash", "# bash\n"),
        ("completions/kzarchive.fish", "# fish\n"),
        ("completions/kzarchive.zsh", "#compdef kzarchive\n"),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::set_permissions(folder.join("kzarchive"), fs::Permissions::from_mode(0o755)).unwrap();
    for file in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.md"] {
        fs::copy(root().join(file), folder.join(file)).unwrap();
    }
}

#[test]
fn the_debian_package_is_whole_and_repeats() {
    if !there("dpkg-deb") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let build = |name: &str| {
        laid_out(&at(name));
        fs::create_dir(at(&format!("{name}.out"))).unwrap();
        let mut command = Command::new(root().join("scripts/debian-package"));
        command.arg(at(name)).arg("9.8.7").arg(at(&format!("{name}.out")));
        good(command.env("SOURCE_DATE_EPOCH", "1700000000"));
        let file = fs::read_dir(at(&format!("{name}.out"))).unwrap().next().unwrap().unwrap().path();
        assert!(file.file_name().unwrap().to_str().unwrap().starts_with("kzarchive_9.8.7_"));
        file
    };
    let (one, two) = (build("one"), build("two"));
    assert!(fs::read(&one).unwrap() == fs::read(&two).unwrap(), "the package is another one each time");
    good(Command::new("dpkg-deb").arg("-x").arg(&one).arg(at("installed")));
    let said = good(&mut Command::new(at("installed/usr/bin/kzarchive")));
    assert_eq!(said.stdout, b"kzarchive 9.8.7\n");
    for file in [
        "usr/share/man/man1/kzarchive.1.gz",
        "usr/share/bash-completion/completions/kzarchive",
        "usr/share/fish/vendor_completions.d/kzarchive.fish",
        "usr/share/zsh/vendor-completions/_kzarchive",
        "usr/share/doc/kzarchive/changelog.gz",
    ] {
        assert!(at("installed").join(file).is_file(), "{file}");
    }
    let copyright = fs::read_to_string(at("installed/usr/share/doc/kzarchive/copyright")).unwrap();
    assert!(copyright.contains("| ed25519-dalek |") && copyright.contains("Permission is hereby granted"));
    let control = good(Command::new("dpkg-deb").arg("-f").arg(&one));
    let control = String::from_utf8(control.stdout).unwrap();
    assert!(control.contains("Version: 9.8.7\n") && !control.contains("Depends"), "{control}");
}
