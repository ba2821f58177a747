//! What newcomers have to say at the door of a meeting that has a passcode.

use std::net::IpAddr;

use protocol::ids::MeetingId;
use protocol::meeting::Refusal;
use protocol::text;
use subtle::ConstantTimeEq;

use super::secret;
use crate::app::App;
use crate::error::ApiError;

/// Says no to whoever does not know it, and to whoever guesses.
pub(super) async fn check(
    app: &App,
    meeting: MeetingId,
    from: IpAddr,
    typed: Option<&str>,
) -> Result<(), ApiError> {
    let wanted = app
        .hubs
        .read(meeting, |reading| {
            let words = |id| reading.contents.get(&id).cloned().flatten().unwrap_or_default();
            reading.state.passcode.map(words)
        })
        .await?;
    let Some(wanted) = wanted else {
        return Ok(());
    };
    let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) else {
        return Err(ApiError::refused(Refusal::PasscodeNeeded));
    };
    app.limits.passcode(meeting, from)?;
    if is_same(&wanted, typed) {
        return Ok(());
    }
    app.limits.wrong_passcode(meeting, from);
    metrics::counter!("convene_auth_failures_total", "reason" => "passcode").increment(1);
    Err(ApiError::refused(Refusal::WrongPasscode))
}

/// Passcodes are said aloud: capital letters and spaces make no difference. Compared by their hashes, which take the same time
/// however much of them is right.
fn is_same(wanted: &str, typed: &str) -> bool {
    let plain = |words: &str| {
        let line = text::line(words).unwrap_or_default().to_lowercase();
        secret::hash(&line.split_whitespace().collect::<String>())
    };
    plain(wanted).ct_eq(&plain(typed)).into()
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn what_was_said_aloud_is_typed_in_many_ways() {
        assert!(is_same("Blue Heron 42", " blue heron42 "));
        assert!(is_same("123456", "123 456"));
        assert!(!is_same("123456", "123457") && !is_same("123456", ""));
    }
}
