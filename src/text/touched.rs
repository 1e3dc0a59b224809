//! Which characters normalising may change: most press texts have none, and are not looked at twice.

/// True if the profile leaves all characters alone; see [`first_touched`].
pub(super) fn untouched(bytes: &[u8]) -> bool {
    first_touched(bytes).is_none()
}

/// Where the first character begins that the profile may change, alone or by its company. It leaves alone ASCII, U+00A1 to
/// U+02FF, the Cyrillic U+0400 to U+0482 and U+048A to U+052F, the punctuation U+2010 to U+202E, and the signs of
/// currencies U+20A0 to U+20BF: none of them is a space, changes under NFC or is a combining mark, and what could compose with
/// them (a mark) is not among them. Most press texts have no others.
pub(super) fn first_touched(bytes: &[u8]) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: asked just before.
        #[expect(unsafe_code, reason = "code for some processors; that this is one is asked just before")]
        return unsafe { by_avx2(bytes) };
    }
    search(bytes)
}

/// [`search`], compiled for processors that look at twice as many bytes at once.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn by_avx2(bytes: &[u8]) -> Option<usize> {
    search(bytes)
}

/// Inlined, so that it is compiled for whichever processor it is called for.
#[inline(always)]
fn search(bytes: &[u8]) -> Option<usize> {
    let mut start = 0;
    while let Some(window) = bytes[start..].first_chunk() {
        if let Some(at) = touched_in(window) {
            return Some(start + at);
        }
        start += LOOK;
    }
    // What is left, less than a window, with zeros behind the end of the text.
    let mut last = [0; 2 * LOOK + MORE];
    let rest = &bytes[start..];
    last[..rest.len()].copy_from_slice(rest);
    [0, LOOK].into_iter().find_map(|at| touched_in(last[at..].first_chunk()?).map(|found| start + at + found))
}

/// So many bytes are looked at together.
const LOOK: usize = 64;

/// So many that follow tell what begins with the last of them.
const MORE: usize = 2;

/// Where the first character begins that is not left alone, if it is one of the first [`LOOK`] bytes.
#[inline(always)]
fn touched_in(window: &[u8; LOOK + MORE]) -> Option<usize> {
    let (first, second, third) = (&window[..LOOK], &window[1..=LOOK], &window[MORE..]);
    let touched = || first.iter().zip(second).zip(third).map(|((&a, &b), &c)| begins_touched(a, b, c));
    let is_any = any(first.iter().map(|&byte| may_begin_touched(byte))) && any(touched());
    is_any.then(|| touched().position(|touched| touched)).flatten()
}

/// True if one is. No way out of the loop, and bytes for answers: that is what processors are fast at.
fn any(answers: impl Iterator<Item = bool>) -> bool {
    answers.fold(0, |any, one| any | u8::from(one)) > 0
}

/// True of the first bytes of all characters that are not left alone, and of their neighbours.
fn may_begin_touched(byte: u8) -> bool {
    matches!(byte, 0xc2 | 0xcc..=0xcf | 0xd2..)
}

/// True if a character that is not left alone begins with these bytes of UTF-8. All is asked of every byte: an answer that needs
/// no branch is given for sixteen bytes at once.
fn begins_touched(first: u8, second: u8, third: u8) -> bool {
    let other = matches!(first, 0xcc..=0xcf | 0xd5..=0xe1 | 0xe3..);
    let no_break_space = (first == 0xc2) & (second == 0xa0);
    let cyrillic_mark = (first == 0xd2) & matches!(second, 0x83..=0x89);
    let armenian = (first == 0xd4) & (second >= 0xb0);
    let punctuation = (second == 0x80) & matches!(third, 0x90..=0xae);
    let currency = (second == 0x82) & (third >= 0xa0);
    other | no_break_space | cyrillic_mark | armenian | ((first == 0xe2) & !(punctuation | currency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalise::space_separator;
    use proptest::prelude::*;
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

    #[test]
    fn the_short_cut_lets_no_other_character_pass_between_ascii() {
        for odd in
            ["\u{a0}", "\u{301}", "\u{feff}", "\u{2003}", "\u{212b}", "\u{20d2}", "\u{483}", "\u{489}", "\u{530}"]
        {
            for before in 0..20 {
                let text = format!("{}{odd}{}", "a".repeat(before), "b".repeat(9));
                assert!(!untouched(text.as_bytes()), "{text:?}");
            }
        }
    }

    #[test]
    fn no_character_that_may_change_in_any_company_is_left_alone() {
        let mut alone = 0;
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let untouched = untouched(c.to_string().as_bytes());
            alone += u32::from(untouched);
            let is_kept = c == ' ' || !(space_separator(c) || c == '\u{feff}');
            assert!(!untouched || (is_kept && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes), "{c:?}");
        }
        let (latin, cyrillic, signs) = (0x300 - 1, 0x530 - 0x400 - 7, 0x202f - 0x2010 + 0x20c0 - 0x20a0);
        assert_eq!(alone, latin + cyrillic + signs, "all that the profile leaves alone, and nothing else");
    }

    #[test]
    fn a_touched_character_is_found_wherever_it_stands() {
        for plain in ["a", "é", "ж", "”", "€"] {
            for before in 0..3 * LOOK {
                let text = format!("{}\u{a0}{}", plain.repeat(before), plain.repeat(LOOK));
                assert_eq!(first_touched(text.as_bytes()), Some(plain.len() * before), "{text:?}");
                assert_eq!(search(text.as_bytes()), Some(plain.len() * before), "by any processor: {text:?}");
            }
            assert_eq!(first_touched(plain.repeat(3 * LOOK).as_bytes()), None);
        }
    }

    proptest! {
        #[test]
        fn the_short_cut_agrees_with_unicode(text in "[ -~\u{a1}-\u{2ff}\u{400}-\u{482}\u{48a}-\u{52f}\u{2010}-\u{202e}\u{20a0}-\u{20bf}]{0,40}") {
            if untouched(text.as_bytes()) {
                prop_assert_eq!(text.nfc().collect::<String>(), text);
            }
        }
    }
}
