use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signer as _, SigningKey};
use ssh_key::private::Ed25519Keypair;
use ssh_key::public::{Ed25519PublicKey, KeyData, SkEd25519};
use ssh_key::{HashAlg, PrivateKey, Signature};

use super::*;
use crate::trust::allowed_signers::Entry;

const MESSAGE: &[u8] = b"{}\n";

fn key(seed: u8) -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[seed; 32]))
}

fn public(signer: &dyn ManifestSigner) -> SshPublicKey {
    SshPublicKey::from_key_data(signer.public_key()).unwrap()
}

fn allowed(signer: &dyn ManifestSigner) -> AllowedSigners {
    let entry = Entry::new("aigul", public(signer)).unwrap().valid_until(at("2023-01-01T00:00:00Z"));
    AllowedSigners::parse(format!("{entry}\n").as_bytes()).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn verify(armour: &[u8], message: &[u8], allowed: &AllowedSigners) -> Result<String, SignatureError> {
    let at = at("2022-01-12T10:15:00Z");
    UnverifiedSignature::parse(armour)?.verify(message, NAMESPACE, allowed, at).map(|signer| signer.principal)
}

/// A hardware key made of software, with flags to choose.
struct Touch {
    flags: u8,
    key: SigningKey,
    data: KeyData,
}

fn touch(flags: u8) -> Touch {
    let key = SigningKey::from_bytes(&[9; 32]);
    let public = Ed25519PublicKey(key.verifying_key().to_bytes());
    Touch { flags, key, data: KeyData::SkEd25519(SkEd25519::new(public, "ssh:")) }
}

impl ManifestSigner for Touch {
    fn public_key(&self) -> &KeyData {
        &self.data
    }

    fn sign_data(&self, data: &[u8]) -> Result<Signature, SignError> {
        let trailer = [self.flags, 0, 0, 0, 42];
        let [application, data] = [Digest::of(b"ssh:"), Digest::of(data)];
        let signed = [application.as_bytes().as_slice(), &trailer, data.as_bytes()].concat();
        let signature = [self.key.sign(&signed).to_bytes().as_slice(), &trailer].concat();
        Ok(Signature::new(ssh_key::Algorithm::SkEd25519, signature).unwrap())
    }
}

/// Puts any blob into the armour that OpenSSH writes.
fn armour(blob: &[u8]) -> String {
    let base64 = Base64::encode_string(blob);
    let lines: Vec<_> = base64.as_bytes().chunks(70).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
}

fn blob(armour: &str) -> Vec<u8> {
    let lines: Vec<_> = armour.lines().filter(|line| !line.starts_with('-')).collect();
    Base64::decode_vec(&lines.concat()).unwrap()
}

#[test]
fn a_signature_tells_who_signed() {
    let signer = key(1);
    let file = sign(NAMESPACE, MESSAGE, &signer).unwrap();
    assert_eq!(verify(file.as_bytes(), MESSAGE, &allowed(&signer)), Ok("aigul".into()));
    assert_eq!(sign(NAMESPACE, MESSAGE, &signer).unwrap(), file, "deterministic");
    assert_eq!(armour(&blob(&file)), file, "the test's armour is the real one");
}

#[test]
fn sha512_signatures_are_read_too() {
    let signer = key(1);
    let file = signer.sign(NAMESPACE, HashAlg::Sha512, MESSAGE).unwrap().to_pem(LineEnding::LF).unwrap();
    assert_eq!(verify(file.as_bytes(), MESSAGE, &allowed(&signer)), Ok("aigul".into()));
    let other = verify(file.as_bytes(), b"{ }\n", &allowed(&signer));
    assert_eq!(other, Err(SignatureError::BadSignature));
}

#[test]
fn every_refusal_to_believe_fires() {
    let signer = key(1);
    let file = sign(NAMESPACE, MESSAGE, &signer).unwrap();
    let allowed = allowed(&signer);
    assert_eq!(verify(file.as_bytes(), b"{ }\n", &allowed), Err(SignatureError::BadSignature));
    let elsewhere = sign("git", MESSAGE, &signer).unwrap();
    let wrong = SignatureError::WrongNamespace { expected: NAMESPACE.to_owned() };
    assert_eq!(verify(elsewhere.as_bytes(), MESSAGE, &allowed), Err(wrong));
    let stranger = sign(NAMESPACE, MESSAGE, &key(2)).unwrap();
    let unknown = WhyNot::UnknownKey(public(&key(2)).fingerprint());
    assert_eq!(verify(stranger.as_bytes(), MESSAGE, &allowed), Err(unknown.into()));
    let late = at("2023-01-01T00:00:01Z");
    let read = UnverifiedSignature::parse(file.as_bytes()).unwrap();
    let expired = WhyNot::Expired("aigul".into(), at("2023-01-01T00:00:00Z"));
    assert_eq!(read.verify(MESSAGE, NAMESPACE, &allowed, late), Err(expired.into()));
    assert_eq!(read.verify(b"", NAMESPACE, &allowed, late), Err(SignatureError::BadSignature), "a forgery first");
}

#[test]
fn a_key_that_is_not_supported_is_named() {
    let file = sign(NAMESPACE, MESSAGE, &key(1)).unwrap();
    let mut weak = blob(&file);
    let at = weak.windows(32).position(|part| part == public(&key(1)).public_key().as_bytes()).unwrap();
    weak[at..at + 32].fill(0);
    let error = UnverifiedSignature::parse(armour(&weak).as_bytes()).unwrap_err();
    assert!(matches!(error, SignatureError::Key(SshPublicKeyError::Key(_))), "{error:?}");
    let (good, named) = (blob(&file), b"\0\0\0\x33\0\0\0\x0bssh-ed25519");
    let at = good.windows(named.len()).position(|part| part == named).unwrap();
    let ecdsa = b"\0\0\0\x3b\0\0\0\x13ecdsa-sha2-nistp256";
    let other = [&good[..at], ecdsa, &good[at + named.len()..]].concat();
    let error = UnverifiedSignature::parse(armour(&other).as_bytes()).unwrap_err();
    assert_eq!(error, SignatureError::Key(SshPublicKeyError::KeyType));
}

#[test]
fn a_touched_hardware_key_signs_and_an_untouched_one_does_not() {
    for (flags, why) in [
        (0x01, Ok("aigul".to_owned())),
        (0x05, Ok("aigul".to_owned())),
        (0x00, Err(SignatureError::Presence)),
        (0x04, Err(SignatureError::Presence)),
        (0x41, Err(SignatureError::Presence)),
        (0x81, Err(SignatureError::Presence)),
    ] {
        let signer = touch(flags);
        let data = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, MESSAGE).unwrap();
        let signature = signer.sign_data(&data).unwrap();
        let file = SshSig::new(signer.data.clone(), NAMESPACE, HashAlg::Sha512, signature).unwrap();
        let file = file.to_pem(LineEnding::LF).unwrap();
        assert_eq!(verify(file.as_bytes(), MESSAGE, &allowed(&signer)), why, "{flags:#x}");
        assert_eq!(sign(NAMESPACE, MESSAGE, &signer).is_ok(), why.is_ok(), "nothing untouched is written");
    }
}

