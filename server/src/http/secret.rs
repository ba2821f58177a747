//! Secrets and codes: made here, hashed at rest, compared by their hash.

use sha2::{Digest, Sha256};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::ApiError;

/// Letters and digits that are not mistaken for each other when said or written: no 0 O, 1 I L, no U beside V.
const CODE_ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LETTERS: usize = 8;

/// A new secret: base64url of 32 random bytes.
///
/// # Errors
/// The system has no randomness.
pub fn make() -> Result<String, ApiError> {
    let mut bytes = [0; 32];
    random(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a secret.
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Whether a browser's own secret has enough randomness to be one: 22 to 128 characters of base64url (at least 128 bits).
pub fn is_well_formed(secret: &str) -> bool {
    (22..=128).contains(&secret.len())
        && secret
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// A new join code, as it is stored.
///
/// # Errors
/// The system has no randomness.
pub fn make_code() -> Result<String, ApiError> {
    let mut code = String::with_capacity(CODE_LETTERS);
    while code.len() < CODE_LETTERS {
        let mut bytes = [0; 16];
        random(&mut bytes)?;
        // Bytes from 240 on would make the first letters more frequent.
        let letters = bytes.iter().filter(|byte| **byte < 240);
        let room = CODE_LETTERS - code.len();
        code.extend(
            letters
                .take(room)
                .map(|byte| char::from(CODE_ALPHABET[usize::from(*byte) % 30])),
        );
    }
    Ok(code)
}

/// As it is said and shown: `XXXX-XXXX`.
pub fn shown_code(code: &str) -> String {
    match code.split_at_checked(4) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

/// What someone typed as it is stored; none when it can be no code.
pub fn typed_code(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .take(CODE_LETTERS + 1)
        .collect();
    let is_code = code.len() == CODE_LETTERS && code.bytes().all(|byte| CODE_ALPHABET.contains(&byte));
    is_code.then_some(code)
}

fn random(bytes: &mut [u8]) -> Result<(), ApiError> {
    getrandom::fill(bytes).map_err(|error| {
        tracing::error!(%error, "the system has no randomness");
        ApiError::unavailable()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_being_said() {
        let code = make_code().unwrap();
        assert_eq!(code.len(), 8);
        let shown = shown_code(&code);
        assert_eq!(shown.len(), 9);
        assert_eq!(typed_code(&format!(" {} ", shown.to_lowercase())), Some(code));
        assert_eq!(typed_code("ABCD-EFG0"), None);
        assert_eq!(typed_code(""), None);
    }

    #[test]
    fn secrets_are_long_and_well_formed() {
        let secret = make().unwrap();
        assert_eq!(secret.len(), 43);
        assert!(is_well_formed(&secret));
        assert!(!is_well_formed("short") && !is_well_formed(&"x".repeat(129)));
        assert!(!is_well_formed("spaces are not base64url at all"));
    }
}
