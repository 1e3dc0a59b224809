//! The only opener of files: where things lie, how they are read safely and written durably.

mod agent;
mod archive;
mod around;
mod cache;
mod copy;
mod durable;
mod error;
mod git;
mod git_look;
mod keyring;
mod known;
mod lock;
mod look;
mod open;
mod originals;
mod output;
mod outside;
mod permissions;
mod settings;
mod texts;
mod tree;
mod walk;
mod witness_state;
mod worker;

pub use agent::{Agent, AgentError, AgentKey};
pub use archive::{Archive, ListedTexts, SETTINGS_LIMIT, is_litter, layout};
pub use around::{Inside, inside};
pub use cache::{Cache, Kept, Room};
pub use copy::write_bundle;
pub(crate) use copy::{StagedCopy, check_way, read_salt, stage_copy, write_salt};
pub use durable::sync_group;
use durable::write_new;
pub(crate) use durable::{Durability, Existing, Staged, TEMPORARY, stage, sync_folder, write};
pub use error::StoreError;
pub use git::{Commit, GitError, Part, Repository};
pub use git_look::Attribute;
pub use keyring::{KeyFile, Keyring, KeyringError};
pub use known::{Accepted, Known, KnownError};
pub use lock::{Lock, Watch};
pub use look::{Lies, canonical, canonical_file, is_there, look, nearest_with};
pub use open::{OpenError, open_regular, regular_length};
pub use originals::Originals;
pub use output::Output;
pub use outside::{
    Opened, append, bytes_from_disk, make_empty_folder, make_folder, open_file, open_found_file, place_file, read_file,
    replace_file, scratch, scratch_file, stream_file,
};
pub use permissions::{Mode, modes_below};
pub use settings::{Level, Mistake, SETTINGS_SCHEMA, Settings, SettingsError};
pub use texts::{derive_as, read_as, read_opened_as};
pub use tree::{Beside, Tree, TreeEntry, TreeKind};
pub use walk::{Entry, EntryKind, list, walk, walk_all};
pub use witness_state::{OriginState, WitnessState};
pub use worker::{Worker, extract_within, use_worker, work};
