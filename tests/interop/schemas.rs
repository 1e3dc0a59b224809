//! Manifests, verdicts and settings keep to the schemas that we publish, as another hand's validator reads them.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use super::by_hand::change;
use super::example::Example;
use super::tools::{command, failure, script, success, there};

const MANIFEST: &str = "src/manifest/manifest.schema.json";
const VERDICT: &str = "src/report/verdict.schema.json";
const SETTINGS: &str = "src/store/settings.schema.json";

fn validate(schema: &str, files: &[PathBuf]) -> Output {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join(schema);
    let arguments = [script("validate.py"), schema];
    command("venv/python3", Path::new(".")).args(arguments).args(files.iter().map(OsStr::new)).output().unwrap()
}

#[test]
fn jsonschema_accepts_every_manifest() {
    if !there(&["venv/python3", "venv/jsonschema"]) {
        return;
    }
    let example = Example::full();
    let settings = example.root().join("kzarchive.toml");
    fs::write(&settings, fs::read_to_string(&settings).unwrap() + "# Stated once more.\n").unwrap();
    success(&example.kzarchive(&["seal", "--settings"]));
    let manifests = example.manifests();
    let all: Vec<_> = manifests.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    for part in [
        r#""trust": {"#,
        r#""replaces": ""#,
        r#""present""#,
        r#""withheld""#,
        r#""commitment""#,
        r#""rescissions": ["#,
        r#""reviews": ["#,
    ] {
        assert!(all.iter().any(|manifest| manifest.contains(part)), "no manifest has {part}");
    }
    success(&validate(MANIFEST, &manifests));
}

#[test]
fn jsonschema_refuses_a_manifest_that_says_more_or_less() {
    if !there(&["venv/python3", "venv/jsonschema"]) {
        return;
    }
    let example = Example::new();
    let good = fs::read_to_string(&example.manifests()[0]).unwrap();
    let file = example.folder().join("bad.json");
    for (bad, why) in [
        (good.replace("\"tool\"", "\"note\": \"\",\n  \"tool\""), "'note' was unexpected"),
        (good.replace("  \"sealed_by\": \"aigul\",\n", ""), "'sealed_by' is a required property"),
        (good.replace("manifest/1", "manifest/2"), "was expected"),
    ] {
        assert_ne!(bad, good);
        fs::write(&file, bad).unwrap();
        let said = failure(&validate(MANIFEST, std::slice::from_ref(&file)));
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn jsonschema_asks_for_what_neither_a_document_nor_the_others_say() {
    if !there(&["venv/python3", "venv/jsonschema"]) {
        return;
    }
    let (example, common) = Example::of_two();
    success(&validate(MANIFEST, std::slice::from_ref(&common)));
    let good = fs::read_to_string(common).unwrap();
    let file = example.folder().join("bad.json");
    let mut alone: serde_json::Value = serde_json::from_str(&good).unwrap();
    alone["documents"].as_array_mut().unwrap().truncate(1);
    let mut apart: serde_json::Value = serde_json::from_str(&good).unwrap();
    apart.as_object_mut().unwrap().remove("common");
    for (bad, why) in [(alone, "is too short"), (apart, "is a required property")] {
        fs::write(&file, bad.to_string()).unwrap();
        let said = failure(&validate(MANIFEST, std::slice::from_ref(&file)));
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn jsonschema_accepts_every_verdict() {
    if !there(&["venv/python3", "venv/jsonschema"]) {
        return;
    }
    let example = Example::full();
    let (root, mut verdicts) = (example.root(), Vec::new());
    let mut verify = |name: &str, more: &[&str]| {
        let said = example.kzarchive(&[&["verify", "--format", "json"], more].concat());
        let file = example.folder().join(format!("{name}.json"));
        fs::write(&file, &said.stdout).unwrap();
        verdicts.push(file);
        String::from_utf8(said.stdout).unwrap()
    };
    let good = verify("good", &["--deep"]);
    assert!(good.contains("\"verdict\": \"repeats-rescinded\"") && good.contains("\"reason\": \"known\""), "{good}");
    assert!(verify("no-figures", &["--no-figures"]).contains("\"figures\": null"));
    // From here on each step adds to what is wrong; the last leaves nothing that can be believed.
    change(&root.join("archive/tally.txt"), b'6', b'7');
    assert!(verify("altered", &[]).contains("\"altered\""));
    fs::remove_file(root.join("archive/denial.txt")).unwrap();
    assert!(verify("missing", &[]).contains("\"missing\""));
    fs::write(root.join("archive/new.txt"), "new\n").unwrap();
    assert!(verify("unsealed", &[]).contains("\"unsealed\""));
    change(&example.manifests()[1], b'}', b' ');
    assert!(verify("manifest", &[]).contains("\"verified\": false"));
    fs::write(root.join("manifests/checkpoint"), "no note\n").unwrap();
    assert!(verify("checkpoint", &[]).contains("\"malformed\""));
    fs::remove_file(root.join("keys/policy")).unwrap();
    assert!(verify("no-keys", &[]).contains("\"verified\": false"));
    success(&validate(VERDICT, &verdicts));

    let bad = fs::read_to_string(&verdicts[0]).unwrap().replace("\"verified\": true", "\"verified\": \"yes\"");
    fs::write(&verdicts[0], bad).unwrap();
    assert!(failure(&validate(VERDICT, &verdicts[..1])).contains("$.verified"));
}

#[test]
fn jsonschema_judges_settings_as_the_program_does() {
    if !there(&["venv/python3", "venv/jsonschema"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let new = kzarchive::store::Settings::text("a.example");
    for (index, (text, good)) in [
        (new.as_str(), true),
        ("origin = \"a\"\n[lint]\nhedged-denied = \"deny\"\nno-such-rule = \"warn\"\n", true),
        ("origin = \"a\"\n[[lint-in]]\npaths = [\"archive/**\"]\nrules = { x = \"allow\" }\n", true),
        ("", false),
        ("origin = 1\n", false),
        ("origin = \"a\"\norigins = \"b\"\n", false),
        ("origin = \"a\"\nlint = \"deny\"\n", false),
        ("origin = \"a\"\nlint = { hedged-denied = \"forbid\" }\n", false),
        ("origin = \"a\"\nlint = { other = 1 }\n", false),
        ("origin = \"a\"\n[[lint-in]]\nrules = {}\n", false),
        ("origin = \"a\"\n[[lint-in]]\npaths = \"archive/**\"\nrules = {}\n", false),
        ("origin = \"a\"\n[[lint-in]]\npaths = []\nrules = {}\nlevel = \"deny\"\n", false),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(kzarchive::store::Settings::parse(text.as_bytes()).is_ok(), good, "{text}");
        let file = folder.path().join(format!("{index}.toml"));
        fs::write(&file, text).unwrap();
        let said = validate(SETTINGS, std::slice::from_ref(&file));
        assert_eq!(said.status.success(), good, "{text}: {}", String::from_utf8_lossy(&said.stdout));
    }
}

#[test]
fn the_schema_of_settings_names_every_rule() {
    let schema: serde_json::Value = serde_json::from_str(kzarchive::store::SETTINGS_SCHEMA).unwrap();
    let named = schema["$defs"]["levels"]["properties"].as_object().unwrap();
    let mut rules: Vec<_> = kzarchive::figures::rules().map(|rule| rule.name).collect();
    rules.sort_unstable();
    assert_eq!(named.keys().collect::<Vec<_>>(), rules);
}
