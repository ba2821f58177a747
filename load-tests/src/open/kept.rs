//! A past that is left in a folder, so that it is made once and opened by many builds of the server.

use std::fs;
use std::path::Path;

use super::past::Past;

const FILE: &str = "past.json";

/// What was left there, if anything was.
pub(super) fn read(folder: &Path) -> anyhow::Result<Option<Past>> {
    let file = folder.join(FILE);
    if !file.exists() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(&fs::read_to_string(file)?)?))
}

/// Leaves the database of a server that is not running.
pub(super) fn leave(folder: &Path, from: &Path, past: &Past) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    copy(from, folder)?;
    // Last: where it is, all is.
    fs::write(folder.join(FILE), serde_json::to_string(past)?)?;
    Ok(())
}

/// Puts it in the place of what a server that is not running has.
pub(super) fn take(folder: &Path, to: &Path) -> anyhow::Result<()> {
    for file in databases(to)? {
        fs::remove_file(file)?;
    }
    copy(folder, to)
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for file in databases(from)? {
        if let Some(name) = file.file_name() {
            fs::copy(&file, to.join(name))?;
        }
    }
    Ok(())
}

fn databases(folder: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let files = entries.into_iter().map(|entry| entry.path());
    let is_database = |path: &std::path::PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| name.contains("sqlite"))
    };
    Ok(files.filter(is_database).collect())
}