#[test]
fn a_hardware_key_covers_its_flags() {
    let signer = touch(0x01);
    let file = sign(NAMESPACE, MESSAGE, &signer).unwrap();
    let mut raised = blob(&file);
    let flags = raised.len() - 5;
    raised[flags] = 0x05;
    assert_eq!(verify(armour(&raised).as_bytes(), MESSAGE, &allowed(&signer)), Err(SignatureError::BadSignature));
}

/// Only a namespace makes a signature long: the message is hashed.
#[test]
fn a_signature_of_the_greatest_length_is_read_and_no_longer_one_is_made() {
    let longest = sign(&"n".repeat(11_902), MESSAGE, &key(1)).unwrap();
    assert_eq!(longest.len(), MAX_BYTES);
    assert!(UnverifiedSignature::parse(longest.as_bytes()).is_ok());
    assert!(matches!(sign(&"n".repeat(11_903), MESSAGE, &key(1)), Err(SignError::Faulty)));
}

#[test]
fn only_one_spelling_is_read() {
    let signer = key(1);
    let file = sign(NAMESPACE, MESSAGE, &signer).unwrap();
    let read = |text: &str| UnverifiedSignature::parse(text.as_bytes()).map(|_| ()).unwrap_err();
    for around in [format!("{file}\n"), format!("\n{file}"), format!("hello\n{file}"), file.replace('\n', "\r\n")] {
        assert!(matches!(read(&around), SignatureError::Spelling | SignatureError::Malformed), "{around:?}");
    }
    assert_eq!(read(file.trim_end()), SignatureError::Spelling);
    for other in ["", "-----BEGIN SSH SIGNATURE-----\n", &"x".repeat(MAX_BYTES + 1), &file.replace("SSH", "PGP")] {
        assert_eq!(read(other), SignatureError::Malformed);
    }
    let blob = blob(&file);
    let spare = [blob.as_slice(), &[0]].concat();
    assert_eq!(read(&armour(&spare)), SignatureError::Malformed);
    for version in [0, 2] {
        let mut other = blob.clone();
        other[9] = version;
        assert_eq!(read(&armour(&other)), SignatureError::Malformed, "version {version}");
    }
    // The reserved field is the four bytes of a zero length after the namespace.
    let at = blob.windows(NAMESPACE.len()).position(|part| part == NAMESPACE.as_bytes()).unwrap() + NAMESPACE.len();
    let reserved = [&blob[..at], &[0, 0, 0, 1, 7], &blob[at + 4..]].concat();
    assert_eq!(read(&armour(&reserved)), SignatureError::Malformed);
}

