//! The record as the files of one archive.

use super::{Record, RecordRoom, csv, markdown};
use crate::file_words::FileWords;
use crate::text::is_unwanted;

/// Letters of a room's name that go into a file's.
const NAME_MAX: usize = 40;

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFile {
    /// With its folder: ASCII letters, digits, `-`, `.` and one `/` at most.
    pub name: String,
    pub text: String,
}

pub(super) fn files(
    record: &Record,
    words: &FileWords,
    meeting_words: &FileWords,
) -> serde_json::Result<Vec<RecordFile>> {
    let file = |name: &str, text: String| RecordFile {
        name: name.to_owned(),
        text,
    };
    let mut files = vec![
        file("record.md", record.to_markdown(words)),
        file("record.json", record.to_json()?),
        file("record.csv", record.to_csv(meeting_words)),
    ];
    let tables = csv::tables(record, meeting_words).into_iter();
    files.extend(tables.map(|(kind, text)| file(&format!("tables/{kind}.csv"), text)));
    files.extend(record.rooms.iter().filter_map(|room| {
        let text = markdown::boards(record, room, words)?;
        Some(file(&board_file(room), text))
    }));
    Ok(files)
}

/// The room's number makes it the only one of its name, and no name that a system keeps for itself.
fn board_file(room: &RecordRoom) -> String {
    match room.name.as_deref().map(plain).filter(|name| !name.is_empty()) {
        Some(name) => format!("boards/{:03}-{name}.md", room.number),
        None => format!("boards/{:03}.md", room.number),
    }
}

/// People's text as part of a file's name.
fn plain(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars().filter(|c| !is_unwanted(*c)) {
        if name.len() >= NAME_MAX {
            break;
        }
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_is_plain() {
        for (text, expected) in [
            ("Fractions & more", "fractions-more"),
            ("../../etc/passwd", "etc-passwd"),
            ("C:\\con", "c-con"),
            ("\u{202e}fdp.exe", "fdp-exe"),
            ("\u{6570}\u{5b66}", ""),
        ] {
            assert_eq!(plain(text), expected);
        }
        assert_eq!(plain(&"x".repeat(500)).len(), 40);
    }
}
