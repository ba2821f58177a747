//! The file: JSON lines. The first says what it is, then one row a line, `["entries", …]` with ids and bytes as text (bytes in base64),
//! and the last says how many rows there are and the SHA-256 of all before it, so that half a file is not taken for a whole.

use std::io::{BufRead, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::TransferError;
use super::tables::{Cell, Kind, Row, Table, named};
use crate::store::Hash;

/// The form of the file; another form gets another number.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct First {
    convene_export: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Last {
    rows: u64,
    sha256: Hash,
}

pub(super) struct Writer<W> {
    out: W,
    sha: Sha256,
    rows: u64,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(out: W) -> Result<Self, TransferError> {
        let mut writer = Self {
            out,
            sha: Sha256::new(),
            rows: 0,
        };
        writer.line(&First {
            convene_export: FORMAT,
        })?;
        Ok(writer)
    }

    pub(super) fn row(&mut self, table: &Table, row: &Row) -> Result<(), TransferError> {
        let cells = row.iter().map(|cell| match cell {
            Cell::Null => Value::Null,
            Cell::Id(id) => Value::String(id.to_string()),
            Cell::Number(number) => Value::from(*number),
            Cell::Bytes(bytes) => Value::String(BASE64.encode(bytes)),
            Cell::Text(text) => Value::String(text.clone()),
        });
        let line: Vec<_> = std::iter::once(Value::from(table.name)).chain(cells).collect();
        self.rows += 1;
        self.line(&line)
    }

    pub(super) fn finish(mut self) -> Result<u64, TransferError> {
        let last = Last {
            rows: self.rows,
            sha256: Hash(self.sha.clone().finalize().into()),
        };
        self.line(&last)?;
        self.out.flush()?;
        Ok(self.rows)
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), TransferError> {
        let mut text = serde_json::to_vec(line).map_err(std::io::Error::from)?;
        text.push(b'\n');
        self.sha.update(&text);
        Ok(self.out.write_all(&text)?)
    }
}

pub(super) struct Reader<R> {
    input: R,
    sha: Sha256,
    line: u64,
    rows: u64,
    is_over: bool,
}

impl<R: BufRead> Reader<R> {
    pub(super) fn new(input: R) -> Result<Self, TransferError> {
        let mut reader = Self {
            input,
            sha: Sha256::new(),
            line: 0,
            rows: 0,
            is_over: false,
        };
        let first = reader.next_line()?;
        match serde_json::from_slice::<First>(&first) {
            Ok(First {
                convene_export: FORMAT,
            }) => Ok(reader),
            Ok(_) => Err(reader.wrong("it was written by a newer Convene")),
            Err(_) => Err(reader.wrong("it is not an export of Convene")),
        }
    }

    /// The next row; none at the end of a file that is whole.
    pub(super) fn row(&mut self) -> Result<Option<(&'static Table, Row)>, TransferError> {
        if self.is_over {
            return Ok(None);
        }
        let before = self.sha.clone();
        let line = self.next_line()?;
        if let Ok(last) = serde_json::from_slice::<Last>(&line) {
            if last.rows != self.rows || last.sha256 != Hash(before.finalize().into()) {
                return Err(
                    self.wrong("its end does not fit what stands before it: it was changed or damaged")
                );
            }
            self.is_over = true;
            return Ok(None);
        }
        let cells: Vec<Value> = serde_json::from_slice(&line).map_err(|_| self.wrong("it is damaged"))?;
        let row =
            read(&cells).ok_or_else(|| self.wrong("it has a row that no table of this version can hold"))?;
        self.rows += 1;
        Ok(Some(row))
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn wrong(&self, what: &'static str) -> TransferError {
        TransferError::File {
            line: self.line,
            what,
        }
    }

    fn next_line(&mut self) -> Result<Vec<u8>, TransferError> {
        let mut line = Vec::new();
        self.line += 1;
        self.input.read_until(b'\n', &mut line)?;
        if line.pop() != Some(b'\n') {
            return Err(self.wrong("it ends here: it is not whole"));
        }
        self.sha.update(&line);
        self.sha.update(b"\n");
        Ok(line)
    }
}

fn read(line: &[Value]) -> Option<(&'static Table, Row)> {
    let (name, cells) = line.split_first()?;
    let table = named(name.as_str()?)?;
    if cells.len() != table.columns.len() {
        return None;
    }
    let cell = |(value, (_, kind)): (&Value, &(&str, Kind))| {
        if value.is_null() {
            return Some(Cell::Null);
        }
        Some(match kind {
            Kind::Id => Cell::Id(value.as_str()?.parse().ok()?),
            Kind::Number => Cell::Number(value.as_i64()?),
            Kind::Bytes => Cell::Bytes(BASE64.decode(value.as_str()?).ok()?),
            Kind::Text => Cell::Text(value.as_str()?.to_owned()),
        })
    };
    let row = cells
        .iter()
        .zip(table.columns)
        .map(cell)
        .collect::<Option<Row>>()?;
    Some((table, row))
}
