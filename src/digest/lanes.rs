//! SHA-256 of several messages, two at a time (FIPS 180-4 §6.2).
//!
//! One message leaves a processor's SHA unit idle half the time: each round waits for the one before. Two messages, round
//! by round in turn, take hardly longer than one. No well-kept crate does this; `sha2` is what it is tested against, and
//! what is used where the processor has no such unit.

use std::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_extract_epi32, _mm_set_epi32, _mm_set_epi64x, _mm_setzero_si128,
    _mm_sha256msg1_epu32, _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32, _mm_shuffle_epi8, _mm_shuffle_epi32,
};

const BLOCK: usize = 64;
type Block = [u8; BLOCK];

/// The digests of these messages, in their order; nothing where the processor has no SHA unit.
#[expect(unsafe_code, reason = "code for one processor; that this is one is asked just before")]
pub(super) fn of_each(messages: &[&[u8]]) -> Option<Vec<[u8; 32]>> {
    // Asked of the processor once, and kept by the library.
    let here = is_x86_feature_detected!("sha") && is_x86_feature_detected!("sse4.1");
    // SAFETY: the features that the function is compiled for are here. It takes and gives plain values.
    here.then(|| unsafe { in_pairs(messages) })
}

#[target_feature(enable = "sha,sse4.1")]
fn in_pairs(messages: &[&[u8]]) -> Vec<[u8; 32]> {
    let mut digests = vec![[0; 32]; messages.len()];
    let mut waiting = messages.iter().enumerate().map(|(at, message)| Lane::of(at, message));
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
            if let Some((at, digest)) = lane.as_ref().and_then(Lane::digest) {
                digests[at] = digest;
                *lane = waiting.next();
            }
        }
    }
    for mut lane in [first, second].into_iter().flatten() {
        loop {
            if let Some((at, digest)) = lane.digest() {
                digests[at] = digest;
                break;
            }
            let mut states = [lane.state];
            let blocks = lane.blocks();
            let done = blocks.len();
            compress(&mut states, [blocks]);
            [lane.state] = states;
            lane.done += done;
        }
    }
    digests
}

/// A message on its way.
struct Lane<'a> {
    /// Its place among the messages.
    at: usize,
    whole: &'a [Block],
    /// What the message ends in, padded (§5.1.1): one block or two.
    padded: [Block; 2],
    last: usize,
    /// Blocks taken in.
    done: usize,
    state: [u32; 8],
}

impl<'a> Lane<'a> {
    fn of(at: usize, message: &'a [u8]) -> Self {
        let (whole, rest) = message.as_chunks::<BLOCK>();
        let mut padded = [[0; BLOCK]; 2];
        let flat = padded.as_flattened_mut();
        flat[..rest.len()].copy_from_slice(rest);
        flat[rest.len()] = 0x80;
        let last = if rest.len() < BLOCK - 8 { 1 } else { 2 };
        flat[last * BLOCK - 8..last * BLOCK].copy_from_slice(&(message.len() as u64 * 8).to_be_bytes());
        Self { at, whole, padded, last, done: 0, state: INITIAL }
    }

    /// Blocks that can be taken in now, one after the other; none at the end.
    fn blocks(&self) -> &[Block] {
        match self.whole.get(self.done..) {
            Some(whole) if !whole.is_empty() => whole,
            _ => &self.padded[self.done - self.whole.len()..self.last],
        }
    }

    /// Its place and digest, if all of it was taken in.
    fn digest(&self) -> Option<(usize, [u8; 32])> {
        if self.done < self.whole.len() + self.last {
            return None;
        }
        let mut digest = [0; 32];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(self.state) {
            *bytes = word.to_be_bytes();
        }
        Some((self.at, digest))
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

/// FIPS 180-4 §5.3.3.
const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// FIPS 180-4 §4.2.2, four a row.
#[rustfmt::skip]
const ROUNDS: [[u32; 4]; 16] = [
    [0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5], [0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5],
    [0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3], [0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174],
    [0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc], [0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da],
    [0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7], [0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967],
    [0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13], [0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85],
    [0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3], [0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070],
    [0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5], [0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3],
    [0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208], [0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2],
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::{Digest as _, Sha256};

    use super::*;

    fn agrees(messages: &[Vec<u8>]) {
        let messages: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
        let expected: Vec<[u8; 32]> = messages.iter().map(|message| Sha256::digest(message).into()).collect();
        match of_each(&messages) {
            Some(digests) => assert_eq!(digests, expected),
            None => eprintln!("SKIPPED: this processor has no SHA unit, so two at a time is not compared with sha2"),
        }
    }

    #[test]
    fn every_length_of_three_blocks_hashes_as_sha2_does_beside_every_kind_of_neighbour() {
        let of_length = |length: usize| -> Vec<u8> { (0..length).map(|at| (at * 31 + length) as u8).collect() };
        for length in 0..=3 * BLOCK {
            agrees(&[of_length(length)]);
            agrees(&[0, 55, 56, 63, 64, 65, 1000].map(|other| [of_length(other), of_length(length)]).concat());
        }
    }

    proptest! {
        #[test]
        fn any_messages_hash_as_sha2_does(messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..700), 0..9)) {
            agrees(&messages);
        }
    }
}
