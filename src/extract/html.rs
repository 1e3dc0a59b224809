//! A web page: what it shows, and the main part of that.

use std::collections::HashSet;

use dom_query::Document;
use dom_smoothie::Readability;

use super::{ExtractError, Extracted, LARGEST_PAGE, charset, own, visible};
use crate::digest::Digest;
use crate::text::{Charset, CharsetBasis, decode, normalise};

/// Deeper than browsers go (512). The extractor walks some trees by recursion.
const DEEPEST: usize = 512;

pub(super) fn extract(bytes: &[u8], declared: Option<Charset>) -> Result<Extracted, ExtractError> {
    if bytes.len() as u64 > LARGEST_PAGE {
        return Err(ExtractError::TooLarge(LARGEST_PAGE));
    }
    let by_page = declared.is_none().then(|| charset::declared(bytes)).flatten();
    let decoded = decode(bytes, declared.or(by_page))?;
    let basis = match decoded.basis {
        CharsetBasis::Declared if by_page.is_some() => CharsetBasis::Document,
        basis => basis,
    };
    let page = Document::from(&*decoded.text);
    if depth(&page) > DEEPEST {
        return Err(ExtractError::Undecodable(format!("its tags are nested more than {DEEPEST} deep")));
    }
    let all = normalise(&visible::text(page.root()))?;
    let heading = page.select("h1").iter().next().and_then(|h1| h1.nodes().first().map(|node| visible::text(*node)));
    let own = own::of(&decoded.text, &page);
    let text = with_heading(main(page)?, heading.as_deref(), &all)?;
    let left_out = left_out(&all, &text);
    let mut extracted = Extracted::plain(text, decoded.charset, basis);
    (extracted.visible, extracted.left_out, extracted.own) = (Some(Digest::of(all.as_bytes())), left_out, own);
    Ok(extracted)
}

/// The main text, normalised; nothing if the extractor finds none.
fn main(page: Document) -> Result<String, ExtractError> {
    let article = Readability::with_document(page, None, None).and_then(|mut page| page.parse());
    let content = article.map(|article| article.content).unwrap_or_default();
    let content = Document::fragment(content);
    Ok(normalise(&visible::text(content.root()))?)
}

/// The main text under its heading: extractors hand that over as a title, or drop it, and it may hold the figure. Of a page
/// in which no main text is found, all.
fn with_heading(main: String, heading: Option<&str>, all: &str) -> Result<String, ExtractError> {
    if main.trim().is_empty() {
        return Ok(all.to_owned());
    }
    let heading = normalise(heading.unwrap_or_default())?;
    match heading.trim() {
        "" => Ok(main),
        heading if main.lines().any(|line| line.trim() == heading) => Ok(main),
        heading => Ok(normalise(&format!("{heading}\n\n{main}"))?),
    }
}

/// Lines with a digit that are shown and not in the main text.
fn left_out(all: &str, main: &str) -> u32 {
    let main: HashSet<&str> = main.lines().map(str::trim).collect();
    let lost = |line: &&str| line.bytes().any(|b| b.is_ascii_digit()) && !main.contains(line.trim());
    u32::try_from(all.lines().filter(lost).count()).unwrap_or(u32::MAX)
}

/// How deep elements are nested, without recursion.
fn depth(page: &Document) -> usize {
    let (mut at, mut depth, mut deepest) = (page.root(), 0, 0);
    loop {
        if let Some(child) = at.first_child() {
            (at, depth) = (child, depth + 1);
            deepest = deepest.max(depth);
            continue;
        }
        loop {
            if let Some(next) = at.next_sibling() {
                at = next;
                break;
            }
            match at.parent() {
                Some(parent) if depth > 0 => (at, depth) = (parent, depth - 1),
                _ => return deepest,
            }
        }
    }
}
