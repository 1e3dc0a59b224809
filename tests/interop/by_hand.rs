//! An archive checked by hand, with no more than `sha256sum`, `ssh-keygen`, `openssl` and `jq`.

use std::fs;

use super::example::{Example, PRINCIPAL};
use super::tools::{command, failure, script, shell, success, there};

/// Changes one byte of a file, so that it keeps its length and its lines.
pub fn change(file: &std::path::Path, from: u8, to: u8) {
    let mut bytes = fs::read(file).unwrap();
    let at = bytes.iter().rposition(|byte| *byte == from).unwrap();
    bytes[at] = to;
    fs::write(file, bytes).unwrap();
}

#[test]
fn sha256sum_reads_the_log() {
    if !there(&["bash", "sha256sum"]) {
        return;
    }
    let example = Example::full();
    let line = "cd manifests && sha256sum --check --strict SHA256SUMS";
    let shown = success(&shell(line, &example.root()));
    assert_eq!(shown.lines().count(), 8, "{shown}");
    assert!(shown.lines().all(|line| line.ends_with(".json: OK")), "{shown}");
    // Written as it writes: what it prints for the same files is the log, but for the order.
    success(&shell("cd manifests && cmp <(sort SHA256SUMS) <(sha256sum *.json | sort)", &example.root()));
    change(&example.manifests()[3], b'}', b' ');
    assert!(failure(&shell(line, &example.root())).contains("FAILED"));
}

#[test]
fn ssh_keygen_verifies_every_manifest() {
    if !there(&["bash", "ssh-keygen"]) {
        return;
    }
    let example = Example::full();
    let line = format!(
        "for m in manifests/*.json; do ssh-keygen -Y verify -f keys/allowed_signers -I {PRINCIPAL} \
         -n kzarchive-manifest -s $m.sig < $m; done"
    );
    let shown = success(&shell(&line, &example.root()));
    assert_eq!(shown.matches("Good \"kzarchive-manifest\" signature for aigul").count(), 8, "{shown}");
    change(&example.manifests()[0], b'}', b' ');
    assert!(failure(&shell(&line, &example.root())).contains("incorrect signature"));
}

#[test]
fn openssl_verifies_the_checkpoint() {
    if !there(&["bash", "openssl", "sha256sum", "base64", "sed"]) {
        return;
    }
    let example = Example::full();
    let check = || command("bash", &example.root()).arg(script("checkpoint.sh")).output().unwrap();
    let shown = success(&check());
    assert!(shown.contains("Signature Verified Successfully"), "{shown}");
    let checkpoint = example.root().join("manifests/checkpoint");
    let good = fs::read_to_string(&checkpoint).unwrap();
    fs::write(&checkpoint, good.replacen("\n8\n", "\n7\n", 1)).unwrap();
    assert!(failure(&check()).contains("Signature Verification Failure"));
}

#[test]
fn jq_reads_manifests_and_prints_them_alike() {
    if !there(&["bash", "jq", "cmp", "sha256sum"]) {
        return;
    }
    let example = Example::full();
    // Two-space indent, keys in their order, one final newline: jq has nothing to put right.
    success(&shell("for m in manifests/*.json; do jq . $m | cmp - $m; done", &example.root()));
    let texts = r#"jq -r '.documents[]? | select(.content == "present") | "\(.sha256)  \(.path)"' manifests/*.json"#;
    let shown = success(&shell(&format!("{texts} | sha256sum --check --strict | sort"), &example.root()));
    assert_eq!(shown, "archive/denial.txt: OK\narchive/repeat.txt: OK\narchive/tally.txt: OK\n");
}

#[test]
fn jq_puts_whole_entries_together() {
    if !there(&["bash", "jq", "cmp"]) {
        return;
    }
    let (example, common) = Example::of_two();
    success(&shell("for m in manifests/*.json; do jq . $m | cmp - $m; done", &example.root()));
    // As FORMAT.md has it.
    let format = include_str!("../../src/manifest/FORMAT.md");
    let start = format.find("jq '(.common").unwrap();
    let jq = &format[start..start + format[start..].find("' NAME").unwrap() + 1];
    let whole = success(&shell(&format!("{jq} {} | jq -s .", common.display()), &example.root()));
    let whole: Vec<serde_json::Value> = serde_json::from_str(&whole).unwrap();
    assert_eq!(whole.len(), 2);
    for (entry, name) in whole.iter().zip(["archive/first.txt", "archive/second.txt"]) {
        let shown = success(&example.kzarchive(&["show", name]));
        let entry_shown = &shown[shown.find('{').unwrap()..=shown.rfind('}').unwrap()];
        assert_eq!(*entry, serde_json::from_str::<serde_json::Value>(entry_shown).unwrap());
    }
}

