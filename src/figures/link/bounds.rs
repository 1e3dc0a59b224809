//! Between what figures lie, and whether what is sought may be among them.

use super::super::event::Window;
use super::extent::{Extent, Place, touch};

/// What is sought.
pub(super) struct Sought {
    /// The first key and the last.
    pub keys: (Place, Place),
    pub reach: (Place, Place),
    pub window: Window,
    /// Figures of this text are not among them.
    pub text: Option<u32>,
}

/// Between what figures lie: numbers, times, texts.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    keys: (Place, Place),
    reach: (Place, Place),
    window: Window,
    texts: (u32, u32),
}

impl Bounds {
    /// Of figures of one value and time, in order of their texts.
    pub fn of(extent: &Extent, window: Window, texts: (u32, u32)) -> Self {
        Self { keys: (extent.key, extent.key), reach: extent.reach, window, texts }
    }

    /// The least bounds that hold both; nothing where nothing is held.
    pub fn around(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (Some(one), Some(other)) = (one, other) else { return one.or(other) };
        let both = |one: (u32, u32), other: (u32, u32)| (one.0.min(other.0), one.1.max(other.1));
        Some(Self {
            keys: both(one.keys, other.keys),
            reach: both(one.reach, other.reach),
            window: one.window.around(other.window),
            texts: both(one.texts, other.texts),
        })
    }

    /// Whether something within may be what is sought.
    pub fn may(&self, sought: &Sought) -> bool {
        let of_other_text = |text| self.texts != (text, text);
        touch(self.keys, sought.keys)
            && touch(self.reach, sought.reach)
            && sought.text.is_none_or(of_other_text)
            && self.window.may_be(sought.window)
    }
}
