//! Records of documents as they are written: in part. What all documents of a manifest say alike stands once, in `common`.

/// Declares a record twice: whole, as programs use it, and in part, as it is written. A value that a document must have is
/// marked `must`, one that it may have `may`, and a list that is left out when it is empty `list`.
macro_rules! record {
    (
        $(#[$about:meta])*
        $Whole:ident, written as $Part:ident {
            $($(#[$told:meta])* $key:ident: $kind:ident $Value:ty,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $Whole<'a> {
            $($(#[$told])* pub $key: $crate::manifest::part::record!(@type $kind $Value),)*
        }

        #[doc = concat!("What is written of a [`", stringify!($Whole), "`].")]
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
        pub(super) struct $Part<'a> {
            $(
                #[serde(default, skip_serializing_if = "crate::manifest::part::Value::is_absent")]
                pub(super) $key: $crate::manifest::part::record!(@written $kind $Value),
            )*
        }

        impl<'a> From<$Whole<'a>> for $Part<'a> {
            fn from(whole: $Whole<'a>) -> Self {
                Self { $($key: $crate::manifest::part::record!(@part $kind whole.$key),)* }
            }
        }

        impl<'a> $crate::manifest::part::Part for $Part<'a> {
            type Whole = $Whole<'a>;

            fn whole(self) -> Result<$Whole<'a>, &'static str> {
                Ok($Whole { $($key: $crate::manifest::part::record!(@whole $kind self.$key, $key),)* })
            }

            fn beside<O: $crate::manifest::part::Beside>(&mut self, other: &Self, with: &mut O) {
                $(with.value(stringify!($key), &mut self.$key, &other.$key);)*
            }
        }
    };
    (@type must $Value:ty) => { $Value };
    (@type may $Value:ty) => { Option<$Value> };
    (@type list $Value:ty) => { Vec<$Value> };
    (@written list $Value:ty) => { Vec<$Value> };
    (@written $kind:ident $Value:ty) => { Option<$Value> };
    (@part must $value:expr) => { Some($value) };
    (@part $kind:ident $value:expr) => { $value };
    (@whole must $value:expr, $key:ident) => { $value.ok_or(stringify!($key))? };
    (@whole $kind:ident $value:expr, $key:ident) => { $value };
}
pub(super) use record;

/// A record in part.
pub(super) trait Part: Clone + Default + PartialEq {
    type Whole;

    /// All of it.
    ///
    /// # Errors
    /// The key of what is missing.
    fn whole(self) -> Result<Self::Whole, &'static str>;

    /// Holds each value beside the one that the other has under the same key.
    fn beside<O: Beside>(&mut self, other: &Self, with: &mut O);
}

/// The longest list that documents share, in values. Without a limit a manifest of 16 MiB could ask for gigabytes: its one list,
/// copied for each document.
const LONGEST_SHARED: usize = 64;

/// A value that may be absent. What is absent is not written, so that an empty list has no second spelling.
pub(super) trait Value: Clone + Default + PartialEq {
    fn is_absent(&self) -> bool;

    /// True if documents may share it. Each may get a copy of it, so it must be small.
    fn is_small(&self) -> bool {
        true
    }
}

impl<T: Clone + PartialEq> Value for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Clone + PartialEq> Value for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn is_small(&self) -> bool {
        self.len() <= LONGEST_SHARED
    }
}

/// True if nothing of it is written.
pub(super) fn is_empty<P: Part>(part: &P) -> bool {
    *part == P::default()
}

/// What a document has for itself of a record: mostly nothing, which takes no room.
pub(super) type Own<P> = Option<Box<P>>;

/// True if nothing of it is written.
pub(super) fn is_nothing<P: Part>(own: &Own<P>) -> bool {
    own.as_deref().is_none_or(is_empty)
}

/// What is done with two values of one key.
pub(super) trait Beside {
    fn value<T: Value>(&mut self, key: &'static str, own: &mut T, other: &T);
}

/// Keeps what both say alike, and may share.
pub(super) struct Alike;

impl Beside for Alike {
    fn value<T: Value>(&mut self, _: &'static str, own: &mut T, other: &T) {
        if own != other || !own.is_small() {
            *own = T::default();
        }
    }
}

/// Takes away what the other says, too.
pub(super) struct Without;

impl Beside for Without {
    fn value<T: Value>(&mut self, _: &'static str, own: &mut T, other: &T) {
        if !other.is_absent() {
            *own = T::default();
        }
    }
}

/// Adds what the other says. A key that both have would let one manifest say two things: the first such key is kept.
#[derive(Default)]
pub(super) struct Filled {
    pub(super) twice: Option<&'static str>,
}

impl Beside for Filled {
    fn value<T: Value>(&mut self, key: &'static str, own: &mut T, other: &T) {
        match (own.is_absent(), other.is_absent()) {
            (_, true) => {}
            (true, false) => own.clone_from(other),
            (false, false) => self.twice = self.twice.or(Some(key)),
        }
    }
}
