//! Metadata by the row: CSV, or JSON Lines.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use super::{FIELDS, Metadata, Refusal};
use crate::store::{canonical, read_file};

/// The files of a table in its order, and what its rows say of each, by real path.
pub type Table = (Vec<PathBuf>, HashMap<PathBuf, Metadata>);

/// One row: its line, counted from 1, and its cells by column; or what is wrong with it.
type Row = (usize, Result<Vec<(String, String)>, String>);

/// The longest line of JSON Lines, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// The largest table, in bytes: some hundred thousand rows. One that is a single cell would else take all memory.
const LARGEST: u64 = 64 << 20;

/// Reads a table with a column `path`, relative to the table's folder, and columns named like the fields: JSON Lines with one
/// object a line if its name ends in `.jsonl` or `.ndjson`, else CSV.
///
/// # Errors
/// Every row and column that cannot be used.
pub fn read_table(table: &Path) -> Result<Table, Vec<Refusal>> {
    let shown = table.to_string_lossy().into_owned();
    let refuse = |why: String| Refusal { file: shown.clone(), why };
    let bytes = read_file(table, LARGEST).map_err(|error| vec![refuse(error.why())])?;
    let stream = &bytes[..];
    let json = table.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
    let rows = if json { json_rows(stream) } else { csv_rows(stream) };
    let rows = rows.map_err(|whys| whys.into_iter().map(refuse).collect::<Vec<_>>())?;
    let (mut refused, mut paths, mut by_path) = (Vec::new(), Vec::new(), HashMap::new());
    for (line, row) in rows {
        match row.and_then(|cells| used(cells, table)) {
            Err(why) => refused.push(refuse(format!("line {line}: {why}"))),
            Ok((real, path, metadata)) => {
                if by_path.insert(real, metadata).is_some() {
                    refused.push(refuse(format!("line {line}: {} has a row already", path.display())));
                }
                paths.push(path);
            }
        }
    }
    if refused.is_empty() { Ok((paths, by_path)) } else { Err(refused) }
}

/// What a row says, and of which file.
fn used(cells: Vec<(String, String)>, table: &Path) -> Result<(PathBuf, PathBuf, Metadata), String> {
    let (mut metadata, mut path) = (Metadata::default(), None);
    for (column, value) in cells.into_iter().filter(|(_, value)| !value.is_empty()) {
        match metadata.get_mut(&column) {
            Some(slot) => *slot = Some(value),
            None => path = Some(table.parent().unwrap_or(Path::new("")).join(value)),
        }
    }
    let path = path.ok_or("no path")?;
    match canonical(&path) {
        Ok(real) => Ok((real, path, metadata)),
        Err(error) => Err(format!("{}: {}", path.display(), error.why())),
    }
}

fn unknown(column: &str) -> Option<String> {
    let known = column == "path" || Metadata::default().get_mut(column).is_some();
    let keys: Vec<_> = FIELDS.iter().map(|field| field.key).collect();
    (!known).then(|| format!("column '{column}' is unknown; known are path, {}", keys.join(", ")))
}

fn csv_rows(bytes: &[u8]) -> Result<Vec<Row>, Vec<String>> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(vec![
            "it is a workbook, as Excel (.xlsx, .xls) and LibreOffice (.ods) write them: save it as CSV".to_owned(),
        ]);
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(vec![format!("the table is UTF-16; {AS_UTF8}")]);
    }
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(bytes)).from_reader(bytes);
    let mut lines = Lines { bytes, at: 0, line: 1 };
    let columns = reader.headers().map_err(|error| vec![format!("line 1: {}", told(&error, &[]))])?.clone();
    let mut wrong: Vec<String> = columns.iter().filter_map(unknown).collect();
    // Of two cells for one field the last would win, unseen.
    let before = |at: usize, column: &str| columns.iter().take(at).any(|earlier| earlier == column);
    let repeated = columns.iter().enumerate().filter(|(at, column)| before(*at, column));
    wrong.extend(repeated.map(|(_, column)| format!("column '{column}' is there more than once")));
    if !columns.iter().any(|column| column == "path") {
        wrong.push("there is no column 'path'".to_owned());
    }
    let names: Vec<&str> = columns.iter().collect();
    let mut record = csv::StringRecord::new();
    let read = std::iter::from_fn(|| {
        let line = lines.of(reader.position().byte());
        Some((line, reader.read_record(&mut record).map(|more| more.then(|| record.clone())).transpose()?))
    });
    let rows = read.map(|(line, record)| {
        let cells = |record: csv::StringRecord| {
            columns.iter().zip(&record).map(|(column, value)| (column.to_owned(), value.to_owned())).collect()
        };
        (line, record.map(cells).map_err(|error| told(&error, &names)))
    });
    // Rows under columns that nobody knows are listed, too: all that is wrong is told at once.
    let rows: Vec<Row> = rows.collect();
    if wrong.is_empty() {
        return Ok(rows);
    }
    wrong.extend(rows.into_iter().filter_map(|(line, row)| Some(format!("line {line}: {}", row.err()?))));
    Err(wrong)
}

