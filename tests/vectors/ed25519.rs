//! Ed25519: the vectors of RFC 8032 §7.1, and signatures that only a lax check accepts.

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use kzarchive::trust::PublicKey;
use kzarchive::trust::ed25519::{BadSignature, PublicKeyError};
use serde::Deserialize;

fn hex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn bytes<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().unwrap()
}

/// Secret key, public key, message, signature.
const RFC_8032: [[&str; 4]; 4] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
    [
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ],
];

#[test]
fn rfc_8032() {
    for [secret, public, message, signature] in RFC_8032 {
        let (secret, message) = (SigningKey::from_bytes(&bytes(secret)), hex(message));
        assert_eq!(PublicKey::of(&secret).as_bytes(), &bytes(public));
        assert_eq!(secret.sign(&message).to_bytes(), bytes(signature));
        let public = PublicKey::from_bytes(&bytes(public)).unwrap();
        assert_eq!(public.verify(&message, &bytes(signature)), Ok(()));
        assert_eq!(public.verify(&[message.as_slice(), b"x"].concat(), &bytes(signature)), Err(BadSignature));
    }
}

/// A signature that is right by some reading of RFC 8032, made for this test: `plain` is what the library's plain check
/// says, `strict` what ours must say.
#[derive(Deserialize)]
struct Case {
    name: String,
    key: String,
    message: String,
    signature: String,
    plain: bool,
    strict: String,
}

#[test]
fn only_the_strict_reading_counts() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("ed25519-strict.json")).unwrap();
    for case in &cases {
        let (key, message, signature) = (bytes(&case.key), hex(&case.message), bytes(&case.signature));
        let plain =
            VerifyingKey::from_bytes(&key).and_then(|key| key.verify(&message, &Signature::from_bytes(&signature)));
        assert_eq!(plain.is_ok(), case.plain, "the plain check on: {}", case.name);
        let strict = match PublicKey::from_bytes(&key).map(|key| key.verify(&message, &signature)) {
            Ok(Ok(())) => "ok",
            Ok(Err(BadSignature)) => "bad signature",
            Err(PublicKeyError::Weak) => "weak key",
            Err(PublicKeyError::NonCanonical) => "non-canonical key",
            Err(PublicKeyError::NotOnCurve) => "no point",
        };
        assert_eq!(strict, case.strict, "{}", case.name);
    }
    assert!(cases.iter().any(|case| case.plain && case.strict != "ok"), "strictness makes a difference");
}
