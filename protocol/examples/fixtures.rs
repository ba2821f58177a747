//! Writes `protocol/fixtures/view_changes.json` to standard output: `make generate`.

#[path = "../tests/support/fixtures.rs"]
mod fixtures;
#[path = "../tests/support/play.rs"]
mod play;

use std::io::{self, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    io::stdout().lock().write_all(fixtures::file()?.as_bytes())?;
    Ok(())
}
