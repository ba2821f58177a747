//! The words of written files, as they stand in the locale files of the pages.

use protocol::file_words::FileWords;
use std::sync::LazyLock;

const ENGLISH: &str = include_str!("../../../client-web/src/text/en.json");
const SPANISH: &str = include_str!("../../../client-web/src/text/es.json");

pub fn words(tag: &str) -> &'static FileWords {
    static WORDS: LazyLock<[FileWords; 2]> = LazyLock::new(|| {
        [("en", ENGLISH), ("es", SPANISH)]
            .map(|(tag, own)| FileWords::read(tag, ENGLISH, own).unwrap().unwrap())
    });
    WORDS.iter().find(|words| words.tag() == tag).unwrap()
}