/// What to do about a table in another charset.
const AS_UTF8: &str = "save it as UTF-8 (in Excel: `CSV UTF-8`)";

/// What stands between cells: where a comma is for decimals, spreadsheets write semicolons, and some write tabs. It is the one by
/// which there is a column `path`.
fn delimiter(bytes: &[u8]) -> u8 {
    let head = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let is_it = |delimiter: &u8| {
        let mut reader = csv::ReaderBuilder::new().delimiter(*delimiter).has_headers(false).from_reader(head);
        let mut cells = csv::ByteRecord::new();
        reader.read_byte_record(&mut cells).is_ok() && cells.iter().any(|cell| cell == b"path")
    };
    [b',', b';', b'\t'].into_iter().find(is_it).unwrap_or(b',')
}

/// What is wrong with a row; its line stands before it.
fn told(error: &csv::Error, columns: &[&str]) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => match columns.get(err.field()) {
            Some(column) => format!("column '{column}' is not UTF-8; {AS_UTF8}"),
            None => format!("cell {} is not UTF-8; {AS_UTF8}", err.field() + 1),
        },
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!(
                "{len} cells, and the table has {expected_len} columns; a cell with the delimiter in it stands in quotes"
            )
        }
        _ => error.to_string(),
    }
}

/// Counts the lines of a table: a row may have several, and there may be empty ones between rows.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line, counted from 1, on which the row begins that is read from this byte on. Later rows after earlier ones.
    fn of(&mut self, byte: u64) -> usize {
        let from = usize::try_from(byte).map_or(self.bytes.len(), |byte| byte.min(self.bytes.len()));
        let ends = self.bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let row = self.bytes[self.at..].get(..(from + ends).saturating_sub(self.at)).unwrap_or_default();
        self.line += row.iter().filter(|byte| **byte == b'\n').count();
        self.at += row.len();
        self.line
    }
}

/// Values are strings; a number, as `http_status` may be written, is taken by its digits.
fn json_rows(stream: impl Read) -> Result<Vec<Row>, Vec<String>> {
    let mut rows = Vec::new();
    let mut lines = BufReader::new(stream);
    for number in 1.. {
        let mut line = Vec::new();
        let read = (&mut lines).take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut line);
        match read {
            Ok(0) => break,
            Ok(_) if line.len() > LONGEST_LINE => return Err(vec![format!("line {number} is longer than 1 MiB")]),
            Ok(_) if line.trim_ascii().is_empty() => {}
            Ok(_) => rows.push((number, json_row(&line))),
            Err(error) => return Err(vec![error.to_string()]),
        }
    }
    Ok(rows)
}

/// The values of an object by their keys. A key that is there twice is refused: the last would win, unseen.
struct Cells(BTreeMap<String, serde_json::Value>);

impl<'de> Deserialize<'de> for Cells {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;
        impl<'de> Visitor<'de> for Once {
            type Value = Cells;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cells, A::Error> {
                let mut cells = BTreeMap::new();
                while let Some((key, value)) = map.next_entry::<String, serde_json::Value>()? {
                    if cells.insert(key.clone(), value).is_some() {
                        return Err(A::Error::custom(format!("'{}' is there more than once", key.escape_debug())));
                    }
                }
                Ok(Cells(cells))
            }
        }
        deserializer.deserialize_map(Once)
    }
}

fn json_row(line: &[u8]) -> Result<Vec<(String, String)>, String> {
    let Cells(cells) = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    cells
        .into_iter()
        .map(|(column, value)| match (unknown(&column), value) {
            (Some(why), _) => Err(why),
            (None, serde_json::Value::String(value)) => Ok((column, value)),
            (None, serde_json::Value::Number(value)) => Ok((column, value.to_string())),
            (None, serde_json::Value::Null) => Ok((column, String::new())),
            (None, _) => Err(format!("'{column}' is neither text nor a number")),
        })
        .collect()
}
