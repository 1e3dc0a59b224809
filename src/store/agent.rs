//! A running ssh-agent: lists its keys and asks it to sign (draft-ietf-sshm-ssh-agent).
//!
//! Two messages of the protocol are all we need. The published clients bring `rsa` into the tree, with RUSTSEC-2023-0071.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use ssh_encoding::{Decode, Encode};
use ssh_key::{PublicKey, Signature, public::KeyData};

use crate::trust::sshsig::SignError;

const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;
const LONGEST_MESSAGE: u32 = 256 << 10;

/// A connection to an agent.
#[derive(Debug)]
pub struct Agent(UnixStream);

/// A key that an agent holds.
#[derive(Debug)]
pub struct AgentKey {
    agent: Mutex<Agent>,
    key: KeyData,
}

/// Why an agent did not help.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// No connection, or it broke.
    #[error("ssh-agent: {0}")]
    Io(#[from] io::Error),
    /// It refused; a confirmation or a touch may have been declined.
    #[error("ssh-agent refused to sign")]
    Refused,
    /// It does not hold the key.
    #[error("ssh-agent does not hold the key {0}")]
    NoSuchKey(String),
    /// It answered otherwise than the protocol says.
    #[error("ssh-agent answered something that is not of its protocol")]
    Protocol,
}

impl From<ssh_encoding::Error> for AgentError {
    fn from(_: ssh_encoding::Error) -> Self {
        Self::Protocol
    }
}

impl Agent {
    /// Connects to an agent's socket, as `SSH_AUTH_SOCK` names it.
    ///
    /// # Errors
    /// No agent there.
    pub fn connect(socket: &Path) -> Result<Self, AgentError> {
        let stream = UnixStream::connect(socket)?;
        // Long enough for a person to touch a hardware key.
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        Ok(Self(stream))
    }

    /// The keys it holds, but certificates and keys of unknown kinds.
    ///
    /// # Errors
    /// See [`AgentError`].
    pub fn keys(&mut self) -> Result<Vec<PublicKey>, AgentError> {
        let answer = self.ask(&[REQUEST_IDENTITIES], IDENTITIES_ANSWER)?;
        let mut rest = &answer[..];
        let count = u32::decode(&mut rest)?;
        let mut keys = Vec::new();
        for _ in 0..count {
            let blob = Vec::<u8>::decode(&mut rest)?;
            let comment = String::decode(&mut rest)?;
            if let Ok(data) = KeyData::decode(&mut &blob[..]) {
                keys.push(PublicKey::new(data, comment));
            }
        }
        Ok(keys)
    }

    /// Turns the connection into one of its keys.
    ///
    /// # Errors
    /// [`AgentError::NoSuchKey`] and others.
    pub fn key(mut self, wanted: &KeyData) -> Result<AgentKey, AgentError> {
        if self.keys()?.iter().any(|key| key.key_data() == wanted) {
            return Ok(AgentKey { agent: Mutex::new(self), key: wanted.clone() });
        }
        Err(AgentError::NoSuchKey(wanted.fingerprint(ssh_key::HashAlg::Sha256).to_string()))
    }

    fn sign(&mut self, key: &KeyData, data: &[u8]) -> Result<Signature, AgentError> {
        let mut blob = Vec::new();
        key.encode(&mut blob)?;
        let mut message = vec![SIGN_REQUEST];
        blob.encode(&mut message)?;
        data.encode(&mut message)?;
        0u32.encode(&mut message)?;
        let answer = self.ask(&message, SIGN_RESPONSE)?;
        let signature = Vec::<u8>::decode(&mut &answer[..])?;
        Signature::decode(&mut &signature[..]).map_err(|_| AgentError::Protocol)
    }

    fn ask(&mut self, message: &[u8], expected: u8) -> Result<Vec<u8>, AgentError> {
        let length = u32::try_from(message.len()).map_err(|_| AgentError::Protocol)?;
        self.0.write_all(&length.to_be_bytes())?;
        self.0.write_all(message)?;
        let mut head = [0; 5];
        self.0.read_exact(&mut head)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        if length == 0 || length > LONGEST_MESSAGE {
            return Err(AgentError::Protocol);
        }
        let mut answer = vec![0; length as usize - 1];
        self.0.read_exact(&mut answer)?;
        if head[4] == expected { Ok(answer) } else { Err(AgentError::Refused) }
    }
}

impl crate::trust::ManifestSigner for AgentKey {
    fn public_key(&self) -> &KeyData {
        &self.key
    }

    fn sign_data(&self, data: &[u8]) -> Result<Signature, SignError> {
        let mut agent = self.agent.lock().map_err(|_| SignError::Unavailable(Box::new(AgentError::Protocol)))?;
        agent.sign(&self.key, data).map_err(|error| SignError::Unavailable(Box::new(error)))
    }
}
