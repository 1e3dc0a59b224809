//! Two messages at a time, by a processor's SHA unit.
//!
//! One message leaves the unit idle half the time: each round waits for the one before. Two messages, round by round in turn,
//! take hardly longer than one.

use std::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_extract_epi32, _mm_set_epi32, _mm_set_epi64x, _mm_setzero_si128,
    _mm_sha256msg1_epu32, _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32, _mm_shuffle_epi8, _mm_shuffle_epi32,
};

use super::{Block, Lane, ROUNDS};

/// Takes these messages in to their ends; each digest goes to its message's place.
#[target_feature(enable = "sha,sse4.1")]
pub(super) fn in_pairs<'a>(messages: impl IntoIterator<Item = Lane<'a>>, digests: &mut [[u8; 32]]) {
    let mut waiting = messages.into_iter();
    let (mut first, mut second) = (waiting.next(), waiting.next());
    while let (Some(one), Some(other)) = (&mut first, &mut second) {
        let (here, there) = (one.blocks(), other.blocks());
        let together = here.len().min(there.len());
        let mut states = [one.state, other.state];
        compress(&mut states, [&here[..together], &there[..together]]);
        [one.state, other.state] = states;
        one.done += together;
        other.done += together;
        for lane in [&mut first, &mut second] {
            if let Some(one) = lane.as_ref().filter(|one| one.is_done()) {
                digests[one.at] = one.digest();
                *lane = waiting.next();
            }
        }
    }
    for mut lane in [first, second].into_iter().flatten() {
        while !lane.is_done() {
            let mut states = [lane.state];
            let blocks = lane.blocks();
            let done = blocks.len();
            compress(&mut states, [blocks]);
            [lane.state] = states;
            lane.done += done;
        }
        digests[lane.at] = lane.digest();
    }
}

/// Takes as many blocks of each message into its state as the first has; the others must have as many.
#[target_feature(enable = "sha,sse4.1")]
fn compress<const LANES: usize>(states: &mut [[u32; 8]; LANES], messages: [&[Block]; LANES]) {
    // The words of a message are big-endian; the rounds want the state as ABEF and CDGH.
    let swap = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
    let zero = _mm_setzero_si128();
    let (mut abef, mut cdgh) = ([zero; LANES], [zero; LANES]);
    for (lane, state) in states.iter().enumerate() {
        let [a, b, c, d, e, f, g, h] = state.map(u32::cast_signed);
        abef[lane] = _mm_set_epi32(a, b, e, f);
        cdgh[lane] = _mm_set_epi32(c, d, g, h);
    }
    for at in 0..messages.first().map_or(0, |first| first.len()) {
        let before = (abef, cdgh);
        let mut words = [[zero; 4]; LANES];
        for (words, message) in words.iter_mut().zip(messages) {
            for (four, bytes) in words.iter_mut().zip(message[at].as_chunks::<16>().0) {
                let bytes = i128::from_le_bytes(*bytes);
                *four = _mm_shuffle_epi8(_mm_set_epi64x((bytes >> 64) as i64, bytes as i64), swap);
            }
        }
        // Written out, so that the places in `words` are known when this is compiled, and all of them stay in registers.
        four_rounds::<LANES, 0>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 1>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 2>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 3>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 4>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 5>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 6>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 7>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 8>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 9>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 10>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 11>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 12>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 13>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 14>(&mut abef, &mut cdgh, &mut words);
        four_rounds::<LANES, 15>(&mut abef, &mut cdgh, &mut words);
        for lane in 0..LANES {
            abef[lane] = _mm_add_epi32(abef[lane], before.0[lane]);
            cdgh[lane] = _mm_add_epi32(cdgh[lane], before.1[lane]);
        }
    }
    for (lane, state) in states.iter_mut().enumerate() {
        let (abef, cdgh) = (abef[lane], cdgh[lane]);
        let [a, b] = [_mm_extract_epi32::<3>(abef), _mm_extract_epi32::<2>(abef)];
        let [e, f] = [_mm_extract_epi32::<1>(abef), _mm_extract_epi32::<0>(abef)];
        let [c, d] = [_mm_extract_epi32::<3>(cdgh), _mm_extract_epi32::<2>(cdgh)];
        let [g, h] = [_mm_extract_epi32::<1>(cdgh), _mm_extract_epi32::<0>(cdgh)];
        *state = [a, b, c, d, e, f, g, h].map(i32::cast_unsigned);
    }
}

/// The rounds from `4 * AT` on, four of each lane. The first sixteen take the message's words; before each of the others
/// four words are made of the sixteen before them (§6.2.2, step 1), and take the place of the oldest.
#[target_feature(enable = "sha,sse4.1")]
#[inline]
fn four_rounds<const LANES: usize, const AT: usize>(
    abef: &mut [__m128i; LANES],
    cdgh: &mut [__m128i; LANES],
    words: &mut [[__m128i; 4]; LANES],
) {
    // No closure here: what takes one is compiled without the feature, and then not into this.
    let [k0, k1, k2, k3] = const { signed(ROUNDS[AT]) };
    for lane in 0..LANES {
        if AT >= 4 {
            let [oldest, newest] = [words[lane][AT % 4], words[lane][(AT + 3) % 4]];
            let [second, third] = [words[lane][(AT + 1) % 4], words[lane][(AT + 2) % 4]];
            let sum = _mm_add_epi32(_mm_sha256msg1_epu32(oldest, second), _mm_alignr_epi8::<4>(newest, third));
            words[lane][AT % 4] = _mm_sha256msg2_epu32(sum, newest);
        }
        let words = _mm_add_epi32(words[lane][AT % 4], _mm_set_epi32(k3, k2, k1, k0));
        cdgh[lane] = _mm_sha256rnds2_epu32(cdgh[lane], abef[lane], words);
        abef[lane] = _mm_sha256rnds2_epu32(abef[lane], cdgh[lane], _mm_shuffle_epi32::<0x0e>(words));
    }
}

const fn signed([k0, k1, k2, k3]: [u32; 4]) -> [i32; 4] {
    [k0.cast_signed(), k1.cast_signed(), k2.cast_signed(), k3.cast_signed()]
}
