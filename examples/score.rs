//! Scores the reading of figures against a gold set:
//! `cargo run --release --example score -- GOLD [--half even|odd] [--misses N]`,
//! Without `--half`: the even documents, on which the rules were built, the odd ones, and all.
//! GOLD is `seeds.jsonl` (with `../seeds` beside its folder) or a `figures.jsonl` (with `text/` beside it).
//!
//! A figure of the gold set is attributed where its `source` is not null. A number that was read and set aside as a
//! date or an age has its source, too, and counts as read; the second pair of lines counts it as missed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kzarchive::figures::{Figure, Reading, Span, Text, Verdict, link, read};
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let mut gold = None;
    let (mut half, mut misses) = (None, 0);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--half" => half = args.next(),
            "--misses" => misses = args.next().ok_or("--misses needs a number")?.parse()?,
            _ => gold = Some(PathBuf::from(arg)),
        }
    }
    let mut gold = gold.ok_or("usage: score GOLD [--half even|odd] [--misses N]")?;
    if gold.is_dir() {
        gold.push("figures.jsonl");
    }
    let folder = gold.parent().unwrap_or(Path::new("."));
    let rows: Vec<Value> =
        std::fs::read_to_string(&gold)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    if gold.ends_with("seeds.jsonl") {
        seeds(&rows, &folder.join("../seeds"))
    } else {
        let text = folder.join("text");
        match half {
            Some(half) => attribution(&rows, &text, Some(&half), misses),
            // The rules were built on the even documents; the odd ones show what they are worth elsewhere.
            None => ["even", "odd"]
                .into_iter()
                .try_for_each(|half| attribution(&rows, &text, Some(half), misses))
                .and_then(|()| attribution(&rows, &text, None, 0)),
        }
    }
}

fn span(row: &Value) -> Span {
    let at = |key: &str| row[key].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
    Span::new(at("start"), at("end"))
}

fn text_of<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

