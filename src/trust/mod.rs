#![doc = include_str!("FORMAT.md")]

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
