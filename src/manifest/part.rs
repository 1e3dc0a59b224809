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
                #[serde(skip_serializing_if = "Option::is_none")]
                $key: Option<$crate::manifest::part::record!(@written $kind $Value)>,
            )*
        }

        impl<'a> From<$Whole<'a>> for $Part<'a> {
            fn from(whole: $Whole<'a>) -> Self {
                Self { $($key: $crate::manifest::part::record!(@part $kind whole.$key),)* }
            }
        }

        impl<'a> $Part<'a> {
            /// All of it, or the key of what is missing.
            pub(super) fn whole(self) -> Result<$Whole<'a>, &'static str> {
                Ok($Whole { $($key: $crate::manifest::part::record!(@whole $kind self.$key, $key),)* })
            }
        }

        impl $crate::manifest::part::Part for $Part<'_> {
            fn beside<O: $crate::manifest::part::Beside>(&mut self, other: &Self, with: &mut O) {
                $(with.value(stringify!($key), &mut self.$key, &other.$key);)*
            }
        }
    };
    (@type must $Value:ty) => { $Value };
    (@type may $Value:ty) => { Option<$Value> };
    (@type list $Value:ty) => { Vec<$Value> };
    (@written list $Value:ty) => { Vec<$Value> };
    (@written $kind:ident $Value:ty) => { $Value };
    (@part must $value:expr) => { Some($value) };
    (@part may $value:expr) => { $value };
    (@part list $value:expr) => { Some($value).filter(|list| !list.is_empty()) };
    (@whole must $value:expr, $key:ident) => { $value.ok_or(stringify!($key))? };
    (@whole may $value:expr, $key:ident) => { $value };
    (@whole list $value:expr, $key:ident) => { $value.unwrap_or_default() };
}
pub(super) use record;

/// A record in part.
pub(super) trait Part: Default + PartialEq {
    /// Holds each value beside the one that the other has under the same key.
    fn beside<O: Beside>(&mut self, other: &Self, with: &mut O);
}

/// True if nothing of it is written.
pub(super) fn is_empty<P: Part>(part: &P) -> bool {
    *part == P::default()
}

/// What is done with two values of one key.
pub(super) trait Beside {
    fn value<T: Clone + PartialEq>(&mut self, key: &'static str, own: &mut Option<T>, other: &Option<T>);
}

/// Keeps what both say alike.
pub(super) struct Alike;

impl Beside for Alike {
    fn value<T: Clone + PartialEq>(&mut self, _: &'static str, own: &mut Option<T>, other: &Option<T>) {
        if own != other {
            *own = None;
        }
    }
}

/// Takes away what the other says, too.
pub(super) struct Without;

impl Beside for Without {
    fn value<T: Clone + PartialEq>(&mut self, _: &'static str, own: &mut Option<T>, other: &Option<T>) {
        if other.is_some() {
            *own = None;
        }
    }
}

/// Adds what the other says. A key that both have would let one manifest say two things: the first such key is kept.
#[derive(Default)]
pub(super) struct Filled {
    pub(super) twice: Option<&'static str>,
}

impl Beside for Filled {
    fn value<T: Clone + PartialEq>(&mut self, key: &'static str, own: &mut Option<T>, other: &Option<T>) {
        match (&own, other) {
            (Some(_), Some(_)) => self.twice = self.twice.or(Some(key)),
            (None, Some(value)) => *own = Some(value.clone()),
            (_, None) => {}
        }
    }
}
