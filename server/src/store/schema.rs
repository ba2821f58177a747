//! What holds for the schema of either database: whose it is, how new, and what the store keeps for itself.

use sqlx::migrate::Migrator;

use super::OpenError;

/// Whether there is a schema of ours among these tables; a database without tables is to be filled.
pub(super) fn is_there(tables: &[String], name: &str) -> Result<bool, OpenError> {
    if !tables.is_empty() && !tables.iter().any(|table| table == "_sqlx_migrations") {
        return Err(OpenError::Foreign {
            file: name.to_owned(),
        });
    }
    Ok(!tables.is_empty())
}

/// Refuses a schema that a newer version has made.
pub(super) fn is_readable(found: Option<i64>, migrations: &Migrator, name: &str) -> Result<(), OpenError> {
    let known = newest(migrations);
    match found {
        Some(found) if found > known => Err(OpenError::NewerSchema {
            file: name.to_owned(),
            found,
            known,
        }),
        _ => Ok(()),
    }
}

/// Refuses a schema that is not as this version makes it.
pub(super) fn is_current(found: Option<i64>, migrations: &Migrator, name: &str) -> Result<(), OpenError> {
    is_readable(found, migrations, name)?;
    if found == Some(newest(migrations)) {
        return Ok(());
    }
    Err(OpenError::OlderSchema {
        file: name.to_owned(),
    })
}

fn newest(migrations: &Migrator) -> i64 {
    let versions = migrations.iter().map(|migration| migration.version);
    versions.max().unwrap_or(0)
}

/// What a new store keeps for itself: a key of its own, the first levels.
pub(super) fn first_values() -> Result<[(&'static str, Vec<u8>); 3], sqlx::Error> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| sqlx::Error::Configuration(error.to_string().into()))?;
    let first_level = 1_i64.to_be_bytes();
    Ok([
        ("secret_key", key.to_vec()),
        ("event_level", first_level.to_vec()),
        ("readable_from", first_level.to_vec()),
    ])
}
