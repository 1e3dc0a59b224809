//! What a verdict says of one place.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::rule_ids;
use super::words::{message, uri};
use crate::digest::Digest;
use crate::report::ranked::{Item, Region, Severity, Unit, region};
use crate::verify::findings::Finding;

/// Places beside the first.
const RELATED: usize = 10;

/// A failure or a finding.
pub(super) fn result(item: Item<'_>, folder: &str, seen: &mut HashMap<Digest, usize>) -> Value {
    let level = match item.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place =
        item.region(Unit::Utf16).map(region_json).or_else(|| item.line().map(|line| json!({"startLine": line})));
    let mut result = json!({
        "ruleId": item.rule(),
        "level": level,
        "message": {"text": message(&item.message())},
        "locations": [{"physicalLocation": physical(&format!("{folder}{}", item.path()), place)}],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint(item, seen)},
    });
    if let Some(index) = rule_ids().position(|id| id == item.rule()) {
        result["ruleIndex"] = json!(index);
    }
    if let Item::Finding(Finding { answer: Some(answer), .. }) = item {
        let why = message(&format!("{}, says {}: {}", answer.verdict, answer.by, answer.reason));
        result["suppressions"] = json!([{"kind": "external", "justification": why}]);
    }
    let related = related(item, folder);
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

/// What the figure hangs on: source, withdrawal, the figure elsewhere.
fn related(item: Item<'_>, folder: &str) -> Vec<Value> {
    let Item::Finding(finding) = item else { return Vec::new() };
    let marks = finding.excerpts.iter().flat_map(|excerpt| excerpt.marks.iter().map(move |mark| (excerpt, mark)));
    let places = marks.skip(1).take(RELATED).map(|(excerpt, mark)| {
        let place = region_json(region(mark, Unit::Utf16));
        (physical(&format!("{folder}{}", excerpt.path), Some(place)), message(mark.label))
    });
    places
        .zip(1..)
        .map(|((place, label), id)| json!({"id": id, "physicalLocation": place, "message": {"text": label}}))
        .collect()
}

fn physical(path: &str, place: Option<Value>) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(path)}});
    if let Some(place) = place {
        physical["region"] = place;
    }
    physical
}

fn region_json(region: Region) -> Value {
    json!({
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    })
}

/// Names a result over the versions of a text: by rule, path, the words of its line and the number, not by where that stands.
/// Results that are alike in all of these are counted.
fn fingerprint(item: Item<'_>, seen: &mut HashMap<Digest, usize>) -> String {
    let line = item.line_text().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let number = match item {
        Item::Finding(finding) => finding.figure.text.as_str(),
        Item::Failure(_) => "",
    };
    let key = Digest::of([item.rule(), item.path(), &line, number].join("\0").as_bytes());
    let count = seen.entry(key).or_insert(0);
    *count += 1;
    format!("{:.16}:{count}", key.to_string())
}
