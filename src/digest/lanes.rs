//! SHA-256 of several messages side by side (FIPS 180-4 §6.2): sixteen at a time where the processor has vectors as wide
//! (`sixteen`), else two (`pairs`).
//!
//! No well-kept crate does this; `sha2` is what it is tested against, and what is used where the processor has no SHA unit.

mod pairs;
mod sixteen;

const BLOCK: usize = 64;
type Block = [u8; BLOCK];

/// The digests of these messages, in their order; nothing where the processor has no SHA unit.
#[expect(unsafe_code, reason = "code for one processor; that this is one is asked just before")]
pub(super) fn of_each(messages: &[&[u8]]) -> Option<Vec<[u8; 32]>> {
    // Asked of the processor once, and kept by the library.
    if !(is_x86_feature_detected!("sha") && is_x86_feature_detected!("sse4.1")) {
        return None;
    }
    let mut digests = vec![[0; 32]; messages.len()];
    if messages.len() >= sixteen::FEWEST && has_wide_vectors() {
        // SAFETY: the features that both functions are compiled for are here. They take and give plain values.
        unsafe { pairs::in_pairs(sixteen::by_sixteen(messages, &mut digests), &mut digests) };
    } else {
        // SAFETY: as above.
        unsafe { pairs::in_pairs(lanes(messages), &mut digests) };
    }
    Some(digests)
}

fn has_wide_vectors() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw")
}

fn lanes<'a>(messages: &[&'a [u8]]) -> impl Iterator<Item = Lane<'a>> {
    messages.iter().enumerate().map(|(at, message)| Lane::of(at, message))
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
        let last = if rest.len() < BLOCK - 8 { 1 } else { 2 };
        let mut padded = [[0; BLOCK]; 2];
        let flat = padded.as_flattened_mut();
        flat[..rest.len()].copy_from_slice(rest);
        flat[rest.len()] = 0x80;
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

    /// True if all of it was taken in.
    fn is_done(&self) -> bool {
        self.done == self.whole.len() + self.last
    }

    /// Its digest, if it is done.
    fn digest(&self) -> [u8; 32] {
        let mut digest = [0; 32];
        for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(self.state) {
            *bytes = word.to_be_bytes();
        }
        digest
    }
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
            None => eprintln!("SKIPPED: this processor has no SHA unit, so nothing side by side is compared with sha2"),
        }
        if messages.len() >= sixteen::FEWEST && !has_wide_vectors() {
            eprintln!("SKIPPED: this processor has no AVX-512, so sixteen at a time are not compared with sha2");
        }
    }

    fn of_length(length: usize) -> Vec<u8> {
        (0..length).map(|at| (at * 31 + length) as u8).collect()
    }

    /// Around the places where a message takes a block more.
    const NEIGHBOURS: [usize; 7] = [0, 55, 56, 63, 64, 65, 1000];

    #[test]
    fn every_length_of_three_blocks_hashes_as_sha2_does_beside_every_kind_of_neighbour() {
        for length in 0..=3 * BLOCK {
            agrees(&[of_length(length)]);
            agrees(&NEIGHBOURS.map(|other| [of_length(other), of_length(length)]).concat());
        }
    }

    #[test]
    fn every_number_of_messages_hashes_as_sha2_does_in_every_lane() {
        for number in 0..=3 * 16 {
            let mut messages: Vec<_> = (0..number).map(|at| of_length(at * 7 % 200)).collect();
            agrees(&messages);
            messages.extend([of_length(10_000)]);
            agrees(&messages);
            messages.reverse();
            agrees(&messages);
        }
    }

    proptest! {
        #[test]
        fn any_messages_hash_as_sha2_does(messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..700), 0..40)) {
            agrees(&messages);
        }
    }
}
