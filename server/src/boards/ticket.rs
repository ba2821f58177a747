//! Board tickets: what lets a socket in. They travel in the query, where logs see them, so they live for a minute
//! and open one board for one person. Good for several uses, since a stock provider repeats its query.
//!
//! base64url of: version, person, board, meeting, expiry (milliseconds, big-endian), HMAC-SHA256 of all that.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::limits;

/// Whom a ticket lets in where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claims {
    /// Who.
    pub person: Uuid,
    /// On which board.
    pub board: Uuid,
    /// The board's meeting.
    pub meeting: Uuid,
}

/// Why a ticket is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// It was good once: get another.
    #[error("the ticket has expired")]
    Expired,
    /// It was never good.
    #[error("the ticket is forged")]
    Forged,
}

const VERSION: u8 = 1;
const CLAIMS: usize = 1 + 3 * 16 + 8;

/// A ticket that is good from `now` (milliseconds on the store's clock) for a minute.
pub fn issue(key: &[u8; 32], claims: Claims, now: i64) -> String {
    let mut bytes = Vec::with_capacity(CLAIMS + 32);
    bytes.push(VERSION);
    for id in [claims.person, claims.board, claims.meeting] {
        bytes.extend(id.as_bytes());
    }
    bytes.extend(expiry(now).to_be_bytes());
    if let Some(mac) = mac(key, &bytes) {
        bytes.extend(mac.finalize().into_bytes());
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

/// When a ticket issued at `now` stops being good, in milliseconds as well.
pub fn expiry(now: i64) -> i64 {
    now.saturating_add(i64::try_from(limits::TICKET_GOOD_FOR.as_millis()).unwrap_or(i64::MAX))
}

/// Whom the ticket lets in where, if it is good at `now` (milliseconds on the store's clock).
pub fn verify(key: &[u8; 32], ticket: &str, now: i64) -> Result<Claims, TicketError> {
    let bytes = URL_SAFE_NO_PAD.decode(ticket).map_err(|_| TicketError::Forged)?;
    let (signed, tag) = bytes.split_at_checked(CLAIMS).ok_or(TicketError::Forged)?;
    // Constant time.
    mac(key, signed)
        .ok_or(TicketError::Forged)?
        .verify_slice(tag)
        .map_err(|_| TicketError::Forged)?;
    let id = |from: usize| Uuid::from_slice(&signed[from..from + 16]).map_err(|_| TicketError::Forged);
    let expiry: [u8; 8] = signed[CLAIMS - 8..].try_into().map_err(|_| TicketError::Forged)?;
    if signed[0] != VERSION {
        return Err(TicketError::Forged);
    }
    if now >= i64::from_be_bytes(expiry) {
        return Err(TicketError::Expired);
    }
    Ok(Claims {
        person: id(1)?,
        board: id(17)?,
        meeting: id(33)?,
    })
}

fn mac(key: &[u8; 32], claims: &[u8]) -> Option<Hmac<Sha256>> {
    // A key of this length is never refused. The text parts these MACs from others under the same key.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(b"convene board ticket");
    mac.update(claims);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims {
            person: Uuid::from_u128(1),
            board: Uuid::from_u128(2),
            meeting: Uuid::from_u128(3),
        }
    }

    #[test]
    fn a_ticket_is_good_for_a_minute_and_several_uses() {
        let ticket = issue(&[7; 32], claims(), 1_000);
        for now in [1_000, 60_999] {
            assert_eq!(verify(&[7; 32], &ticket, now), Ok(claims()));
        }
        assert_eq!(verify(&[7; 32], &ticket, 61_000), Err(TicketError::Expired));
    }

    #[test]
    fn a_forged_ticket_is_never_good() {
        let ticket = issue(&[7; 32], claims(), 1_000);
        assert_eq!(verify(&[8; 32], &ticket, 1_000), Err(TicketError::Forged));
        for at in 0..ticket.len() {
            let mut forged = ticket.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(verify(&[7; 32], &forged, 1_000), Err(TicketError::Forged), "{at}");
        }
        for junk in ["", "A", "not base64!", &ticket[..40]] {
            assert_eq!(verify(&[7; 32], junk, 1_000), Err(TicketError::Forged));
        }
    }
}
