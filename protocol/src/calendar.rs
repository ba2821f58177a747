//! A meeting as an entry for a calendar (RFC 5545).
//!
//! Written here and not by a crate: those that exist read the clock and make ids by themselves, and one event with times
//! in UTC needs neither a time zone component nor a parser.

use crate::file_words::FileWords;
use crate::ids::{CommitmentId, MeetingId};
use crate::time::Timestamp;
use std::fmt::Write as _;

/// Octets of a line; what is longer is folded.
const LINE_OCTETS: usize = 75;

/// What goes into the entry.
#[derive(Clone, Copy, Debug)]
pub struct Invitation<'a> {
    pub meeting: MeetingId,
    pub title: &'a str,
    /// Where to come in.
    pub url: &'a str,
    pub starts_at: Timestamp,
    pub minutes: u32,
    /// Counts changes of date and time, so that a calendar replaces what it has.
    pub revision: u32,
    pub made_at: Timestamp,
    pub words: &'a FileWords,
}

/// What somebody takes on by a day, as an entry of that day.
#[derive(Clone, Copy, Debug)]
pub struct DueDay<'a> {
    pub commitment: CommitmentId,
    pub text: &'a str,
    /// `2026-12-03`
    pub day: &'a str,
    /// Counts changes, so that a calendar replaces what it has.
    pub revision: u32,
}

/// The file with what somebody takes on; `meeting` is where they said so. Whole days: a promise has no hour.
pub fn due_days(meeting: &str, url: &str, days: &[DueDay<'_>], made_at: Timestamp) -> String {
    let mut fields = vec![
        ("BEGIN", "VCALENDAR".to_owned()),
        ("VERSION", "2.0".to_owned()),
        ("PRODID", "-//Convene//Convene//EN".to_owned()),
        ("CALSCALE", "GREGORIAN".to_owned()),
        ("METHOD", "PUBLISH".to_owned()),
    ];
    for due in days {
        let digits: String = due.day.chars().filter(char::is_ascii_digit).collect();
        // A calendar's line of title is one line.
        let title = due.text.split_whitespace().collect::<Vec<_>>().join(" ");
        fields.extend([
            ("BEGIN", "VEVENT".to_owned()),
            ("UID", format!("{}@convene", due.commitment)),
            ("SEQUENCE", due.revision.to_string()),
            ("DTSTAMP", utc(made_at)),
            ("DTSTART;VALUE=DATE", digits),
            ("SUMMARY", text(&title)),
            ("DESCRIPTION", text(&format!("{meeting}\n{url}"))),
            ("TRANSP", "TRANSPARENT".to_owned()),
            ("END", "VEVENT".to_owned()),
        ]);
    }
    fields.push(("END", "VCALENDAR".to_owned()));
    written(&fields)
}

/// The file's text.
pub fn ics(invitation: &Invitation<'_>) -> String {
    let ends_at =
        invitation.starts_at + crate::time::Millis::from_seconds(invitation.minutes.saturating_mul(60));
    let join = invitation.words.calendar.come_in(invitation.url);
    let fields = [
        ("BEGIN", "VCALENDAR".to_owned()),
        ("VERSION", "2.0".to_owned()),
        ("PRODID", "-//Convene//Convene//EN".to_owned()),
        ("CALSCALE", "GREGORIAN".to_owned()),
        ("METHOD", "PUBLISH".to_owned()),
        ("BEGIN", "VEVENT".to_owned()),
        ("UID", format!("{}@convene", invitation.meeting)),
        ("SEQUENCE", invitation.revision.to_string()),
        ("DTSTAMP", utc(invitation.made_at)),
        ("DTSTART", utc(invitation.starts_at)),
        ("DTEND", utc(ends_at)),
        ("SUMMARY", text(invitation.title)),
        ("DESCRIPTION", text(&join)),
        ("LOCATION", text(invitation.url)),
        // A URI is no text: nothing in it is escaped, and a line break cannot be in one.
        ("URL", invitation.url.replace(['\r', '\n'], "")),
        ("END", "VEVENT".to_owned()),
        ("END", "VCALENDAR".to_owned()),
    ];
    written(&fields)
}

fn written(fields: &[(&str, String)]) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        fold(&mut out, &format!("{name}:{value}"));
    }
    out
}