#[test]
fn a_signature_of_the_other_algorithm_is_malformed() {
    let data = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, MESSAGE).unwrap();
    let signature = touch(1).sign_data(&data).unwrap();
    let file = SshSig::new(ManifestSigner::public_key(&key(9)).clone(), NAMESPACE, HashAlg::Sha512, signature).unwrap();
    let file = file.to_pem(LineEnding::LF).unwrap();
    assert_eq!(verify(file.as_bytes(), MESSAGE, &allowed(&key(9))), Err(SignatureError::Malformed));
}

/// It says nothing of a touch, so it must not count as a hardware key's.
#[test]
fn a_plain_signature_by_a_hardware_key_is_malformed() {
    let signer = touch(1);
    let data = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, MESSAGE).unwrap();
    let plain = Signature::new(ssh_key::Algorithm::Ed25519, signer.key.sign(&data).to_vec()).unwrap();
    let file = SshSig::new(signer.data.clone(), NAMESPACE, HashAlg::Sha512, plain).unwrap();
    let file = file.to_pem(LineEnding::LF).unwrap();
    assert_eq!(verify(file.as_bytes(), MESSAGE, &allowed(&signer)), Err(SignatureError::Malformed));
}

#[test]
fn no_changed_byte_is_accepted() {
    for signer in [&key(1) as &dyn ManifestSigner, &touch(0x01)] {
        let allowed = allowed(signer);
        let good = sign(NAMESPACE, MESSAGE, signer).unwrap().into_bytes();
        assert!(verify(&good, MESSAGE, &allowed).is_ok());
        for at in 0..good.len() {
            for flip in [1, 2, 4, 8, 16, 32, 64, 128] {
                let mut bad = good.clone();
                bad[at] ^= flip;
                assert!(verify(&bad, MESSAGE, &allowed).is_err(), "byte {at} ^ {flip:#x}");
            }
            let cut = [&good[..at], &good[at + 1..]].concat();
            assert!(verify(&cut, MESSAGE, &allowed).is_err(), "without byte {at}");
            for more in [b' ', b'\n', b'=', b'A'] {
                let longer = [&good[..at], &[more], &good[at..]].concat();
                assert!(verify(&longer, MESSAGE, &allowed).is_err(), "{more:#x} before byte {at}");
            }
        }
    }
}

#[test]
fn signing_refuses_what_it_cannot_answer_for() {
    struct Liar(PrivateKey, PrivateKey);
    impl ManifestSigner for Liar {
        fn public_key(&self) -> &KeyData {
            ManifestSigner::public_key(&self.0)
        }
        fn sign_data(&self, data: &[u8]) -> Result<Signature, SignError> {
            self.1.sign_data(data)
        }
    }
    struct Away(PrivateKey);
    impl ManifestSigner for Away {
        fn public_key(&self) -> &KeyData {
            ManifestSigner::public_key(&self.0)
        }
        fn sign_data(&self, _: &[u8]) -> Result<Signature, SignError> {
            Err(SignError::Unavailable("no agent".into()))
        }
    }
    let why = |signer: &dyn ManifestSigner| sign(NAMESPACE, MESSAGE, signer).unwrap_err();
    assert!(matches!(why(&Liar(key(1), key(2))), SignError::Faulty));
    assert!(matches!(why(&Away(key(1))), SignError::Unavailable(_)));
    let encrypted = key(1).encrypt(&mut ssh_key::rand_core::OsRng, "passphrase").unwrap();
    assert!(matches!(why(&encrypted), SignError::Encrypted));
    let rsa_like = SkEd25519::new(Ed25519PublicKey(key(1).public_key().key_data().ed25519().unwrap().0), "ssh:");
    let sk = ssh_key::private::SkEd25519::new(rsa_like, 1, [0_u8; 4].as_slice()).map(PrivateKey::from);
    assert!(matches!(why(&sk.unwrap()), SignError::KeyType));
}
