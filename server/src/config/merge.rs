//! From flags, environment and file to a checked [`Config`], or to one line that says what is wrong.

use std::net::IpAddr;
use std::path::Path;

use ipnet::IpNet;

use super::flags::{Flags, VARIABLES};
use super::{Config, LogFormat, Secret};

/// One line for whoever starts the server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

/// The keys of the file.
const KEYS: [&str; 14] = [
    "listen",
    "database_url",
    "redis_url",
    "redis_ca_file",
    "operator_token",
    "public_url",
    "trusted_proxies",
    "sockets_per_address",
    "log_format",
    "log_level",
    "memory_mib",
    "board_workers",
    "rehearsals",
    "text_folder",
];

/// Checks everything. `variables` are the names of all environment variables.
///
/// # Errors
/// [`ConfigError`] with one line.
pub fn read(flags: Flags, variables: impl IntoIterator<Item = String>) -> Result<Config, ConfigError> {
    for name in variables {
        if name.starts_with("CONVENE_") && !VARIABLES.contains(&name.as_str()) {
            return Err(unknown(&format!("the variable {name}"), &name, &VARIABLES));
        }
    }
    let file = match &flags.config {
        Some(path) => read_file(path)?,
        None => toml::Table::new(),
    };
    let pick = |key: &str, given: Option<String>| -> Result<Option<String>, ConfigError> {
        match (given, file.get(key)) {
            (Some(given), _) => Ok(Some(given)),
            (None, Some(toml::Value::String(text))) => Ok(Some(text.clone())),
            (None, Some(toml::Value::Integer(number))) => Ok(Some(number.to_string())),
            (None, Some(toml::Value::Array(items))) if key == "trusted_proxies" => {
                let texts: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
                let texts = texts.ok_or_else(|| wrong(key, "[…]", "a list of texts"))?;
                Ok(Some(texts.join(",")))
            }
            (None, Some(other)) => Err(wrong(key, other.type_str(), "a text or a whole number")),
            (None, None) => Ok(None),
        }
    };
    let mut config = Config::default();
    if let Some(text) = pick("listen", flags.listen)? {
        let right = "an address with a port, such as 127.0.0.1:7400";
        config.listen = text.parse().map_err(|_| wrong("listen", &text, right))?;
    }
    if let Some(text) = pick("database_url", flags.database_url)? {
        if text.trim().is_empty() {
            let right = "sqlite:FILE, sqlite:///absolute/path or postgres://user:password@host:port/database";
            return Err(wrong("database_url", &text, right));
        }
        config.database_url = text;
    }
    config.redis_url = pick("redis_url", flags.redis_url)?.filter(|text| !text.trim().is_empty());
    if config.redis_url.is_some() && config.database_url.starts_with("sqlite:") {
        return Err(ConfigError(
            "redis_url: Redis serves several instances on one PostgreSQL; set database_url to postgres://… or unset it"
                .to_owned(),
        ));
    }
    if let Some(token) = pick("operator_token", flags.operator_token)? {
        config.operator_token = Some(operator_token(token)?);
    }
    if let Some(text) = pick("public_url", flags.public_url)? {
        config.public_url = Some(public_url(&text)?);
    }
    if let Some(text) = pick("trusted_proxies", flags.trusted_proxies)? {
        config.trusted_proxies = networks(&text).ok_or_else(|| {
            let right = "addresses or networks with commas between, such as 10.0.0.0/8,::1";
            wrong("trusted_proxies", &text, right)
        })?;
    }
    if let Some(text) = pick("sockets_per_address", flags.sockets_per_address)? {
        config.sockets_per_address = text
            .parse()
            .map_err(|_| wrong("sockets_per_address", &text, "a whole number from 1 on"))?;
    }
    if let Some(text) = pick("log_format", flags.log_format)? {
        config.log_format = match text.as_str() {
            "json" => LogFormat::Json,
            "text" => LogFormat::Text,
            _ => return Err(wrong("log_format", &text, "json or text")),
        };
    }
    if let Some(text) = pick("log_level", flags.log_level)? {
        let right = "error, warn, info, debug, trace, or a filter such as info,server=debug";
        text.parse::<tracing_subscriber::filter::Targets>()
            .map_err(|_| wrong("log_level", &text, right))?;
        config.log_level = text;
    }
    if let Some(text) = pick("memory_mib", flags.memory_mib)? {
        let mib: Option<u64> = text.parse().ok().filter(|mib| (64..=1 << 20).contains(mib));
        let right = "a whole number of MiB, 64 or more";
        config.memory_mib = Some(mib.ok_or_else(|| wrong("memory_mib", &text, right))?);
    }
    if let Some(text) = pick("board_workers", flags.board_workers)? {
        let workers: Option<usize> = text.parse().ok().filter(|count| (1..=64).contains(count));
        config.board_workers =
            workers.ok_or_else(|| wrong("board_workers", &text, "a number from 1 to 64"))?;
    }
    if let Some(text) = pick("rehearsals", flags.rehearsals)? {
        let rehearsals: Option<usize> = text.parse().ok().filter(|count| *count <= 50);
        config.rehearsals = rehearsals.ok_or_else(|| wrong("rehearsals", &text, "a number from 0 to 50"))?;
    }
    config.redis_ca_file = pick("redis_ca_file", flags.redis_ca_file)?.map(Into::into);
    config.text_folder = pick("text_folder", flags.text_folder)?.map(Into::into);
    Ok(config)
}

