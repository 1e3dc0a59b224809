//! The proof in an evidence bundle, followed by another program.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::example::Example;
use super::tools::{command, failure, feed, script, shell, success, there};

fn follow(proof: &Path, entry: &str) -> Output {
    feed(command("python3", Path::new(".")).arg(script("inclusion.py")).arg(proof), entry.as_bytes())
}

#[test]
fn python_follows_every_tlog_proof() {
    if !there(&["python3", "bash", "sha256sum"]) {
        return;
    }
    let example = Example::full();
    let mut entries = Vec::new();
    for (index, name) in (1..).zip(["tally", "denial", "repeat"]) {
        let bundle = example.folder().join(name);
        success(&example.kzarchive(&["prove", &format!("archive/{name}.txt"), "-o", bundle.to_str().unwrap()]));
        // As the bundle's README says: the entry is what sha256sum prints.
        let entry = success(&shell("cd manifests && sha256sum *.json", &bundle));
        let find =
            |file: fs::DirEntry| Some(file.path()).filter(|path| path.to_string_lossy().ends_with(".tlog-proof"));
        let proof = fs::read_dir(bundle.join("manifests")).unwrap().find_map(|file| find(file.unwrap())).unwrap();
        // Seven entries: each of the first four has two siblings below the root's.
        assert_eq!(success(&follow(&proof, &entry)), format!("index {index}, 3 hashes\n"));
        entries.push((proof, entry));
    }
    assert!(failure(&follow(&entries[0].0, &entries[1].1)).contains("the root hash is another"));
    let (proof, entry) = &entries[0];
    let text = fs::read_to_string(proof).unwrap();
    fs::write(proof, text.replacen("index 1\n", "index 9\n", 1)).unwrap();
    assert!(failure(&follow(proof, entry)).contains("past the end"));
    let hash = text.lines().nth(2).unwrap();
    fs::write(proof, text.replacen(&format!("{hash}\n"), "", 1)).unwrap();
    assert!(failure(&follow(proof, entry)).contains("assert"));
}

#[test]
fn openssl_and_ssh_keygen_check_a_bundle() {
    if !there(&["bash", "tar", "openssl", "ssh-keygen", "sha256sum"]) {
        return;
    }
    let example = Example::full();
    let bundle = example.folder().join("evidence.tar");
    success(&example.kzarchive(&["prove", "archive/tally.txt", "-o", bundle.to_str().unwrap()]));
    let unpacked = example.folder().join("unpacked");
    fs::create_dir(&unpacked).unwrap();
    success(&shell("tar xf ../evidence.tar", &unpacked));
    let verify = "ssh-keygen -Y verify -f keys/allowed_signers -I aigul -n kzarchive-manifest \
                  -s manifests/*.json.sig < manifests/*.json";
    success(&shell(verify, &unpacked));
    // The checkpoint is what stands below the proof's first empty line.
    success(&shell("sed '1,/^$/d' manifests/*.tlog-proof > manifests/checkpoint", &unpacked));
    let checked = command("bash", &unpacked).arg(script("checkpoint.sh")).output().unwrap();
    assert!(success(&checked).contains("Signature Verified Successfully"));
}
