//! Signatures of manifests: by another key, of something else, in another spelling, and right only by a lax reading of Ed25519.

use kzarchive::ledger::Kind::{BadSignature, Malformed, Unsealed};
use kzarchive::trust::sshsig::{NAMESPACE, sign};

use super::scene::{Attack, Scene, line, run};
use super::sshsig::{Blob, armour, message};
use crate::support::Hands;

/// The group order of Ed25519, little-endian (RFC 8032 §5.1).
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];
const BAD: &[(kzarchive::ledger::Kind, &str)] = &[(BadSignature, "{4}.sig")];
const FORM: &[(kzarchive::ledger::Kind, &str)] = &[(Malformed, "{4}.sig")];

pub const ATTACKS: &[Attack] = &[
    Attack::new("signature by a stranger", BAD, |it| {
        put(it, sign(NAMESPACE, &page(it), &Hands::new().archivist).unwrap())
    }),
    Attack::new("signature by a key that is retired", BAD, |it| put(it, Blob::of(&page(it), &it.retired).armour())),
    Attack::new("signature in another namespace", BAD, |it| {
        put(it, sign("file", &page(it), &it.hands.archivist).unwrap())
    }),
    Attack::new("signature in no namespace", FORM, |it| blob(it, |blob| blob.namespace = b"")),
    Attack::new("namespace reworded", BAD, |it| blob(it, |blob| blob.namespace = b"kzarchive-Manifest")),
    Attack::new("signature of other bytes", BAD, |it| put(it, sign(NAMESPACE, b"{}\n", &it.hands.archivist).unwrap())),
    Attack::new("signature of another manifest", BAD, |it| put(it, it.read(&(it.manifest(line::DENIAL) + ".sig")))),
    Attack::new("signature over the plain bytes", BAD, |it| {
        put(it, Blob::over(page(it), &it.hands.archivist).armour())
    }),
    Attack::new("signature by a key that claims to be another", BAD, |it| {
        let stranger = Hands::new().archivist;
        blob(it, |blob| blob.signature = Blob::of(&page(it), &stranger).signature);
    }),
    Attack::new("signature removed", BAD, |it| it.remove(&path(it))),
    Attack::new("signature emptied", FORM, |it| put(it, "")),
    // Nobody has swapped a key: what the keys should be is only not known any more.
    Attack::new(
        "signatures of both statements of the keys emptied",
        &[(Malformed, "{0}.sig"), (Malformed, "{12}.sig")],
        |it| {
            it.write(&(it.manifest(0) + ".sig"), "");
            it.write(&(it.manifest(line::KEYS) + ".sig"), "");
        },
    ),
    Attack::new("signature too long", BAD, |it| put(it, "x".repeat(17 << 10))),
    Attack::new("first half lowered", BAD, |it| blob(it, |blob| blob.signature[0] ^= 1)),
    Attack::new("second half changed", BAD, |it| blob(it, |blob| blob.signature[40] ^= 1)),
    Attack::new("S raised by the group order", BAD, |it| {
        blob(it, |blob| {
            let mut carry = 0;
            for (byte, order) in blob.signature[32..].iter_mut().zip(ORDER) {
                let sum = u16::from(*byte) + u16::from(order) + carry;
                (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
            }
        });
    }),
    Attack::new("topmost bit of S", BAD, |it| blob(it, |blob| blob.signature[63] ^= 0x80)),
    Attack::new("signature of zeros", BAD, |it| blob(it, |blob| blob.signature = vec![0; 64])),
    // R the neutral point, S zero: right for every message under a key of order one, by the plain check.
    Attack::new("key and R the neutral point", BAD, |it| weak(it, [&[1][..], &[0; 31]].concat())),
    Attack::new("key of order two", BAD, |it| weak(it, [&[0xec][..], &[0xff; 30], &[0x7f]].concat())),
    Attack::new("key of order four", BAD, |it| weak(it, vec![0; 32])),
    Attack::new("key in a second spelling", BAD, |it| weak(it, [&[0xee][..], &[0xff; 30], &[0x7f]].concat())),
    Attack::new("key that is no point", BAD, |it| weak(it, [&[2][..], &[0; 31]].concat())),
    Attack::new("key cut short", FORM, |it| {
        blob(it, |blob| {
            blob.key.pop();
        })
    }),
    Attack::new("signature's bytes cut short", FORM, |it| {
        blob(it, |blob| {
            blob.signature.pop();
        })
    }),
    Attack::new("a byte too many", FORM, |it| blob(it, |blob| blob.signature.push(0))),
    Attack::new("version of another time", FORM, |it| blob(it, |blob| blob.version = 2)),
    Attack::new("magic reworded", FORM, |it| blob(it, |blob| blob.magic = b"SSHSIX")),
    Attack::new("reserved data, signed", FORM, |it| {
        let signed = Blob::over(message(b"kzarchive-manifest", b"x", &page(it)), &it.hands.archivist);
        put(it, Blob { reserved: b"x", ..signed }.armour());
    }),
    Attack::new("hash of another kind", FORM, |it| blob(it, |blob| blob.hash = b"md5")),
    Attack::new("hash that was not used", BAD, |it| blob(it, |blob| blob.hash = b"sha512")),
    Attack::new("key of another kind", FORM, |it| blob(it, |blob| blob.key_type = b"ssh-rsa")),
    Attack::new("signature of another kind", FORM, |it| blob(it, |blob| blob.signature_type = b"ssh-rsa")),
    Attack::new("hardware's signature for a plain key", FORM, |it| {
        blob(it, |blob| blob.signature_type = b"sk-ssh-ed25519@openssh.com");
    }),
    Attack::new("bytes after the end", FORM, |it| blob(it, |blob| blob.after = b"x")),
    Attack::new("armour of other width", FORM, |it| {
        let text = it.text(&path(it));
        let base64: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        use base64ct::{Base64, Encoding as _};
        put(it, armour(&Base64::decode_vec(&base64).unwrap(), 76));
    }),
    Attack::new("armour with line ends of Windows", FORM, |it| put(it, it.text(&path(it)).replace('\n', "\r\n"))),
    Attack::new("armour without its final newline", FORM, |it| put(it, it.text(&path(it)).trim_end())),
    Attack::new("armour with a text before it", FORM, |it| put(it, format!("signed:\n{}", it.text(&path(it))))),
    Attack::new("armour with a text behind it", FORM, |it| put(it, format!("{}thanks\n", it.text(&path(it))))),
    Attack::new("armour with a header", FORM, |it| it.edit(&path(it), "-----\n", "-----\nVersion: 1\n")),
    Attack::new("armour of PGP", FORM, |it| put(it, it.text(&path(it)).replace("SSH", "PGP"))),
    Attack::new("armour twice", FORM, |it| put(it, it.text(&path(it)).repeat(2))),
    Attack::new("armour without its end", FORM, |it| it.edit(&path(it), "-----END SSH SIGNATURE-----\n", "")),
    Attack::new("folder in place of a signature", &[(BadSignature, "{4}.sig"), (Unsealed, "{4}.sig/a")], |it| {
        it.remove(&path(it));
        it.write(&(path(it) + "/a"), "");
    }),
];

fn path(it: &Scene) -> String {
    it.manifest(line::PAGE) + ".sig"
}

fn page(it: &Scene) -> Vec<u8> {
    it.read(&it.manifest(line::PAGE))
}

fn put(it: &Scene, signature: impl AsRef<[u8]>) {
    it.write(&path(it), signature);
}

/// A good signature, and what `with` makes of it.
fn blob(it: &Scene, with: impl FnOnce(&mut Blob)) {
    let mut blob = Blob::of(&page(it), &it.hands.archivist);
    with(&mut blob);
    put(it, blob.armour());
}

fn weak(it: &Scene, key: Vec<u8>) {
    let signature = [&[1][..], &[0; 63]].concat();
    blob(it, |blob| (blob.key, blob.signature) = (key, signature));
}

#[test]
fn signatures() {
    let scene = Scene::new();
    let good = Attack::new("a good one, made by hand", &[], |it| blob(it, |_| {}));
    assert_eq!(scene.judge(&good), None, "what is made by hand is good where nothing is changed");
    run(ATTACKS);
}
