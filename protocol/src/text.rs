//! Free text that came from outside: normalised, bounded, one shape everywhere.

use crate::limits::{LINE_BYTES_MAX, LINE_GRAPHEMES_MAX, TEXT_BYTES_MAX, TEXT_GRAPHEMES_MAX};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Why a text was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Nothing is left after trimming.
    #[error("empty")]
    Empty,
    /// More than the limit.
    #[error("too long")]
    TooLong,
}

/// One line (a name, a title): NFC, control and bidi-override characters removed, runs of white space are one space.
///
/// # Errors
/// [`TextFault`] when nothing is left or it is longer than [`LINE_GRAPHEMES_MAX`].
pub fn line(raw: &str) -> Result<String, TextFault> {
    let clean: String = bounded(raw)?.nfc().filter(|c| !is_unwanted(*c)).collect();
    let joined = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    check(joined, LINE_GRAPHEMES_MAX, LINE_BYTES_MAX)
}

/// Several lines (chat, a focus question): as [`line`], but line breaks stay.
///
/// # Errors
/// [`TextFault`] when nothing is left or it is longer than [`TEXT_GRAPHEMES_MAX`].
pub fn paragraph(raw: &str) -> Result<String, TextFault> {
    let clean: String = bounded(raw)?
        .nfc()
        .filter(|c| *c == '\n' || *c == '\t' || !is_unwanted(*c))
        .collect();
    check(clean.trim().to_owned(), TEXT_GRAPHEMES_MAX, TEXT_BYTES_MAX)
}

/// Several lines, at most so many grapheme clusters.
///
/// # Errors
/// [`TextFault`] when nothing is left or it is longer.
pub fn short_paragraph(raw: &str, graphemes_max: usize) -> Result<String, TextFault> {
    let text = paragraph(raw)?;
    check(text, graphemes_max, TEXT_BYTES_MAX)
}

fn bounded(raw: &str) -> Result<&str, TextFault> {
    if raw.len() > TEXT_BYTES_MAX {
        Err(TextFault::TooLong)
    } else {
        Ok(raw)
    }
}

fn check(text: String, graphemes_max: usize, bytes_max: usize) -> Result<String, TextFault> {
    let visible = text.chars().any(|c| !c.is_whitespace() && !is_invisible(c));
    if !visible {
        return Err(TextFault::Empty);
    }
    // A cluster is a byte at least: most texts need not be counted.
    let is_long = text.len() > graphemes_max && text.graphemes(true).nth(graphemes_max).is_some();
    if is_long || text.len() > bytes_max {
        return Err(TextFault::TooLong);
    }
    Ok(text)
}

/// Control characters and those that reorder or hide the text around them.
pub(crate) fn is_unwanted(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Joiners are part of some scripts and emoji, so they stay; alone they are nothing to read.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{3164}'
    )
}
