//! The same as a property: whatever the texts, whatever the change.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::FileFailurePersistence;

use crate::failures;
use crate::support::{Files, Made, folder, restore};

/// Something done to the bytes of one file.
#[derive(Clone, Debug)]
enum Edit {
    Replace(Index, u8),
    Truncate(Index),
    Insert(Index, Vec<u8>),
    Remove(Index, Index),
    Double(Index, Index),
}

impl Edit {
    fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        // Not `index(len)`: an insertion at the very end must be possible.
        let within = |index: &Index| index.index(bytes.len() + 1);
        match self {
            Self::Replace(at, value) => {
                let at = at.index(bytes.len());
                bytes[at] = *value;
            }
            Self::Truncate(at) => bytes.truncate(at.index(bytes.len())),
            Self::Insert(at, new) => {
                let at = within(at);
                bytes.splice(at..at, new.iter().copied());
            }
            Self::Remove(a, b) => {
                let (a, b) = (within(a), within(b));
                bytes.drain(a.min(b)..a.max(b));
            }
            Self::Double(a, b) => {
                let (a, b) = (within(a), within(b));
                let piece = bytes[a.min(b)..a.max(b)].to_vec();
                bytes.splice(a..a, piece);
            }
        }
        bytes
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    let bytes = prop_oneof![prop::collection::vec(any::<u8>(), 1..9), "[ -~\\n]{1,9}".prop_map(String::into_bytes)];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, value)| Edit::Replace(at, value)),
        any::<Index>().prop_map(Edit::Truncate),
        (any::<Index>(), bytes).prop_map(|(at, new)| Edit::Insert(at, new)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Edit::Remove(a, b)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Edit::Double(a, b)),
    ]
}

fn sealed(texts: &[String]) -> Files {
    let made = Made::new();
    for (number, text) in texts.iter().enumerate() {
        made.seal(&format!("{number}.txt"), text);
    }
    assert!(failures(&made.root).is_empty(), "{texts:?}");
    made.files()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_changed_byte_is_accepted(
        texts in prop::collection::vec("[^\\x00]{0,40}[a-z][^\\x00]{0,40}", 1..4),
        edits in prop::collection::vec((any::<Index>(), edit()), 24),
    ) {
        let files = sealed(&texts);
        let paths: Vec<_> = files.keys().collect();
        let copy = folder();
        for (which, edit) in edits {
            let path = which.get(&paths);
            let changed = edit.apply(&files[*path]);
            if changed == files[*path] {
                continue;
            }
            let mut tampered = files.clone();
            tampered.insert((*path).clone(), changed);
            restore(copy.path(), &tampered);
            prop_assert!(!failures(copy.path()).is_empty(), "{path}: {edit:?}");
        }
    }
}