/// `20260302T150405Z`
fn utc(at: Timestamp) -> String {
    crate::record::clock::Clock::utc().basic(at)
}

/// A value of the type TEXT.
fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// One line with its break; longer ones go on behind a space, never inside a character.
fn fold(out: &mut String, line: &str) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE_OCTETS {
            out.push_str("\r\n ");
            octets = 1;
        }
        // Writing into a String cannot fail.
        let _ = out.write_char(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::{DueDay, Invitation, due_days, ics, text};
    use crate::file_words::FileWords;
    use crate::ids::MeetingId;
    use crate::time::Timestamp;

    fn invitation<'a>(title: &'a str, url: &'a str, words: &'a FileWords) -> Invitation<'a> {
        Invitation {
            meeting: MeetingId(uuid::Uuid::from_u128(7)),
            title,
            url,
            starts_at: Timestamp(1_772_463_600_000),
            minutes: 90,
            revision: 3,
            made_at: Timestamp(1_772_000_000_000),
            words,
        }
    }

    fn spanish() -> FileWords {
        let english = include_str!("../../client-web/src/text/en.json");
        let spanish = include_str!("../../client-web/src/text/es.json");
        FileWords::read("es", english, spanish).unwrap().unwrap()
    }

    /// As a calendar reads it: lines unfolded.
    fn unfolded(file: &str) -> Vec<String> {
        file.replace("\r\n ", "")
            .split("\r\n")
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn an_entry_says_when_what_and_where() {
        let file = ics(&invitation(
            "Ciencias; otoño, \\ fin",
            "https://example.org/m/1#j.abc",
            &spanish(),
        ));
        for line in [
            "UID:00000000-0000-0000-0000-000000000007@convene",
            "SEQUENCE:3",
            "DTSTAMP:20260225T061320Z",
            "DTSTART:20260302T150000Z",
            "DTEND:20260302T163000Z",
            "SUMMARY:Ciencias\\; otoño\\, \\\\ fin",
            "DESCRIPTION:Entre aquí: https://example.org/m/1#j.abc",
            "URL:https://example.org/m/1#j.abc",
        ] {
            assert!(
                unfolded(&file).iter().any(|l| l == line),
                "{line} is not in\n{file}"
            );
        }
        assert!(file.starts_with("BEGIN:VCALENDAR\r\n") && file.ends_with("END:VCALENDAR\r\n"));
    }

    #[test]
    fn what_one_takes_on_is_an_entry_of_its_day() {
        let day = DueDay {
            commitment: crate::ids::CommitmentId(uuid::Uuid::from_u128(9)),
            text: "Ask the students,\nall of them",
            day: "2026-12-03",
            revision: 2,
        };
        let made_at = Timestamp(1_772_000_000_000);
        let file = due_days("Fractions; again", "https://example.org/m/1#j", &[day], made_at);
        for line in [
            "UID:00000000-0000-0000-0000-000000000009@convene",
            "SEQUENCE:2",
            "DTSTART;VALUE=DATE:20261203",
            "SUMMARY:Ask the students\\, all of them",
            "DESCRIPTION:Fractions\\; again\\nhttps://example.org/m/1#j",
        ] {
            assert!(
                unfolded(&file).iter().any(|l| l == line),
                "{line} is not in\n{file}"
            );
        }
        assert!(file.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
    }

    #[test]
    fn lines_are_folded_between_characters_and_nothing_breaks_out() {
        let title = "ñandú 🌍 ".repeat(40);
        let file = ics(&invitation(
            &title,
            "https://example.org/\r\nATTENDEE:mailto:x@y",
            &spanish(),
        ));
        for line in file.split("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
        }
        assert!(!file.contains('\u{FFFD}') && !file.replace("\r\n", "").contains(['\r', '\n']));
        let lines = unfolded(&file);
        assert!(lines.iter().all(|line| !line.starts_with("ATTENDEE")));
        assert!(lines.contains(&format!("SUMMARY:{title}")));
        assert_eq!(text("a\nb\tc\u{7}"), "a\\nbc");
    }
}
