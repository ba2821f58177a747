//! A record's files in one archive.

use std::io::{Cursor, Write};

use protocol::record::RecordFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The archive, whole: a record is text of one meeting, whose size the meeting's own limits bound. None when it could not be
/// written.
pub(super) fn pack(files: &[RecordFile]) -> Option<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The same mode for all; the time is the format's first, since that of the record stands in it.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o644);
    for file in files {
        archive.start_file(file.name.as_str(), options).ok()?;
        archive.write_all(file.text.as_bytes()).ok()?;
    }
    Some(archive.finish().ok()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let file = |name: &str, text: &str| RecordFile {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        let long = "the same again ".repeat(10_000);
        let packed = pack(&[file("record.md", &long), file("boards/001.md", "notes")]).unwrap();
        assert!(packed.len() < 10_000, "{}", packed.len());
        let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
        assert_eq!(archive.len(), 2);
        let mut text = String::new();
        archive
            .by_name("record.md")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, long);
    }
}
