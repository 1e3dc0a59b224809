//! The compression function (FIPS 180-4 §6.2.2) of sixteen messages.

use std::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_ror_epi32, _mm512_set1_epi32, _mm512_shuffle_i32x4, _mm512_srli_epi32,
    _mm512_ternarylogic_epi32, _mm512_unpackhi_epi32, _mm512_unpackhi_epi64, _mm512_unpacklo_epi32,
    _mm512_unpacklo_epi64,
};

use super::super::ROUNDS;
use super::LANES;

/// What a vector instruction with three operands is to make of their bits, as the table of its results.
const XOR: i32 = 0x96;
const CHOOSE: i32 = 0xca;
const MAJORITY: i32 = 0xe8;

/// Takes one block of each message into its lane.
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn compress(state: &mut [__m512i; 8], blocks: &[__m512i; LANES]) {
    let before = *state;
    let mut words = words(blocks);
    for (sixteen, constants) in ROUNDS.as_chunks::<4>().0.iter().enumerate() {
        let k = constants.as_flattened();
        // Written out, so that all places are known when this is compiled, and all words stay in registers.
        if sixteen > 0 {
            next::<0>(&mut words);
            next::<1>(&mut words);
            next::<2>(&mut words);
            next::<3>(&mut words);
            next::<4>(&mut words);
            next::<5>(&mut words);
            next::<6>(&mut words);
            next::<7>(&mut words);
            next::<8>(&mut words);
            next::<9>(&mut words);
            next::<10>(&mut words);
            next::<11>(&mut words);
            next::<12>(&mut words);
            next::<13>(&mut words);
            next::<14>(&mut words);
            next::<15>(&mut words);
        }
        round::<0>(state, words[0], k[0]);
        round::<1>(state, words[1], k[1]);
        round::<2>(state, words[2], k[2]);
        round::<3>(state, words[3], k[3]);
        round::<4>(state, words[4], k[4]);
        round::<5>(state, words[5], k[5]);
        round::<6>(state, words[6], k[6]);
        round::<7>(state, words[7], k[7]);
        round::<0>(state, words[8], k[8]);
        round::<1>(state, words[9], k[9]);
        round::<2>(state, words[10], k[10]);
        round::<3>(state, words[11], k[11]);
        round::<4>(state, words[12], k[12]);
        round::<5>(state, words[13], k[13]);
        round::<6>(state, words[14], k[14]);
        round::<7>(state, words[15], k[15]);
    }
    for (word, before) in state.iter_mut().zip(before) {
        *word = _mm512_add_epi32(*word, before);
    }
}

/// One round (§6.2.2, step 3). The eight words stay where they are, and their names move on from round to round.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn round<const AT: usize>(state: &mut [__m512i; 8], word: __m512i, constant: u32) {
    let [a, b, c] = [state[(8 - AT) % 8], state[(9 - AT) % 8], state[(10 - AT) % 8]];
    let [e, f, g] = [state[(12 - AT) % 8], state[(13 - AT) % 8], state[(14 - AT) % 8]];
    let [d, h] = [(11 - AT) % 8, (15 - AT) % 8];
    let word = _mm512_add_epi32(word, _mm512_set1_epi32(constant.cast_signed()));
    let turned = [_mm512_ror_epi32::<6>(e), _mm512_ror_epi32::<11>(e), _mm512_ror_epi32::<25>(e)];
    let choice = _mm512_ternarylogic_epi32::<CHOOSE>(e, f, g);
    let first = _mm512_add_epi32(_mm512_add_epi32(_mm512_add_epi32(state[h], word), choice), xor(turned));
    let turned = [_mm512_ror_epi32::<2>(a), _mm512_ror_epi32::<13>(a), _mm512_ror_epi32::<22>(a)];
    let second = _mm512_add_epi32(xor(turned), _mm512_ternarylogic_epi32::<MAJORITY>(a, b, c));
    state[d] = _mm512_add_epi32(state[d], first);
    state[h] = _mm512_add_epi32(first, second);
}

/// Makes a word of the sixteen before it (§6.2.2, step 1); it takes the place of the oldest.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn next<const AT: usize>(words: &mut [__m512i; 16]) {
    let (second, newest) = (words[(AT + 1) % 16], words[(AT + 14) % 16]);
    let low = [_mm512_ror_epi32::<7>(second), _mm512_ror_epi32::<18>(second), _mm512_srli_epi32::<3>(second)];
    let high = [_mm512_ror_epi32::<17>(newest), _mm512_ror_epi32::<19>(newest), _mm512_srli_epi32::<10>(newest)];
    let sum = _mm512_add_epi32(words[AT], words[(AT + 9) % 16]);
    words[AT] = _mm512_add_epi32(sum, _mm512_add_epi32(xor(low), xor(high)));
}

#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn xor([one, two, three]: [__m512i; 3]) -> __m512i {
    _mm512_ternarylogic_epi32::<XOR>(one, two, three)
}

/// The words of all blocks: the first of each, the second of each, and so on.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn words(blocks: &[__m512i; LANES]) -> [__m512i; 16] {
    // Rows become columns: first in squares of four words, those of four messages ...
    let mut squares = *blocks;
    for (square, rows) in squares.as_chunks_mut::<4>().0.iter_mut().zip(blocks.as_chunks::<4>().0) {
        let [a, b] = [_mm512_unpacklo_epi32(rows[0], rows[1]), _mm512_unpacklo_epi32(rows[2], rows[3])];
        let [c, d] = [_mm512_unpackhi_epi32(rows[0], rows[1]), _mm512_unpackhi_epi32(rows[2], rows[3])];
        *square = [
            _mm512_unpacklo_epi64(a, b),
            _mm512_unpackhi_epi64(a, b),
            _mm512_unpacklo_epi64(c, d),
            _mm512_unpackhi_epi64(c, d),
        ];
    }
    // ... then the squares among themselves.
    let mut columns = squares;
    for at in 0..4 {
        let [a, b, c, d] = [squares[at], squares[4 + at], squares[8 + at], squares[12 + at]];
        let [even, odd] = [_mm512_shuffle_i32x4::<0x88>(a, b), _mm512_shuffle_i32x4::<0xdd>(a, b)];
        let [evener, odder] = [_mm512_shuffle_i32x4::<0x88>(c, d), _mm512_shuffle_i32x4::<0xdd>(c, d)];
        columns[at] = _mm512_shuffle_i32x4::<0x88>(even, evener);
        columns[4 + at] = _mm512_shuffle_i32x4::<0x88>(odd, odder);
        columns[8 + at] = _mm512_shuffle_i32x4::<0xdd>(even, evener);
        columns[12 + at] = _mm512_shuffle_i32x4::<0xdd>(odd, odder);
    }
    columns
}