#[test]
fn jq_reads_figures_and_verdicts() {
    if !there(&["bash", "jq"]) {
        return;
    }
    let example = Example::full();
    let figures = success(&example.kzarchive(&["figures", "--format", "jsonl"]));
    let verdict = success(&example.kzarchive(&["verify", "--format", "json"]));
    fs::write(example.folder().join("figures.jsonl"), &figures).unwrap();
    fs::write(example.folder().join("verdict.json"), &verdict).unwrap();
    let ask = |line: &str| success(&shell(line, example.folder()));
    assert_eq!(ask("jq -s length figures.jsonl").trim(), figures.lines().count().to_string());
    let repeats = ask(r#"jq -r 'select(.verdict == "repeats-rescinded") | "\(.path) \(.text)"' figures.jsonl"#);
    assert_eq!(repeats, "archive/repeat.txt 164\n");
    // The span counts bytes of the stored file, so other programs can cut it out.
    let span = ask(r#"jq -r 'select(.path == "archive/repeat.txt") | "\(.start) \(.end - .start)"' figures.jsonl"#);
    let (start, length) = span.trim().split_once(' ').unwrap();
    let cut = ask(&format!("tail -c +$(({start} + 1)) root/archive/repeat.txt | head -c {length}"));
    assert_eq!(cut, "164");
    assert_eq!(ask("jq -r .verified verdict.json"), "true\n");
    success(&shell("jq . verdict.json | cmp - verdict.json", example.folder()));
}

/// The commands that a page gives, each from where it begins to the end of its line.
fn commands_of(page: &str, begins: &[&str]) -> Vec<String> {
    let page = page.replace("&lt;", "<").replace("&amp;", "&").replace("</pre>", "");
    let line = |begin: &&str| page.lines().find_map(|line| line.find(begin).map(|at| line[at..].to_owned())).unwrap();
    begins.iter().map(line).collect()
}

#[test]
fn the_pages_commands_hold_with_texts_withdrawn_and_withheld_and_keys_retired() {
    if !there(&["bash", "sha256sum", "ssh-keygen", "jq", "find", "diff", "openssl", "od"]) {
        return;
    }
    let example = Example::full();
    success(&example.kzarchive(&["withdraw", "archive/repeat.txt", "--reason", "asked for"]));
    let second = example.folder().join("second");
    let (second, public) = (second.to_str().unwrap(), second.with_extension("pub"));
    success(&example.kzarchive(&["key", "new", second]));
    success(&example.kzarchive(&["key", "add", "timur", public.to_str().unwrap()]));
    success(&example.kzarchive(&["key", "retire", PRINCIPAL, "--key", second]));
    // Past the second in which the key was retired: from then on ssh-keygen refuses it for today.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let sealed = example.manifests().len();
    let signer = |line: String, called: &str| line.replace(called, "-I \"$(jq -r .sealed_by $m)\"");
    let pages = [
        (
            include_str!("../../docs/verify-by-hand.md"),
            "-I n.k.",
            &["for m in", "jq -rs", "diff <(cut", "test -s stated", "hash()"][..],
            "",
        ),
        (include_str!("../../README.md"), "-I kzarchive", &["for m in", "jq -rs", "diff <(cut"], "manifests"),
        (include_str!("../../src/report/html/by-hand.html"), "-I NAME", &["for m in", "jq -rs", "diff <(cut"], ""),
    ];
    let check = |of: &Example| {
        let run = |(page, called, begins, folder): &(&str, &str, &[&str], &str)| {
            let lines = commands_of(page, begins).into_iter().map(|line| signer(line, called));
            lines.map(|line| shell(&line, &of.root().join(folder))).collect::<Vec<_>>()
        };
        pages.iter().map(run).collect::<Vec<_>>()
    };
    for outputs in check(&example) {
        let good = success(&outputs[0]);
        assert_eq!(good.matches("Good \"kzarchive-manifest\" signature").count(), sealed, "{good}");
        outputs.iter().for_each(|output| drop(success(output)));
    }
    let texts = success(&check(&example)[0][1]);
    assert_eq!(texts, "archive/denial.txt: OK\narchive/tally.txt: OK\n");
    // What is wrong is seen by the same commands.
    fs::write(example.root().join("archive/unstated.txt"), "x").unwrap();
    assert!(failure(&check(&example)[0][3]).contains("archive/unstated.txt"));
    fs::write(example.root().join("manifests/unlogged.json"), "{}").unwrap();
    for outputs in check(&example) {
        assert!(failure(&outputs[2]).contains("unlogged.json"));
    }
    fs::remove_file(example.root().join("manifests/unlogged.json")).unwrap();
    std::os::unix::fs::symlink("tally.txt", example.root().join("archive/link.txt")).unwrap();
    for outputs in check(&example) {
        assert!(failure(&outputs[2]).contains("archive/link.txt"));
    }
    fs::remove_file(example.root().join("archive/link.txt")).unwrap();
    let log = example.root().join("manifests/SHA256SUMS");
    let lines = fs::read_to_string(&log).unwrap();
    fs::write(&log, lines.replacen(' ', "  ", 1)).unwrap();
    let root = &check(&example)[0][4];
    assert!(failure(root).contains("---"));
    fs::write(&log, lines).unwrap();
    change(&example.root().join("archive/tally.txt"), b'9', b'8');
    for outputs in check(&example) {
        assert!(failure(&outputs[1]).contains("FAILED"));
    }
}

#[test]
fn the_archive_of_this_repository_opens_by_hand() {
    if !there(&["bash", "openssl", "sha256sum", "ssh-keygen", "jq"]) {
        return;
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    success(&shell("cd manifests && sha256sum --check --strict SHA256SUMS", root));
    success(&command("bash", root).arg(script("checkpoint.sh")).output().unwrap());
    let each = "for m in manifests/*.json; do ssh-keygen -Y verify -f keys/allowed_signers -I $(jq -r .sealed_by $m) \
                -n kzarchive-manifest -s $m.sig < $m; done";
    success(&shell(each, root));
}
