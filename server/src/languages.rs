//! The words of the files that the server writes, from the locale files of the pages (docs/languages.md).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use axum::http::{HeaderMap, header};
use protocol::file_words::FileWords;
use rust_embed::RustEmbed;

/// The folder itself, not the built client: the words are there whether or not the pages were built.
#[derive(RustEmbed)]
#[folder = "../client-web/src/text"]
struct Text;

/// The language that stands in for others.
const ENGLISH: &str = "en";

/// Every language that says something of files.
#[derive(Clone, Debug)]
pub struct Languages {
    english: Arc<FileWords>,
    /// By tag in small letters.
    words: BTreeMap<String, Arc<FileWords>>,
}

impl Languages {
    /// From `folder`; none: the locale files in the program.
    ///
    /// # Errors
    /// The folder or the English words cannot be read. Another language that cannot be read is left out with a warning.
    pub fn read(folder: Option<&Path>) -> anyhow::Result<Self> {
        Self::of_files(&match folder {
            Some(folder) => {
                files_in(folder).with_context(|| format!("text_folder: cannot read {}", folder.display()))?
            }
            None => embedded(),
        })
    }

    fn of_files(files: &BTreeMap<String, String>) -> anyhow::Result<Self> {
        let english_file = files.get(ENGLISH).context("the locale files lack en.json")?;
        let english = FileWords::read(ENGLISH, english_file, english_file)
            .context("the words of files in en.json")?
            .context("en.json has no words of files")?;
        let mut words = BTreeMap::new();
        for (tag, own) in files {
            match FileWords::read(tag, english_file, own) {
                Ok(Some(own)) => drop(words.insert(tag.to_ascii_lowercase(), Arc::new(own))),
                Ok(None) => {}
                Err(error) => tracing::warn!(language = tag, %error, "a locale file cannot be read"),
            }
        }
        Ok(Self {
            english: Arc::new(english),
            words,
        })
    }

    /// The words for a language tag; English where there are none.
    pub fn of(&self, tag: &str) -> Arc<FileWords> {
        self.known(tag).unwrap_or(&self.english).clone()
    }

    /// Of the languages that a page asks for, the first that there are words in.
    pub fn asked(&self, headers: &HeaderMap) -> Arc<FileWords> {
        let wanted = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let tags = wanted.split(',').filter_map(|one| one.split(';').next());
        tags.map(str::trim)
            .find_map(|tag| self.known(tag))
            .unwrap_or(&self.english)
            .clone()
    }

    /// `es-MX` is met by `es`, as on the pages.
    fn known(&self, tag: &str) -> Option<&Arc<FileWords>> {
        let tag = tag.to_ascii_lowercase();
        let base = tag.split('-').next()?;
        self.words.get(&tag).or_else(|| self.words.get(base))
    }
}

fn embedded() -> BTreeMap<String, String> {
    let text = |name: Cow<'static, str>| {
        let tag = name.strip_suffix(".json")?.to_owned();
        let file = Text::get(&name)?;
        Some((tag, String::from_utf8_lossy(&file.data).into_owned()))
    };
    Text::iter().filter_map(text).collect()
}

fn files_in(folder: &Path) -> std::io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let tag = path.file_stem().and_then(|tag| tag.to_str());
        if let (Some(tag), Some("json")) = (tag, path.extension().and_then(|end| end.to_str())) {
            files.insert(tag.to_owned(), std::fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn with_polish() -> Languages {
        let mut files = embedded();
        let polish = r#"{"files": {"rehearsal": {"title": "Próba: {{title}}"}}}"#;
        files.insert("pl".to_owned(), polish.to_owned());
        files.insert(
            "fr".to_owned(),
            r#"{"common": {"save": "Enregistrer"}}"#.to_owned(),
        );
        files.insert("de".to_owned(), "no JSON".to_owned());
        Languages::of_files(&files).unwrap()
    }

    #[test]
    fn the_first_language_that_has_words_is_spoken() {
        let languages = with_polish();
        for (wanted, spoken) in [
            ("es", "es"),
            ("ES-mx", "es"),
            ("pl-PL, es;q=0.8, en;q=0.5", "pl"),
            ("fr, es;q=0.8, en;q=0.5", "es"),
            ("de", "en"),
            ("en-GB,es", "en"),
            ("", "en"),
            ("estonian", "en"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(wanted));
            assert_eq!(languages.asked(&headers).tag(), spoken, "{wanted}");
        }
        assert_eq!(languages.asked(&HeaderMap::new()).tag(), "en");
        assert_eq!(languages.of("pl").rehearsal_of("Nauka"), "Próba: Nauka");
    }

    #[test]
    fn a_folder_stands_in_for_what_is_in_the_program() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Languages::read(Some(folder.path())).is_err());
        for (tag, text) in embedded() {
            std::fs::write(folder.path().join(format!("{tag}.json")), text).unwrap();
        }
        std::fs::write(folder.path().join("language.ts"), "").unwrap();
        std::fs::write(folder.path().join("pl.json"), r#"{"files": {}}"#).unwrap();
        let languages = Languages::read(Some(folder.path())).unwrap();
        assert_eq!(languages.of("pl-PL").tag(), "pl");
        assert_eq!(Languages::read(None).unwrap().of("pl").tag(), "en");
    }
}
