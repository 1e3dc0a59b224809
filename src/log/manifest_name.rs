//! Manifest names: when it was sealed, and the first 8 hex digits of its SHA-256, `20220112T101500Z-3fa9c1d2`.

use std::fmt;
use std::str::FromStr;

use crate::digest::Digest;
use crate::timestamp::Timestamp;

/// The name of a manifest. Two people who seal at the same second on two branches get two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ManifestName {
    at: Timestamp,
    prefix: [u8; 4],
}

/// Text that is not a manifest name in its one spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a manifest name reads like 20220112T101500Z-3fa9c1d2")]
pub struct ManifestNameError;

impl ManifestName {
    /// The name of a manifest with this digest, sealed at this time.
    pub fn new(at: Timestamp, digest: &Digest) -> Self {
        let [a, b, c, d, ..] = *digest.as_bytes();
        Self { at, prefix: [a, b, c, d] }
    }

    /// When it was sealed, by the sealer's word.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// When it was sealed, as `ssh-keygen -O verify-time=…` takes it, without the `T`: else that asks who may seal today, and not then.
    pub fn verify_time(&self) -> String {
        self.at.compact().replace('T', "")
    }

    /// True when a manifest with this digest may have this name.
    pub fn fits(&self, digest: &Digest) -> bool {
        digest.as_bytes().starts_with(&self.prefix)
    }

    /// The file's name: `<name>.json`.
    pub fn file_name(&self) -> String {
        format!("{self}.json")
    }

    /// Reads [`ManifestName::file_name`].
    ///
    /// # Errors
    /// Any other spelling.
    pub fn from_file_name(file_name: &str) -> Result<Self, ManifestNameError> {
        file_name.strip_suffix(".json").ok_or(ManifestNameError)?.parse()
    }
}

impl FromStr for ManifestName {
    type Err = ManifestNameError;

    fn from_str(text: &str) -> Result<Self, ManifestNameError> {
        let (at, prefix) = text.split_once('-').ok_or(ManifestNameError)?;
        let at = Timestamp::from_compact(at).map_err(|_| ManifestNameError)?;
        // The number's parser also takes capitals, signs and other lengths.
        if prefix.len() != 8 || !prefix.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(ManifestNameError);
        }
        let number = u32::from_str_radix(prefix, 16).map_err(|_| ManifestNameError)?;
        Ok(Self { at, prefix: number.to_be_bytes() })
    }
}

impl fmt::Display for ManifestName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:08x}", self.at.compact(), u32::from_be_bytes(self.prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        let good = "20220112T101500Z-0fa9c1d2";
        let name: ManifestName = good.parse().unwrap();
        assert_eq!((name.to_string().as_str(), name.at().to_string().as_str()), (good, "2022-01-12T10:15:00Z"));
        assert_eq!(name.file_name(), format!("{good}.json"));
        assert_eq!(ManifestName::from_file_name(&name.file_name()), Ok(name));
        for bad in [
            "",
            "20220112T101500Z",
            "20220112T101500Z-fa9c1d2",
            "20220112T101500Z-00fa9c1d2",
            "20220112T101500Z-0FA9C1D2",
            "20220112T101500Z-+fa9c1d2",
            "20220112T101560Z-0fa9c1d2",
            "20220112T1015Z-0fa9c1d2",
            "20220112T101500Z-0fa9c1d2 ",
            "20220112T101500Z-0fa9c1d2.json",
        ] {
            assert_eq!(bad.parse::<ManifestName>(), Err(ManifestNameError), "{bad:?}");
        }
        for bad in [good, "x.json", "20220112T101500Z-0fa9c1d2.JSON", "20220112T101500Z-0fa9c1d2.json.sig"] {
            assert_eq!(ManifestName::from_file_name(bad), Err(ManifestNameError), "{bad:?}");
        }
    }

    #[test]
    fn a_name_fits_its_digest_only() {
        let digest = Digest::of(b"{}\n");
        let name = ManifestName::new("2022-01-12T10:15:00Z".parse().unwrap(), &digest);
        assert!(name.to_string().ends_with(&digest.short()));
        assert!(name.fits(&digest));
        assert!(!name.fits(&Digest::of(b"")));
    }
}