fn verdict(figure: &Figure) -> String {
    serde_json::to_value(figure.verdict).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The gold file's names for two verdicts are older than the design's.
fn today(name: &str) -> &str {
    match name {
        "repeats-rescinded-figure" => "repeats-rescinded",
        "conflicts-with-another-document" => "conflicting",
        other => other,
    }
}

fn find(readings: &[Reading], file: &str, span: Span) -> Option<Figure> {
    let reading = readings.iter().find(|r| r.path == file)?;
    reading.figures.iter().find(|f| f.span().overlaps(span)).cloned()
}

fn seeds(rows: &[Value], folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let files: BTreeSet<&str> = rows.iter().map(|r| text_of(r, "file")).filter(|f| !f.is_empty()).collect();
    let mut readings = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(folder.join(path))?;
        readings.push(read(&Text { path, text: &text, published: None, publisher: None, language: None }));
    }
    link(&mut readings, &[], &[]);
    let (mut must, mut found, mut right, mut sources, mut sourced) = (0, 0, 0, 0, 0);
    for row in rows.iter().filter(|r| text_of(r, "rec") == "figure") {
        let (id, scored) = (text_of(row, "id"), text_of(row, "scored"));
        let figure = find(&readings, text_of(row, "file"), span(row));
        let got = figure.as_ref().map_or_else(|| "(not found)".to_owned(), verdict);
        let accepted = row["accept"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .chain([text_of(row, "verdict")])
            .any(|v| today(v) == got);
        if scored == "must" {
            must += 1;
            found += usize::from(figure.is_some());
            right += usize::from(accepted);
            let source = figure.as_ref().and_then(|f| f.source.as_ref());
            let same = match (source, &row["source"]) {
                (None, Value::Null) => true,
                (Some(source), gold @ Value::Object(_)) => source.span.overlaps(span(gold)),
                _ => false,
            };
            sources += 1;
            sourced += usize::from(same);
            if !same || !accepted {
                println!(
                    "  {id} {:?}: {got}, wanted {}; source {:?}, wanted {:?}",
                    text_of(row, "text"),
                    text_of(row, "verdict"),
                    source.map(|s| &s.text),
                    row["source"]["text"]
                );
            }
        } else if scored == "must-not-flag" && got != "ok" && got != "(not found)" {
            println!("  FLAGGED {id} {:?}: {got}", text_of(row, "text"));
        }
    }
    let mut flagged = 0;
    for row in rows.iter().filter(|r| text_of(r, "rec") == "negative") {
        if let Some(figure) = find(&readings, text_of(row, "file"), span(row)) {
            flagged += usize::from(figure.verdict != Verdict::Ok);
            println!("  read as figure: {} {:?} {}", text_of(row, "id"), text_of(row, "text"), verdict(&figure));
        }
    }
    let linked = links(rows, &readings);
    println!(
        "must-find figures: {found} of {must}; verdicts {right} of {must}; sources {sourced} of {sources}; flagged negatives {flagged}; must links {linked}"
    );
    Ok(())
}

/// Links between figures that the gold asks for: each member must name another member, or none where it must not.
fn links(rows: &[Value], readings: &[Reading]) -> String {
    let (mut right, mut all) = (0, 0);
    for row in rows.iter().filter(|r| text_of(r, "rec") == "link" && text_of(r, "scored") == "must") {
        let members: Vec<(&str, Span)> = row["members"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|m| m.get("ref").is_some())
            .map(|m| (text_of(m, "file"), span(m)))
            .collect();
        if members.len() < 2 {
            continue;
        }
        all += 1;
        let figures: Vec<Option<Figure>> = members.iter().map(|(file, span)| find(readings, file, *span)).collect();
        let joined = figures.iter().flatten().filter(|figure| {
            figure.related.iter().any(|r| {
                members.iter().any(|(file, span)| {
                    r.path == *file
                        && (r.path != figure.path || !span.overlaps(figure.span()))
                        && Span::new(r.start, r.end).overlaps(*span)
                })
            })
        });
        let joined = joined.count();
        let wanted = text_of(row, "relation") != "must-not-link";
        let good = if wanted { joined == members.len() } else { joined == 0 };
        right += usize::from(good);
        if !good {
            println!(
                "  link {} {}: {joined} of {} members joined",
                text_of(row, "id"),
                text_of(row, "relation"),
                members.len()
            );
        }
    }
    format!("{right} of {all} (between figures)")
}

#[derive(Default)]
struct Counts {
    right: usize,
    predicted: usize,
    gold: usize,
}

impl Counts {
    fn line(&self) -> String {
        let permille = |a: usize, b: usize| (a * 1000).checked_div(b).unwrap_or_default();
        let (p, r) = (permille(self.right, self.predicted), permille(self.right, self.gold));
        format!("P .{p:03} R .{r:03} F1 .{:03}", permille(2 * self.right, self.predicted + self.gold))
    }
}

fn attribution(
    rows: &[Value],
    folder: &Path,
    half: Option<&str>,
    misses: usize,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut by_file: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for row in rows {
        by_file.entry(text_of(row, "file")).or_default().push(row);
    }
    let (mut attributed, mut unattributed) = (Counts::default(), Counts::default());
    // The same, with numbers that were read and sorted out as dates and the like counted as read.
    let (mut attributed_all, mut unattributed_all) = (Counts::default(), Counts::default());
    let (mut spans, mut spans_right, mut undetected, mut unseen) = (0, 0, 0, 0);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut cues: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (index, (path, rows)) in by_file.into_iter().enumerate() {
        if half.is_some_and(|half| (index % 2 == 0) != (half == "even")) {
            continue;
        }
        let text = std::fs::read_to_string(folder.join(path))?;
        let reading = read(&Text { path, text: &text, published: None, publisher: None, language: None });
        for row in rows.into_iter().filter(|r| r["scored"].as_bool() == Some(true)) {
            let at = span(row);
            let wants = !row["source"].is_null();
            let figure = reading.figures.iter().find(|f| f.span().overlaps(at));
            let got = figure.map(|f| f.source.is_some());
            for (counts, side) in [(&mut attributed, true), (&mut unattributed, false)] {
                counts.gold += usize::from(wants == side);
                counts.predicted += usize::from(got == Some(side));
                counts.right += usize::from(wants == side && got == Some(side));
            }
            let excluded = reading.excluded.iter().find(|e| Span::new(e.start, e.end).overlaps(at));
            let all = got.or_else(|| excluded.map(|e| e.source.is_some()));
            for (counts, side) in [(&mut attributed_all, true), (&mut unattributed_all, false)] {
                counts.gold += usize::from(wants == side);
                counts.predicted += usize::from(all == Some(side));
                counts.right += usize::from(wants == side && all == Some(side));
            }
            undetected += usize::from(got.is_none());
            unseen += usize::from(all.is_none());
            if let Some(cue) = figure.filter(|f| f.source.is_some()).and_then(|f| f.cue) {
                let tally = cues.entry(cue.of(&text).to_lowercase()).or_default();
                *(if wants { &mut tally.0 } else { &mut tally.1 }) += 1;
            }
            let kind = match (wants, got) {
                (_, None) => match excluded {
                    Some(e) => format!("excluded as {:?} ({})", e.exclusion, if wants { "attributed" } else { "not" }),
                    None => "not seen".to_owned(),
                },
                (true, Some(false)) => format!("missed source, {}", place(&text, at)),
                (false, Some(true)) => format!("false source by {}", figure.map_or("", |f| f.rule)),
                (true, Some(true)) => {
                    spans += 1;
                    let gold = row["source"].as_array().into_iter().flatten().map(span);
                    let source = figure.and_then(|f| f.source.as_ref());
                    spans_right += usize::from(source.is_some_and(|s| gold.into_iter().any(|g| g.overlaps(s.span))));
                    continue;
                }
                _ => continue,
            };
            let count = kinds.entry(kind.clone()).or_default();
            *count += 1;
            if *count <= misses {
                let context = |from: usize, to: usize| {
                    text.char_indices()
                        .filter(|(i, _)| *i >= from && *i < to)
                        .map(|(_, c)| if c == '\n' { '¶' } else { c })
                        .collect::<String>()
                };
                let cue = figure.and_then(|f| f.cue).map_or("", |c| c.of(&text));
                let source = figure.and_then(|f| f.source.as_ref()).map_or("", |s| s.text.as_str());
                println!(
                    "[{kind}] {}⟦{}⟧{}\n    gold {:?} {:?}; got {source:?} {cue:?}",
                    context(at.start.saturating_sub(170), at.start),
                    at.of(&text),
                    context(at.end, at.end + 130),
                    row["source"][0]["text"],
                    row["cue"][0]["text"]
                );
            }
        }
    }
    println!("\n{} documents", half.unwrap_or("all"));
    let all = attributed.gold + unattributed.gold;
    println!("detection     {} of {all}; {} of them as a figure", all - unseen, all - undetected);
    println!("attributed    {}", attributed_all.line());
    println!("unattributed  {}", unattributed_all.line());
    println!("with dates, ages and other numbers that are no figures counted as undetected:");
    println!("attributed    {}", attributed.line());
    println!("unattributed  {}", unattributed.line());
    println!("source words  {spans_right} of {spans} name what people marked");
    let mut cues: Vec<_> = cues.into_iter().filter(|(_, (right, wrong))| *wrong > *right && *wrong > 1).collect();
    cues.sort_by_key(|(cue, (right, wrong))| (usize::MAX - wrong + right, cue.clone()));
    cues.iter().take(40).for_each(|(cue, (right, wrong))| println!("  cue {cue:?}: right {right}, wrong {wrong}"));
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(kind, count)| (usize::MAX - count, kind.clone()));
    kinds.iter().for_each(|(kind, count)| println!("  {count:5} {kind}"));
    Ok(())
}

/// Where a figure stands, as far as marks before it in its paragraph show.
fn place(text: &str, at: Span) -> &'static str {
    let start = text[..at.start].rfind('\n').map_or(0, |n| n + 1);
    let before = &text[start..at.start];
    let open = before.matches(['“', '«']).count() > before.matches(['”', '»']).count()
        || before.matches('"').count() % 2 == 1
        || before.matches("''").count() % 2 == 1;
    if open { "in a quotation" } else { "outside quotations" }
}
