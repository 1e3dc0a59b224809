//! Running other hands' programs, and saying it when one is not there.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// False, and loudly so, where one of the programs is missing.
///
/// # Panics
/// Where it is missing and `KZARCHIVE_INTEROP=required`.
pub fn there(programs: &[&str]) -> bool {
    let missing: Vec<_> = programs.iter().filter(|program| which(program).is_none()).collect();
    if missing.is_empty() {
        return true;
    }
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let said = format!("{test}: {missing:?} is not there; tests/interop/install installs it");
    assert!(std::env::var_os("KZARCHIVE_INTEROP").is_none_or(|value| value != "required"), "{said}");
    // Not eprintln!, which the test runner keeps to itself while tests pass.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {said}");
    false
}

/// Where a program lies: one of the venv, named as `venv/NAME`, or one that PATH names. Other files of the venv count, too.
fn which(program: &str) -> Option<PathBuf> {
    if let Some(name) = program.strip_prefix("venv/") {
        return [venv().join("bin").join(name), venv().join(name)].into_iter().find(|path| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// The folder that `tests/interop/install` fills.
pub fn venv() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join(std::env::var_os("KZARCHIVE_VENV").map_or_else(|| "target/interop-venv".into(), PathBuf::from))
}

/// A program of ours beside this file.
pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop").join(name)
}

/// A program in a folder, with nothing of the caller's ssh-agent and locale, and in UTC.
pub fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(which(program).unwrap());
    command.current_dir(folder).env_remove("SSH_AUTH_SOCK").env("TZ", "UTC").env("LC_ALL", "C.UTF-8");
    command
}

/// A line of shell in a folder.
pub fn shell(line: &str, folder: &Path) -> Output {
    command("bash", folder).args(["-euo", "pipefail", "-c", line]).output().unwrap()
}

/// Runs a command that reads its standard input.
pub fn feed(command: &mut Command, input: &[u8]) -> Output {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that refuses early closes its input: no trouble of ours.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// What a program printed, if it ended well.
#[track_caller]
pub fn success(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.success(), "{}\n{out}{err}", output.status);
    out
}

/// What a program said, if it ended badly.
#[track_caller]
pub fn failure(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.code().is_some_and(|code| code != 0), "{}\n{out}{err}", output.status);
    out + &err
}
