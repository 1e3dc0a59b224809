//! Keys where people keep them: in ssh-agent, under a passphrase, in files that are theirs alone.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use super::example::{Example, ORIGIN, PRINCIPAL};
use super::tools::{command, failure, shell, success, there};

/// A running ssh-agent, ended with the test.
struct Agent {
    process: Child,
    socket: PathBuf,
}

impl Agent {
    fn start(example: &Example) -> Self {
        let socket = example.folder().join("agent");
        let mut agent = command("ssh-agent", example.folder());
        let process = agent.arg("-D").arg("-a").arg(&socket).stdout(Stdio::null()).spawn().unwrap();
        for _ in 0..500 {
            if socket.exists() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        Self { process, socket }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const VERIFY: &str = "for m in manifests/*.json; do \
    ssh-keygen -Y verify -f keys/allowed_signers -I aigul -n kzarchive-manifest -s $m.sig < $m; done";

#[test]
fn ssh_agent_seals_with_a_key_that_we_never_see() {
    if !there(&["bash", "ssh-agent", "ssh-add", "ssh-keygen"]) {
        return;
    }
    let example = Example::empty();
    let agent = Agent::start(&example);
    let folder = example.folder();
    success(&shell("ssh-keygen -q -t ed25519 -N '' -C aigul -f key", folder));
    let ssh_add = |argument: &str| {
        success(
            &command("ssh-add", folder).args(["-q", argument]).env("SSH_AUTH_SOCK", &agent.socket).output().unwrap(),
        )
    };
    ssh_add("key");
    fs::remove_file(folder.join("key")).unwrap();
    let public = folder.join("key.pub");
    let public = public.to_str().unwrap();

    let mut init = example.command(&["init", "--origin", ORIGIN, "--principal", PRINCIPAL, "--key", public]);
    success(&init.env("SSH_AUTH_SOCK", &agent.socket).output().unwrap());
    let seal = || example.sealing("text.txt", "A text.\n", &["--key", public]);
    let none = failure(&seal().output().unwrap());
    assert!(none.contains("there is no ssh-agent: SSH_AUTH_SOCK is not set"), "{none}");
    success(&seal().env("SSH_AUTH_SOCK", &agent.socket).output().unwrap());
    let shown = success(&shell(VERIFY, &example.root()));
    assert_eq!(shown.matches("Good \"kzarchive-manifest\" signature").count(), 2, "{shown}");
    success(&example.kzarchive(&["verify"]));
    let mut list = example.command(&["key", "list"]);
    let listed = success(&list.env("SSH_AUTH_SOCK", &agent.socket).output().unwrap());
    assert!(listed.contains("agent    SHA256:"), "{listed}");

    ssh_add("-D");
    let mut seal = example.sealing("other.txt", "Another text.\n", &["--key", public]);
    let gone = seal.env("SSH_AUTH_SOCK", &agent.socket).output().unwrap();
    assert_eq!(gone.status.code(), Some(2));
    let gone = failure(&gone);
    assert!(gone.contains("ssh-agent does not hold the key SHA256:") && gone.contains("ssh-add -l"), "{gone}");
    assert_eq!(example.manifests().len(), 2);
}

#[test]
fn an_encrypted_key_seals_with_its_passphrase_only() {
    if !there(&["bash", "ssh-keygen"]) {
        return;
    }
    let example = Example::empty();
    let mut init = example.command(&["init", "--origin", ORIGIN, "--principal", PRINCIPAL]);
    success(&init.env("KZARCHIVE_PASSPHRASE", "тайна").output().unwrap());
    let derive = |passphrase: &str| {
        let arguments = ["-y", "-P", passphrase, "-f"];
        command("ssh-keygen", example.folder()).args(arguments).arg(example.key()).output().unwrap()
    };
    assert!(success(&derive("тайна")).starts_with("ssh-ed25519 "));
    failure(&derive(""));
    for (passphrase, why) in [(None, "put the passphrase into KZARCHIVE_PASSPHRASE"), (Some("other"), "passphrase")] {
        let mut seal = example.sealing("text.txt", "A text.\n", &[]);
        seal.stdin(Stdio::null()).envs(passphrase.map(|passphrase| ("KZARCHIVE_PASSPHRASE", passphrase)));
        let refused = seal.output().unwrap();
        assert_eq!(refused.status.code(), Some(2));
        let said = failure(&refused);
        assert!(said.contains(why), "{said}");
        assert_eq!(example.manifests().len(), 1);
    }
    let mut seal = example.sealing("text.txt", "A text.\n", &[]);
    success(&seal.env("KZARCHIVE_PASSPHRASE", "тайна").output().unwrap());
    success(&shell(VERIFY, &example.root()));
}

#[test]
fn a_key_that_others_can_read_is_refused_here_and_there() {
    if !there(&["bash", "ssh-keygen"]) {
        return;
    }
    let example = Example::new();
    fs::set_permissions(example.key(), fs::Permissions::from_mode(0o644)).unwrap();
    let refused = example.seal("text.txt", "A text.\n", &[]);
    assert_eq!(refused.status.code(), Some(2));
    let said = failure(&refused);
    assert!(said.contains("644") && said.contains("chmod 600"), "{said}");
    assert_eq!(example.manifests().len(), 1);
    let mut sign = command("ssh-keygen", example.folder());
    let theirs = sign.args(["-Y", "sign", "-n", "kzarchive-manifest", "-f"]).arg(example.key()).arg("text.txt");
    assert!(failure(&theirs.output().unwrap()).contains("UNPROTECTED PRIVATE KEY FILE"));
    fs::set_permissions(example.key(), fs::Permissions::from_mode(0o600)).unwrap();
    success(&example.seal("text.txt", "A text.\n", &[]));
}

#[test]
fn a_key_of_another_type_is_told_so_and_the_archive_is_not_blamed() {
    if !there(&["bash", "ssh-keygen"]) {
        return;
    }
    let example = Example::empty();
    success(&example.kzarchive(&["init", "--origin", ORIGIN, "--principal", PRINCIPAL]));
    for kind in ["rsa", "ecdsa"] {
        success(&shell(&format!("ssh-keygen -q -t {kind} -N '' -f {kind}"), example.folder()));
        let path = |name: String| example.folder().join(name).to_str().unwrap().to_owned();
        let (private, public) = (path(kind.to_owned()), path(format!("{kind}.pub")));
        for (flag, key, why) in [
            ("--key", &private, "the private key is not of type ssh-ed25519"),
            ("--log-key", &private, "the private key is not of type ssh-ed25519"),
            ("--key", &public, "is not an OpenSSH public key that can seal"),
        ] {
            let refused = example.sealing("text.txt", "A text.\n", &[flag, key]).output().unwrap();
            assert_eq!(refused.status.code(), Some(2));
            let said = failure(&refused);
            assert!(said.contains(key) && said.contains(why) && said.contains("ed25519-sk"), "{said}");
            assert!(!said.contains("verify"), "{said}");
        }
    }
    assert_eq!(example.manifests().len(), 1);
}
