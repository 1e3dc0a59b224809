//! What else is said of a candidate: by the document itself, and of its older version.

use std::sync::Arc;

use crate::extract::Extracted;
use crate::manifest::{Origins, Str};
use crate::seal::{Candidate, FIELDS, Metadata};

/// Fields that describe a source and not one version of it: what was sealed of the older one stands above what a page says of
/// itself, since a person may have put it right.
const STANDING: &[&str] = &["publisher", "original_publisher", "language", "licence"];

/// All that is said about a candidate, and where it is from, if it is more than a person says now.
pub(super) fn said_more(
    candidate: &Candidate,
    extracted: Option<&Extracted>,
) -> Option<(Arc<Metadata>, Arc<Origins<'static>>)> {
    if extracted.is_none() && candidate.earlier.is_none() {
        return None;
    }
    let mut origins = Origins::clone(&candidate.origins);
    let mut metadata = Metadata::clone(&candidate.metadata);
    let earlier = candidate.earlier.as_deref();
    if let Some(earlier) = earlier {
        metadata = metadata.or_telling(&earlier.only(STANDING), |key| origins.superseded.push(key.into()));
    }
    if let Some(found) = extracted {
        let own = Metadata::of_document(&found.own);
        metadata = metadata.or_telling(&own, |key| origins.document.push(key.into()));
    }
    if let Some(earlier) = earlier {
        metadata = metadata.or_telling(earlier, |key| origins.superseded.push(key.into()));
        let place = |key: &Str<'_>| FIELDS.iter().position(|field| *field.key == **key);
        origins.superseded.sort_by_key(place);
    }
    Some((Arc::new(metadata), Arc::new(origins)))
}

/// Header fields as manifests hold them: without cookies, which may tell who fetched the page, and none without a value.
pub(super) fn headers(fields: Vec<(String, String)>) -> Vec<(Str<'static>, Str<'static>)> {
    const MOST: usize = 100;
    const LONGEST: usize = 4096;
    let fields = fields.into_iter().filter(|(name, value)| {
        !name.is_empty() && !value.is_empty() && value.len() <= LONGEST && !name.to_ascii_lowercase().contains("cookie")
    });
    fields.take(MOST).map(|(name, value)| (name.into(), value.into())).collect()
}
