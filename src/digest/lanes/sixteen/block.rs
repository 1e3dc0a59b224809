//! A message taken apart into blocks, each as one vector; the last of them padded (FIPS 180-4 §5.1.1).

use std::arch::x86_64::{
    __m512i, _mm_set_epi64x, _mm512_broadcast_i32x4, _mm512_mask_set1_epi8, _mm512_mask_set1_epi32,
    _mm512_maskz_loadu_epi8, _mm512_set_epi64, _mm512_shuffle_epi8,
};

use super::super::{BLOCK, Block, Lane};

/// A message on its way through a lane.
pub(super) struct Message<'a> {
    /// Its place among the messages.
    pub(super) at: usize,
    whole: &'a [u8],
    rest: &'a [u8],
    /// True if the bit behind the message was taken in, and its length was not yet.
    is_marked: bool,
}

impl<'a> Message<'a> {
    pub(super) fn new(at: usize, whole: &'a [u8]) -> Self {
        Self { at, whole, rest: whole, is_marked: false }
    }

    /// Its next block, and whether that is its last.
    #[target_feature(enable = "avx512f,avx512bw")]
    #[inline]
    pub(super) fn next_block(&mut self) -> (__m512i, bool) {
        match self.rest.split_first_chunk() {
            Some((block, rest)) => {
                self.rest = rest;
                (in_words(vector(block)), false)
            }
            None => self.padded_block(),
        }
    }

    /// What the message ends in: one block or two.
    #[target_feature(enable = "avx512f,avx512bw")]
    #[inline]
    fn padded_block(&mut self) -> (__m512i, bool) {
        let mut block = part(self.rest);
        if !self.is_marked {
            block = _mm512_mask_set1_epi8(block, 1 << self.rest.len(), 0x80_u8.cast_signed());
        }
        let block = in_words(block);
        if self.rest.len() >= BLOCK - 8 {
            (self.rest, self.is_marked) = (&[], true);
            return (block, false);
        }
        let bits = self.whole.len() as u64 * 8;
        let block = _mm512_mask_set1_epi32(block, 1 << 14, (bits >> 32) as i32);
        (_mm512_mask_set1_epi32(block, 1 << 15, bits as i32), true)
    }

    /// The same message for the SHA unit, of which this is the state by now.
    pub(super) fn lane(&self, state: [u32; 8]) -> Lane<'a> {
        let done = (self.whole.len() - self.rest.len()) / BLOCK + usize::from(self.is_marked);
        Lane { done, state, ..Lane::of(self.at, self.whole) }
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn vector(block: &Block) -> __m512i {
    let mut eighths = [0; 8];
    for (eighth, bytes) in eighths.iter_mut().zip(block.as_chunks().0) {
        *eighth = i64::from_le_bytes(*bytes);
    }
    let [a, b, c, d, e, f, g, h] = eighths;
    _mm512_set_epi64(h, g, f, e, d, c, b, a)
}

/// These bytes, fewer than a block has, and zeros behind them. To copy them somewhere first would take a tenth more of all.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
#[expect(unsafe_code, reason = "a load by mask takes a pointer")]
fn part(bytes: &[u8]) -> __m512i {
    assert!(bytes.len() < BLOCK, "else it is a whole block");
    // SAFETY: only bytes of the slice are in the mask, and memory that is not in the mask is not touched.
    unsafe { _mm512_maskz_loadu_epi8((1 << bytes.len()) - 1, bytes.as_ptr().cast()) }
}

/// The words of a message are big-endian.
#[target_feature(enable = "avx512f,avx512bw")]
#[inline]
fn in_words(block: __m512i) -> __m512i {
    let swap = _mm512_broadcast_i32x4(_mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203));
    _mm512_shuffle_epi8(block, swap)
}
