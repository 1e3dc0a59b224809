//! Reports for other programs open in those programs' own readers: SARIF by its published schema, JUnit by an XML parser.
//!
//! Every fixture is reported, so that each kind of failure is among them, and a text with a hostile name beside them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::example::Example;
use super::tools::{command, failure, script, success, there, venv};

fn report(archive: &Path, format: &str, more: &[String]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kzarchive"));
    command.current_dir(archive.parent().unwrap()).arg("-C").arg(archive).args(["verify", "--format", format]);
    // Exit codes 0, 1 and 3 come with a report.
    let output = command.args(more).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code != 2), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Reports on every fixture that has one, and on an archive with figures and a hostile file name.
fn reports(format: &str, folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut keep = |name: &str, bytes: Vec<u8>| {
        let file = folder.join(format!("{name}.{format}"));
        fs::write(&file, bytes).unwrap();
        files.push(file);
    };
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for entry in fs::read_dir(fixtures).unwrap().map(Result::unwrap) {
        let Ok(expected) = fs::read_to_string(entry.path().join("expected.toml")) else { continue };
        let expected: toml::Table = expected.parse().unwrap();
        if expected["exit"].as_integer() == Some(2) {
            continue;
        }
        let arguments = expected["arguments"].as_array().unwrap();
        let arguments: Vec<_> = arguments.iter().map(|argument| argument.as_str().unwrap().to_owned()).collect();
        keep(entry.file_name().to_str().unwrap(), report(&entry.path().join("it"), format, &arguments));
    }
    let example = Example::full();
    fs::write(example.root().join("archive/a\n::error::]]>&<x>\u{1b}[2J[l](x) {0}"), "new\n").unwrap();
    keep("hostile", report(&example.root(), format, &[]));
    assert!(files.len() > 40, "only {} reports", files.len());
    files
}

#[test]
fn the_published_schema_accepts_every_sarif_log() {
    if !there(&["venv/python3", "venv/jsonschema", "venv/share/sarif-2.1.0.json"]) {
        return;
    }
    let schema = venv().join("share/sarif-2.1.0.json");
    let folder = tempfile::tempdir().unwrap();
    let logs = reports("sarif", folder.path());
    let validate = |files: &[PathBuf]| {
        let arguments = [script("validate.py"), schema.clone()];
        command("venv/python3", Path::new(".")).args(arguments).args(files.iter().map(OsStr::new)).output().unwrap()
    };
    success(&validate(&logs));
    let hostile = fs::read_to_string(logs.last().unwrap()).unwrap();
    assert!(hostile.contains("\"repeats-rescinded\"") && hostile.contains("\"relatedLocations\""));

    let bad = hostile.replace("\"level\": \"error\"", "\"level\": \"terrible\"");
    assert_ne!(bad, hostile);
    fs::write(&logs[0], bad).unwrap();
    assert!(failure(&validate(&logs[..1])).contains("'terrible' is not one of"));
}

#[test]
fn an_xml_parser_reads_every_junit_report_and_counts_the_same() {
    if !there(&["venv/python3"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let files = reports("junit", folder.path());
    let count = |files: &[PathBuf]| {
        let count = [script("junit.py")];
        command("venv/python3", Path::new(".")).args(count).args(files.iter().map(OsStr::new)).output().unwrap()
    };
    success(&count(&files));
    let good = fs::read_to_string(files.last().unwrap()).unwrap();
    fs::write(&files[0], good.replacen("<failure", "<failed", 1).replacen("</failure", "</failed", 1)).unwrap();
    assert!(failure(&count(&files[..1])).contains("failures"));
}
