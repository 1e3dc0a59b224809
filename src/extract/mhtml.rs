//! A page that a browser saved with its parts in one file (MHTML, RFC 2557): its root, read as a page.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{ContentType, Encoding, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{ExtractError, Extracted, charset, html};
use crate::digest::Digest;
use crate::timestamp::Timestamp;

pub(super) fn extract(bytes: &[u8]) -> Result<Extracted, ExtractError> {
    let message = MessageParser::default().parse(bytes).ok_or_else(|| wrong("it has no head"))?;
    let root = root(&message, bytes)?;
    let body = decoded(root, bytes)?;
    let declared = root.content_type().and_then(|of| of.attribute("charset"));
    let declared = declared.and_then(|label| charset::of_media_type(&format!("text/html; charset={label}")));
    let mut page = html::extract(&body, declared)?;
    page.payload = Some(Digest::of(&body));
    let mut say = |key: &str, value: Option<String>| page.own.extend(value.map(|value| (key.to_owned(), value)));
    // What the browser wrote stands above what the page says of itself.
    say("url", address(&message, root));
    say("retrieved_at", saved_at(&message));
    say("method", Some("browser".to_owned()));
    Ok(page)
}

/// The part that is the page: that which `start` names, else the first (RFC 2387 §3.2). Pages in frames are parts, too, and
/// not read, as they are not in a page that is saved alone.
fn root<'a>(message: &'a Message<'a>, bytes: &[u8]) -> Result<&'a MessagePart<'a>, ExtractError> {
    let top = message.root_part();
    let PartType::Multipart(parts) = &top.body else { return Err(wrong("it has no parts")) };
    let related = top.content_type();
    let boundary = related.and_then(|of| of.attribute("boundary")).ok_or_else(|| wrong("it has no boundary"))?;
    // The library takes what is there for whole. A page that was cut off may have lost the sentence that withdraws a figure.
    if memchr::memmem::find(bytes, format!("--{boundary}--").as_bytes()).is_none() {
        return Err(wrong("it is cut off"));
    }
    let mut parts = parts.iter().filter_map(|part| message.part(*part));
    let named = |name: &str| name.trim_matches(['<', '>']).to_owned();
    let page = match related.and_then(|of| of.attribute("start")).map(named) {
        Some(start) => parts.find(|part| part.content_id().map(named).as_ref() == Some(&start)),
        None => parts.next(),
    };
    match page {
        Some(page) if is_page(page) => Ok(page),
        _ => Err(wrong("its first part is no page")),
    }
}

fn is_page(part: &MessagePart<'_>) -> bool {
    let of = |kind: &ContentType<'_>| (kind.ctype().to_ascii_lowercase(), kind.subtype().map(str::to_ascii_lowercase));
    let kind = part.content_type().map(of);
    matches!(kind, Some((main, Some(sub))) if [("text", "html"), ("application", "xhtml+xml")].contains(&(&main, &sub)))
}

/// The bytes of a part, as they were before they were made fit for mail (RFC 2045 §6).
fn decoded(part: &MessagePart<'_>, bytes: &[u8]) -> Result<Vec<u8>, ExtractError> {
    let raw = usize::try_from(part.raw_body_offset()).ok().zip(usize::try_from(part.raw_end_offset()).ok());
    let raw = raw.and_then(|(from, to)| bytes.get(from..to)).ok_or_else(|| wrong("a part has no end"))?;
    let coding = part.content_transfer_encoding().map(str::to_ascii_lowercase);
    let bytes = match (part.encoding, coding.as_deref()) {
        // Not the library's own text: that has other signs where bytes cannot be decoded.
        (Encoding::QuotedPrintable, _) => quoted_printable_decode(raw),
        (Encoding::Base64, _) => base64_decode(raw),
        (Encoding::None, None | Some("7bit" | "8bit" | "binary")) => Some(raw.to_vec()),
        // Read as it is, a text in an unknown coding is not the text.
        (Encoding::None, Some(_)) => None,
    };
    bytes.ok_or_else(|| wrong("its page cannot be decoded from what the transfer coding says"))
}

/// Where the page was. An address of another scheme is of the machine that saved it, and may hold a person's name.
fn address(message: &Message<'_>, root: &MessagePart<'_>) -> Option<String> {
    // Chromium's own field: a page that was moved by its script is under its last address there.
    let of_page =
        message.header(HeaderName::Other("Snapshot-Content-Location".into())).and_then(|value| value.as_text());
    let url = of_page.or(root.content_location())?;
    (url.starts_with("http://") || url.starts_with("https://")).then(|| url.to_owned())
}

fn saved_at(message: &Message<'_>) -> Option<String> {
    Timestamp::from_unix(message.date()?.to_timestamp()).ok().map(|at| at.to_string())
}

fn wrong(why: &str) -> ExtractError {
    ExtractError::Mhtml(why.to_owned())
}
