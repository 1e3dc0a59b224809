//! OpenSSH and we accept each other's keys and signatures, and spell them alike.

use std::path::Path;
use std::process::Output;

use ed25519_dalek::{Signer as _, SigningKey};
use kzarchive::digest::Digest;
use kzarchive::timestamp::Timestamp;
use kzarchive::trust::allowed_signers::{AllowedSigners, Entry};
use kzarchive::trust::secret;
use kzarchive::trust::ssh_key::{SshPublicKey, SshPublicKeyError};
use kzarchive::trust::sshsig::{ManifestSigner, NAMESPACE, SignError, SignatureError, UnverifiedSignature, sign};
use ssh_key::public::{Ed25519PublicKey, KeyData, SkEd25519};
use ssh_key::rand_core::OsRng;
use ssh_key::{Algorithm, PrivateKey, Signature};

use super::tools::{command, feed, success, there};

const MESSAGE: &[u8] = b"{\n  \"schema\": \"kzarchive-manifest/1\"\n}\n";

/// A folder with nothing in it; none, loudly, when OpenSSH is missing.
fn folder() -> Option<tempfile::TempDir> {
    there(&["ssh-keygen"]).then(|| tempfile::tempdir().unwrap())
}

fn ssh_keygen(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    feed(command("ssh-keygen", folder).args(arguments), input)
}

/// Writes a file that ssh-keygen is ready to use as a private key: for the owner's eyes only.
fn write_private(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}

/// Our key in `key`, its public half in `key.pub`, and the line that allows it in `allowed_signers`.
fn our_key(folder: &Path) -> (PrivateKey, AllowedSigners) {
    let key = secret::generate(&mut OsRng, "aigul").unwrap();
    write_private(&folder.join("key"), &secret::write(&key).unwrap());
    std::fs::write(folder.join("key.pub"), key.public_key().to_openssh().unwrap()).unwrap();
    let line = Entry::new("aigul", public(&key)).unwrap().for_namespace(NAMESPACE).unwrap();
    let line = format!("{}\n", line.valid_from(at("2022-01-01T00:00:00Z")).valid_until(at("2022-02-01T00:00:00Z")));
    std::fs::write(folder.join("allowed_signers"), &line).unwrap();
    (key, AllowedSigners::parse(line.as_bytes()).unwrap())
}