fn read_file(path: &Path) -> Result<toml::Table, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| ConfigError(format!("config: cannot read {}: {cause}", path.display())))?;
    let table: toml::Table = toml::from_str(&text).map_err(|cause| {
        let start = cause.span().map_or(0, |span| span.start.min(text.len()));
        let line = text.as_bytes()[..start]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        let cause = cause.message().replace('\n', " ");
        ConfigError(format!(
            "config: {} is not TOML: line {line}: {cause}",
            path.display()
        ))
    })?;
    match table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        Some(key) => Err(unknown(
            &format!("the key {key} in {}", path.display()),
            key,
            &KEYS,
        )),
        None => Ok(table),
    }
}

fn operator_token(token: String) -> Result<Secret, ConfigError> {
    // A token is never repeated to a screen or a log.
    if token.chars().count() < 16 {
        return Err(ConfigError(
            "operator_token: it must have at least 16 characters; `openssl rand -hex 24` makes a good one"
                .to_owned(),
        ));
    }
    if !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err(ConfigError(
            "operator_token: only letters, digits and signs of ASCII, no spaces".to_owned(),
        ));
    }
    Ok(Secret(token))
}

/// None when one of them is neither an address nor a network.
fn networks(text: &str) -> Option<Vec<IpNet>> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| match part.parse::<IpAddr>() {
            Ok(address) => Some(IpNet::from(address)),
            Err(_) => part.parse().ok(),
        })
        .collect()
}

fn public_url(text: &str) -> Result<String, ConfigError> {
    let right =
        "http:// or https:// with a host, an optional port and no path, such as https://convene.example.org";
    let url = text.trim_end_matches('/').to_ascii_lowercase();
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .unwrap_or_default();
    let is_host = !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'));
    if is_host {
        Ok(url)
    } else {
        Err(wrong("public_url", text, right))
    }
}

fn wrong(key: &str, value: &str, right: &str) -> ConfigError {
    let value: String = value.chars().filter(|c| !c.is_control()).take(80).collect();
    ConfigError(format!("{key}: \"{value}\" is not right; it must be {right}"))
}

fn unknown(what: &str, name: &str, known: &[&str]) -> ConfigError {
    let nearest = known.iter().min_by_key(|known| distance(known, name));
    let hint = match nearest.filter(|known| distance(known, name) <= 3) {
        Some(known) => format!("did you mean {known}?"),
        None => format!("known are {}", known.join(", ")),
    };
    ConfigError(format!("{what} is unknown; {hint}"))
}

/// Levenshtein's distance, for hints.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, d) in b.iter().enumerate() {
            let change = diagonal + usize::from(c != *d);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(flags: Flags) -> String {
        read(flags, []).unwrap_err().to_string()
    }

    #[test]
    fn each_fault_is_one_line_that_names_the_key_and_what_is_right() {
        let listen = Flags {
            listen: Some("7400".to_owned()),
            ..Flags::default()
        };
        assert_eq!(
            error(listen),
            "listen: \"7400\" is not right; it must be an address with a port, such as 127.0.0.1:7400"
        );
        let redis = Flags {
            redis_url: Some("redis://x".to_owned()),
            ..Flags::default()
        };
        assert!(error(redis).contains("Redis serves several instances on one PostgreSQL; set database_url"));
        let token = Flags {
            operator_token: Some("short".to_owned()),
            ..Flags::default()
        };
        assert!(error(token).contains("at least 16 characters"));
        let url = Flags {
            public_url: Some("convene.example.org".to_owned()),
            ..Flags::default()
        };
        assert!(error(url).contains("https://convene.example.org"));
    }

    #[test]
    fn an_unknown_variable_or_key_is_named_with_a_hint() {
        let error = read(Flags::default(), ["CONVENE_LISTN".to_owned()]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the variable CONVENE_LISTN is unknown; did you mean CONVENE_LISTEN?"
        );
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("convene.toml");
        std::fs::write(&path, "listen = \"127.0.0.1:1\"\nlisten_adress = 3\n").unwrap();
        let flags = Flags {
            config: Some(path.clone()),
            ..Flags::default()
        };
        let error = read(flags.clone(), []).unwrap_err().to_string();
        assert!(error.contains("the key listen_adress in"), "{error}");
        std::fs::write(&path, "listen = \"127.0.0.1:1\"\nboard_workers = 4\n").unwrap();
        let config = read(flags.clone(), []).unwrap();
        assert_eq!((config.listen.port(), config.board_workers), (1, 4));
        let stronger = Flags {
            listen: Some("127.0.0.1:2".to_owned()),
            ..flags
        };
        assert_eq!(read(stronger, []).unwrap().listen.port(), 2);
    }

    #[test]
    fn trusted_proxies_are_one_text_or_a_list_in_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("convene.toml");
        let flags = Flags {
            config: Some(path.clone()),
            ..Flags::default()
        };
        std::fs::write(&path, "trusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n").unwrap();
        let config = read(flags.clone(), []).unwrap();
        let trusted: Vec<String> = config.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!(trusted, ["10.0.0.0/8", "::1/128"]);
        std::fs::write(&path, "trusted_proxies = [\"10.0.0.0/8\", 1]\n").unwrap();
        let error = read(flags, []).unwrap_err().to_string();
        assert!(error.starts_with("trusted_proxies: ") && error.contains("a list of texts"));
    }
}
