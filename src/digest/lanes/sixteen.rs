//! Sixteen messages at a time, by a processor's widest vectors (AVX-512).
//!
//! A vector holds one word of each message. Sixteen take longer than two do by the SHA unit, but not eight times as long: the
//! unit is one, and these vectors go two ways.

mod block;
mod compress;

use std::arch::x86_64::{__m512i, _mm512_mask_mov_epi32, _mm512_set1_epi32, _mm512_setzero_si512};
use std::cmp::Reverse;

use self::block::Message;
use self::compress::compress;
use super::{BLOCK, INITIAL, Lane};

const LANES: usize = 16;

/// Of fewer messages than this, pairs take less time.
pub(super) const FEWEST: usize = 11;

/// Messages longer than this are begun first, the longest before all: one that came last would be alone for most of its way.
const LONG: usize = 16 * BLOCK;

/// Takes messages in until fewer than [`FEWEST`] are left: each digest goes to its message's place. Gives those that are left.
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn by_sixteen<'a>(messages: &[&'a [u8]], digests: &mut [[u8; 32]]) -> Vec<Lane<'a>> {
    let all = messages.iter().copied().enumerate();
    let mut long: Vec<_> = all.clone().filter(|(_, message)| message.len() > LONG).collect();
    long.sort_unstable_by_key(|(_, message)| Reverse(message.len()));
    let short = all.filter(|(_, message)| message.len() <= LONG);
    let mut waiting = long.into_iter().chain(short).map(|(at, message)| Message::new(at, message));

    let mut lanes: [Option<Message<'a>>; LANES] = std::array::from_fn(|_| waiting.next());
    let mut left = lanes.iter().flatten().count();
    let mut state = [_mm512_setzero_si512(); 8];
    // Lanes in which another message begins, a bit each.
    let mut begun = u16::MAX;
    while left >= FEWEST {
        for (word, initial) in state.iter_mut().zip(INITIAL) {
            *word = _mm512_mask_mov_epi32(*word, begun, _mm512_set1_epi32(initial.cast_signed()));
        }
        begun = 0;
        // What an empty lane makes of nothing, nobody asks.
        let mut blocks = [_mm512_setzero_si512(); LANES];
        for (place, (block, lane)) in blocks.iter_mut().zip(&mut lanes).enumerate() {
            if let Some(message) = lane {
                let is_last;
                (*block, is_last) = message.next_block();
                begun |= u16::from(is_last) << place;
            }
        }
        compress(&mut state, &blocks);
        if begun == 0 {
            continue;
        }
        let columns = columns(state);
        for place in ones(begun) {
            if let Some(message) = &lanes[place] {
                for (bytes, words) in digests[message.at].as_chunks_mut().0.iter_mut().zip(&columns) {
                    *bytes = words[place].to_be_bytes();
                }
                lanes[place] = waiting.next();
                left -= usize::from(lanes[place].is_none());
            }
        }
    }
    let columns = columns(state);
    let is_new = |place: usize| begun >> place & 1 == 1;
    let state = |place| if is_new(place) { INITIAL } else { columns.map(|words| words[place]) };
    lanes.iter().enumerate().filter_map(|(place, message)| Some(message.as_ref()?.lane(state(place)))).collect()
}

/// The places of the bits that are set.
fn ones(mut bits: u16) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (place < u16::BITS).then_some(place as usize)
    })
}

/// The words of the state as numbers: the first of each lane, the second of each, and so on.
#[expect(unsafe_code, reason = "a vector is not an array to the library")]
fn columns(state: [__m512i; 8]) -> [[u32; LANES]; 8] {
    // SAFETY: both are 512 bytes of plain numbers, and every pattern of bits is one.
    unsafe { std::mem::transmute(state) }
}
