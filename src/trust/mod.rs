//! Who is believed: keys, signatures and the two files that name them.
//!
//! Two kinds of key sign an archive. The archivist's OpenSSH key signs manifests ([`sshsig`], believed by
//! [`allowed_signers`]); the log's key signs checkpoints ([`note`], believed by [`policy`]). Nothing here opens a file,
//! asks for the time or draws a random number: those come in as arguments.

pub mod allowed_signers;
pub mod cosignature;
pub mod ed25519;
pub mod key_name;
pub mod note;
pub mod note_signer;
pub mod policy;
pub mod secret;
pub mod ssh_key;
pub mod sshsig;
pub mod vkey;

pub use allowed_signers::AllowedSigners;
pub use ed25519::PublicKey;
pub use key_name::{KeyId, KeyName};
pub use note::{UnverifiedNote, VerifiedNote};
pub use note_signer::NoteSigner;
pub use policy::Policy;
pub use ssh_key::SshPublicKey;
pub use sshsig::{ManifestSigner, UnverifiedSignature};
pub use vkey::VerifierKey;