fn public(key: &PrivateKey) -> SshPublicKey {
    SshPublicKey::from_key_data(key.public_key().key_data()).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn openssh_accepts_our_signature_and_only_over_this_message_then() {
    let Some(folder) = folder() else { return };
    let (key, allowed) = our_key(folder.path());
    let file = sign(NAMESPACE, MESSAGE, &key).unwrap();
    std::fs::write(folder.path().join("m.sig"), &file).unwrap();
    let both = |namespace: &str, time: &str, message: &[u8]| {
        let option = format!("-Overify-time={}Z", time.replace(['-', ':', 'T', 'Z'], ""));
        let arguments =
            ["-Y", "verify", "-f", "allowed_signers", "-I", "aigul", "-n", namespace, "-s", "m.sig", &option];
        let theirs = ssh_keygen(folder.path(), &arguments, message).status.success();
        let read = UnverifiedSignature::parse(file.as_bytes()).unwrap();
        let ours = read.verify(message, namespace, &allowed, at(time)).is_ok();
        assert_eq!(ours, theirs, "{namespace} at {time}");
        ours
    };
    assert!(both(NAMESPACE, "2022-01-12T10:15:00Z", MESSAGE));
    assert!(!both(NAMESPACE, "2022-01-12T10:15:00Z", b"{}\n"));
    assert!(!both("git", "2022-01-12T10:15:00Z", MESSAGE));
    // To the second: both ends of the span belong to it.
    assert!(!both(NAMESPACE, "2021-12-31T23:59:59Z", MESSAGE));
    assert!(both(NAMESPACE, "2022-01-01T00:00:00Z", MESSAGE));
    assert!(both(NAMESPACE, "2022-02-01T00:00:00Z", MESSAGE));
    assert!(!both(NAMESPACE, "2022-02-01T00:00:01Z", MESSAGE));
}

#[test]
fn openssh_reads_allowed_signers_as_we_do() {
    let Some(folder) = folder() else { return };
    let (key, _) = our_key(folder.path());
    std::fs::write(folder.path().join("m.sig"), sign(NAMESPACE, MESSAGE, &key).unwrap()).unwrap();
    let key = public(&key);
    let other = public(&secret::generate(&mut OsRng, "").unwrap());
    for (text, believed) in [
        (format!("aigul {key}\n"), true),
        (format!("# who seals\n\n \taigul\t{key}\ta comment, with \"anything\n"), true),
        (format!("boris,aigul {key}\n"), true),
        (format!("aigul namespaces=\"git,{NAMESPACE}\" {key}\n"), true),
        (format!("aigul namespaces=\"git\" {key}\n"), false),
        (format!("aigul valid-after=\"20220112Z\",valid-before=\"202201121015Z\" {key}\n"), true),
        (format!("aigul valid-after=\"202201121016Z\" {key}\n"), false),
        (format!("aigul valid-before=\"20220112101459Z\",namespaces=\"{NAMESPACE}\" {key}\n"), false),
        (format!("aigul valid-before=\"20220101Z\" {key}\naigul valid-after=\"20220101Z\" {key}\n"), true),
        (format!("aigul {other}\n"), false),
        (format!("aigul {other}\naigul {key}\n"), true),
    ] {
        std::fs::write(folder.path().join("allowed_signers"), &text).unwrap();
        let arguments = ["-Y", "verify", "-f", "allowed_signers", "-I", "aigul", "-n", NAMESPACE, "-s", "m.sig"];
        let arguments = [arguments.as_slice(), &["-Overify-time=20220112101500Z"]].concat();
        let theirs = ssh_keygen(folder.path(), &arguments, MESSAGE).status.success();
        let allowed = AllowedSigners::parse(text.as_bytes()).unwrap();
        let ours = allowed.find(&key, NAMESPACE, at("2022-01-12T10:15:00Z")).is_ok();
        assert_eq!((ours, theirs), (believed, believed), "{text}");
    }
}

#[test]
fn we_accept_openssh_s_signature_with_its_own_key() {
    let Some(folder) = folder() else { return };
    success(&ssh_keygen(folder.path(), &["-q", "-t", "ed25519", "-N", "", "-C", "boris", "-f", "theirs"], b""));
    let public = std::fs::read_to_string(folder.path().join("theirs.pub")).unwrap();
    let public = SshPublicKey::from_openssh(&public).unwrap();
    let allowed = AllowedSigners::parse(format!("boris {public}\n").as_bytes()).unwrap();
    for hash in ["sha256", "sha512"] {
        let option = format!("-Ohashalg={hash}");
        let file = ssh_keygen(folder.path(), &["-Y", "sign", "-f", "theirs", "-n", NAMESPACE, &option], MESSAGE);
        let read = UnverifiedSignature::parse(success(&file).as_bytes()).unwrap();
        assert_eq!(read.claimed_key(), &public);
        let signer = read.verify(MESSAGE, NAMESPACE, &allowed, at("2022-01-12T10:15:00Z")).unwrap();
        assert_eq!(signer.principal, "boris");
        let other = read.verify(b"", NAMESPACE, &allowed, at("2022-01-12T10:15:00Z"));
        assert_eq!(other, Err(SignatureError::BadSignature));
    }
}

#[test]
fn our_signature_file_is_openssh_s_byte_for_byte_at_every_length() {
    let Some(folder) = folder() else { return };
    let (key, _) = our_key(folder.path());
    // The namespace's length moves the line breaks through all that can happen: 38 to 40 fill the last line exactly.
    for length in 1..=60 {
        let namespace = "n".repeat(length);
        let theirs =
            ssh_keygen(folder.path(), &["-Y", "sign", "-f", "key", "-n", &namespace, "-Ohashalg=sha256"], MESSAGE);
        let ours = sign(&namespace, MESSAGE, &key).unwrap();
        assert_eq!(success(&theirs), ours, "{length}");
        assert!(UnverifiedSignature::parse(ours.as_bytes()).is_ok(), "{length}");
    }
}

#[test]
fn openssh_reads_our_keys() {
    let Some(folder) = folder() else { return };
    let (key, _) = our_key(folder.path());
    let fingerprint = public(&key).fingerprint();
    for file in ["key", "key.pub"] {
        let shown = success(&ssh_keygen(folder.path(), &["-l", "-f", file], b""));
        assert_eq!(shown, format!("256 {fingerprint} aigul (ED25519)\n"), "{file}");
    }
    let derived = success(&ssh_keygen(folder.path(), &["-y", "-f", "key"], b""));
    assert_eq!(derived.trim_end(), format!("{} aigul", public(&key)));
}

#[test]
fn a_passphrase_set_here_opens_there_and_the_other_way() {
    let Some(folder) = folder() else { return };
    let (key, _) = our_key(folder.path());
    let locked = secret::encrypt(&key, &mut OsRng, "тайна").unwrap();
    write_private(&folder.path().join("locked"), &secret::write(&locked).unwrap());
    let derive = |passphrase: &str| ssh_keygen(folder.path(), &["-y", "-P", passphrase, "-f", "locked"], b"");
    assert!(success(&derive("тайна")).starts_with(&public(&key).to_string()));
    assert!(!derive("other").status.success());
    success(&ssh_keygen(folder.path(), &["-p", "-q", "-P", "тайна", "-N", "new words", "-f", "locked"], b""));
    let theirs = secret::read(&std::fs::read(folder.path().join("locked")).unwrap()).unwrap();
    assert_eq!(secret::decrypt(&theirs, "тайна"), Err(secret::SecretError::WrongPassphrase));
    assert_eq!(secret::decrypt(&theirs, "new words").unwrap(), key);
}

#[test]
fn a_key_of_another_type_is_told_so() {
    for key_type in ["ecdsa", "rsa"] {
        let Some(folder) = folder() else { return };
        success(&ssh_keygen(folder.path(), &["-q", "-t", key_type, "-N", "", "-f", "theirs"], b""));
        let file = success(&ssh_keygen(folder.path(), &["-Y", "sign", "-f", "theirs", "-n", NAMESPACE], MESSAGE));
        let error = UnverifiedSignature::parse(file.as_bytes()).unwrap_err();
        assert_eq!(error, SignatureError::Key(SshPublicKeyError::KeyType), "{key_type}");
        let file = std::fs::read(folder.path().join("theirs")).unwrap();
        assert_eq!(secret::read(&file), Err(secret::SecretError::KeyType), "{key_type}");
    }
}

/// A hardware key made of software: it was touched, and it has signed 42 times.
struct Touched {
    key: SigningKey,
    data: KeyData,
    flags: u8,
}

impl ManifestSigner for Touched {
    fn public_key(&self) -> &KeyData {
        &self.data
    }

    fn sign_data(&self, data: &[u8]) -> Result<Signature, SignError> {
        let trailer = [self.flags, 0, 0, 0, 42];
        let [application, data] = [Digest::of(b"ssh:"), Digest::of(data)];
        let signed = [application.as_bytes().as_slice(), &trailer, data.as_bytes()].concat();
        let signature = [self.key.sign(&signed).to_bytes().as_slice(), &trailer].concat();
        Signature::new(Algorithm::SkEd25519, signature).map_err(|_| SignError::Faulty)
    }
}

#[test]
fn openssh_accepts_the_signature_of_a_hardware_key() {
    let Some(folder) = folder() else { return };
    for flags in [0x01, 0x05] {
        let key = SigningKey::from_bytes(&[9; 32]);
        let data = SkEd25519::new(Ed25519PublicKey(key.verifying_key().to_bytes()), "ssh:").into();
        let signer = Touched { key, data, flags };
        let line = format!("aigul {}\n", SshPublicKey::from_key_data(&signer.data).unwrap());
        std::fs::write(folder.path().join("allowed_signers"), &line).unwrap();
        std::fs::write(folder.path().join("m.sig"), sign(NAMESPACE, MESSAGE, &signer).unwrap()).unwrap();
        let arguments = ["-Y", "verify", "-f", "allowed_signers", "-I", "aigul", "-n", NAMESPACE, "-s", "m.sig"];
        let shown = success(&ssh_keygen(folder.path(), &arguments, MESSAGE));
        assert!(shown.contains("ED25519-SK"), "{shown}");
        assert!(!ssh_keygen(folder.path(), &arguments, b"{}").status.success());
    }
}
