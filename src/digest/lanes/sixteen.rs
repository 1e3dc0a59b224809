//! Sixteen messages at a time, by a processor's widest vectors (AVX-512).
//!
//! A vector holds one word of each message. Sixteen take longer than two do by the SHA unit, but not eight times as long: the
//! unit is one, and these vectors go two ways.

use std::arch::x86_64::{
    __m512i, _mm_set_epi64x, _mm512_add_epi32, _mm512_broadcast_i32x4, _mm512_cvtsi512_si32, _mm512_mask_mov_epi32,
    _mm512_maskz_compress_epi32, _mm512_ror_epi32, _mm512_set_epi64, _mm512_set1_epi32, _mm512_setzero_si512,
    _mm512_shuffle_epi8, _mm512_shuffle_i32x4, _mm512_srli_epi32, _mm512_ternarylogic_epi32, _mm512_unpackhi_epi32,
    _mm512_unpackhi_epi64, _mm512_unpacklo_epi32, _mm512_unpacklo_epi64,
};

use super::{BLOCK, Block, INITIAL, Lane, ROUNDS};

const LANES: usize = 16;

/// Of fewer messages than this, pairs take less time.
pub(super) const FEWEST: usize = 11;

/// What a vector instruction with three operands is to make of their bits, as the table of its results.
const XOR: i32 = 0x96;
const CHOOSE: i32 = 0xca;
const MAJORITY: i32 = 0xe8;

/// Takes messages in until fewer than [`FEWEST`] are left: each digest goes to its message's place. Gives those that are left.
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn by_sixteen<'a>(messages: &[&'a [u8]], digests: &mut [[u8; 32]]) -> Vec<Lane<'a>> {
    // The longest first: a long one that came last would be alone for most of its way. And those of as many blocks together, which
    // go all their way side by side: a lane that ends by itself stops them all.
    let mut all: Vec<_> = messages.iter().copied().enumerate().collect();
    all.sort_unstable_by_key(|(_, message)| std::cmp::Reverse(message.len() / BLOCK));
    let mut waiting = all.into_iter();

    let mut state = [_mm512_setzero_si512(); 8];
    let mut lanes = [const { None }; LANES];
    for (place, lane) in lanes.iter_mut().enumerate() {
        *lane = waiting.next().map(|(at, message)| Lane::of(at, message));
        begin(&mut state, place);
    }
    while lanes.iter().flatten().count() >= FEWEST {
        let mut blocks: [&[Block]; LANES] = [&[]; LANES];
        let (mut together, mut any) = (usize::MAX, blocks[0]);
        for (blocks, lane) in blocks.iter_mut().zip(&lanes) {
            if let Some(lane) = lane {
                *blocks = Lane::blocks(lane);
                together = together.min(blocks.len());
                any = blocks;
            }
        }
        // What an empty lane makes of another's blocks, nobody asks.
        for (blocks, lane) in blocks.iter_mut().zip(&lanes) {
            *blocks = if lane.is_some() { &blocks[..together] } else { &any[..together] };
        }
        compress(&mut state, blocks);
        for (place, lane) in lanes.iter_mut().enumerate() {
            let Some(one) = lane else { continue };
            one.done += together;
            if one.is_done() {
                one.state = column(&state, place);
                digests[one.at] = one.digest();
                match waiting.next() {
                    Some((at, message)) => one.begin(at, message),
                    None => *lane = None,
                }
                begin(&mut state, place);
            }
        }
    }
    for (place, lane) in lanes.iter_mut().enumerate() {
        if let Some(lane) = lane {
            lane.state = column(&state, place);
        }
    }
    lanes.into_iter().flatten().collect()
}

/// Sets a lane to what each message begins with.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn begin(state: &mut [__m512i; 8], place: usize) {
    for (word, initial) in state.iter_mut().zip(INITIAL) {
        *word = _mm512_mask_mov_epi32(*word, 1 << place, _mm512_set1_epi32(initial.cast_signed()));
    }
}

/// The state of one lane.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn column(state: &[__m512i; 8], place: usize) -> [u32; 8] {
    let mut column = [0; 8];
    for (one, word) in column.iter_mut().zip(state) {
        *one = _mm512_cvtsi512_si32(_mm512_maskz_compress_epi32(1 << place, *word)).cast_unsigned();
    }
    column
}

/// Takes as many blocks of each message into its lane as the first has; the others must have as many.
#[target_feature(enable = "avx512f,avx512bw")]
fn compress(state: &mut [__m512i; 8], messages: [&[Block]; LANES]) {
    for at in 0..messages[0].len() {
        let before = *state;
        let mut words = words(&messages, at);
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

/// The words of one block of each message: the first of all of them, the second of all, and so on.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn words(messages: &[&[Block]; LANES], at: usize) -> [__m512i; 16] {
    // The words of a message are big-endian.
    let swap = _mm512_broadcast_i32x4(_mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203));
    let mut rows = [_mm512_setzero_si512(); LANES];
    for (row, message) in rows.iter_mut().zip(messages) {
        let [a, b, c, d, e, f, g, h] = eighths(&message[at]);
        *row = _mm512_shuffle_epi8(_mm512_set_epi64(h, g, f, e, d, c, b, a), swap);
    }
    // Rows become columns: first in squares of four words, those of four messages ...
    let mut squares = rows;
    for (square, rows) in squares.as_chunks_mut::<4>().0.iter_mut().zip(rows.as_chunks::<4>().0) {
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

fn eighths(block: &Block) -> [i64; 8] {
    let mut eighths = [0; 8];
    for (eighth, bytes) in eighths.iter_mut().zip(block.as_chunks().0) {
        *eighth = i64::from_le_bytes(*bytes);
    }
    eighths
}
