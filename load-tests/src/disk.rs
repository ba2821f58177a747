//! What the disk itself takes: beside it the times of durable answers mean something.

use crate::measure::Spread;
use anyhow::Context as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// As much as a page of a database.
const BYTES: [u8; 4096] = [7; 4096];

/// Appends a page to a file in the folder and waits until it is on the disk, so many times. It blocks.
pub(crate) fn fsync(folder: &Path, times: u32) -> anyhow::Result<Spread> {
    let mut file = tempfile::tempfile_in(folder).context("no file to sync")?;
    let mut took: Vec<Duration> = Vec::new();
    for _ in 0..times {
        let began = Instant::now();
        file.write_all(&BYTES)?;
        file.sync_data()?;
        took.push(began.elapsed());
    }
    Ok(Spread::of(took))
}
