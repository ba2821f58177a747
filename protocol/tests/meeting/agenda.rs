//! The agenda: parts, which runs, what is late.

use super::driver::Meeting;
use protocol::ids::{PartId, PersonId};
use protocol::meeting::agenda::{PartKind, PartLength, PartWish};
use protocol::meeting::command::ScheduleWish;
use protocol::meeting::state::Role;
use protocol::meeting::{Command, Event, Refusal, next_deadline};
use protocol::time::{Millis, Timestamp};
use uuid::Uuid;

const MINUTE: u32 = 60;

pub(crate) fn wish(kind: PartKind, minutes: u32) -> PartWish {
    PartWish {
        kind,
        title: None,
        seconds: minutes * MINUTE,
        speaker: None,
        speaker_name: None,
        slides: None,
        captions: None,
    }
}

/// Welcome 10, keynote 30, consultancy 60, closing 20.
fn planned() -> (Meeting, PersonId, Vec<PartId>) {
    let mut meeting = Meeting::new();
    let nadia = meeting.join(Role::Facilitator, "Nadia");
    let parts = [
        (PartKind::Welcome, 10),
        (PartKind::Keynote, 30),
        (PartKind::Consultancy, 60),
        (PartKind::Closing, 20),
    ];
    let parts = parts.map(|(kind, minutes)| wish(kind, minutes)).to_vec();
    meeting
        .act(nadia, Command::AddParts { parts, before: None })
        .unwrap();
    let ids = order(&meeting);
    (meeting, nadia, ids)
}

fn order(meeting: &Meeting) -> Vec<PartId> {
    let parts = meeting.state.agenda.parts.iter();
    parts.map(|part| part.plan.id).collect()
}

fn seconds(meeting: &Meeting) -> Vec<u32> {
    let parts = meeting.state.agenda.parts.iter();
    parts.map(|part| part.plan.seconds).collect()
}

fn start(meeting: &mut Meeting, nadia: PersonId, part: PartId) {
    meeting.act(nadia, Command::StartPart { part }).unwrap();
}

#[test]
fn d1_parts_are_made_edited_moved_and_removed_and_what_ran_stays() {
    let (mut meeting, nadia, parts) = planned();
    let mut keynote = wish(PartKind::Keynote, 25);
    keynote.title = Some("Fractions,\u{202e} again".into());
    keynote.slides = Some("https://example.org/slides".into());
    meeting
        .act(
            nadia,
            Command::EditPart {
                part: parts[1],
                wish: keynote.clone(),
            },
        )
        .unwrap();
    let edited = meeting.state.agenda.part(parts[1]).unwrap().plan.clone();
    assert_eq!((edited.seconds, edited.planned), (1_500, 1_500));
    let title = edited.title.unwrap();
    assert_eq!(meeting.contents[&title].as_deref(), Some("Fractions, again"));

    // Words that are replaced are gone.
    keynote.title = Some("Fractions".into());
    let edit = |wish| Command::EditPart { part: parts[1], wish };
    meeting.act(nadia, edit(keynote.clone())).unwrap();
    assert_eq!(meeting.contents[&title], None);

    for slides in ["http://example.org", "javascript:alert(1)", "tel:+1555"] {
        let mut wish = keynote.clone();
        wish.slides = Some(slides.into());
        assert_eq!(meeting.act(nadia, edit(wish)), Err(Refusal::BadLink), "{slides}");
    }
    for seconds in [0, 59, 4 * 3600 + 1] {
        let mut wish = keynote.clone();
        wish.seconds = seconds;
        assert_eq!(meeting.act(nadia, edit(wish)), Err(Refusal::OutOfRange));
    }
    let stranger = PersonId(Uuid::from_u128(5));
    keynote.speaker = Some(stranger);
    assert_eq!(meeting.act(nadia, edit(keynote)), Err(Refusal::NoPerson));

    let to = |part, before| Command::MovePart { part, before };
    meeting.act(nadia, to(parts[3], Some(parts[0]))).unwrap();
    assert_eq!(order(&meeting), [parts[3], parts[0], parts[1], parts[2]]);
    meeting.act(nadia, to(parts[3], None)).unwrap();
    assert_eq!(order(&meeting), parts);
    assert_eq!(meeting.act(nadia, to(parts[3], None)), Err(Refusal::NothingToDo));
    let unknown = PartId(Uuid::from_u128(9));
    assert_eq!(meeting.act(nadia, to(unknown, None)), Err(Refusal::NoPart));

    start(&mut meeting, nadia, parts[0]);
    start(&mut meeting, nadia, parts[1]);
    for part in [parts[0], parts[1]] {
        let remove = Command::RemovePart { part };
        assert_eq!(meeting.act(nadia, remove), Err(Refusal::PartHasRun));
    }
    meeting
        .act(nadia, Command::RemovePart { part: parts[2] })
        .unwrap();
    assert_eq!(order(&meeting), [parts[0], parts[1], parts[3]]);
    assert_eq!(meeting.state.agenda.next(), Some(parts[3]));

    let many = |count| Command::AddParts {
        parts: vec![wish(PartKind::Discussion, 5); count],
        before: Some(parts[3]),
    };
    assert_eq!(meeting.act(nadia, many(28)), Err(Refusal::TooMany));
    meeting.act(nadia, many(27)).unwrap();
    assert_eq!(meeting.state.agenda.parts.len(), 30);
    assert_eq!(order(&meeting)[29], parts[3]);
}

#[test]
fn d2_a_start_ends_what_ran_and_is_taken_back_as_if_nothing_had_been() {
    let (mut meeting, nadia, parts) = planned();
    let luis = meeting.join(Role::Facilitator, "Luis");
    start(&mut meeting, nadia, parts[0]);
    let began = meeting.now;
    meeting.pass_seconds(600);
    let before = meeting.state.agenda.clone();
    start(&mut meeting, nadia, parts[1]);
    // Another who pressed at the same time asked for the same part.
    let again = meeting.act(luis, Command::StartPart { part: parts[1] });
    assert_eq!(again, Err(Refusal::NothingToDo));
    let welcome = meeting.state.agenda.part(parts[0]).unwrap();
    assert_eq!(welcome.runs[0].to, Some(meeting.now));
    meeting.pass_seconds(20);
    meeting.act(nadia, Command::UndoPart { part: parts[1] }).unwrap();
    assert_eq!(meeting.state.agenda, before);
    assert_eq!(
        meeting.state.agenda.ends_at(),
        Some(began + Millis::from_seconds(600))
    );
    let late = meeting.act(luis, Command::UndoPart { part: parts[1] });
    assert_eq!(late, Err(Refusal::Stale));
    // The very first start, too.
    meeting.act(nadia, Command::UndoPart { part: parts[0] }).unwrap();
    assert!(!meeting.state.agenda.has_begun());
    assert_eq!(meeting.state.agenda.promised_end, None);

    // Gone back to, a part runs anew; both times are kept.
    start(&mut meeting, nadia, parts[0]);
    start(&mut meeting, nadia, parts[1]);
    meeting.pass_seconds(60);
    start(&mut meeting, nadia, parts[0]);
    assert_eq!(meeting.state.agenda.part(parts[0]).unwrap().runs.len(), 2);
    assert_eq!(meeting.state.agenda.next(), Some(parts[1]));
    let end = |part| Command::EndPart { part };
    assert_eq!(meeting.act(nadia, end(parts[1])), Err(Refusal::Stale));
    meeting.act(nadia, end(parts[0])).unwrap();
    assert_eq!(meeting.state.agenda.current, None);
    assert_eq!(meeting.state.agenda.next(), Some(parts[1]));
}

#[test]
fn d3_a_part_ends_nothing_and_not_itself() {
    let (mut meeting, nadia, parts) = planned();
    let ana = meeting.join(Role::Participant, "Ana");
    start(&mut meeting, nadia, parts[0]);
    assert_eq!(next_deadline(&meeting.state), None);
    meeting.pass_seconds(3_600);
    assert_eq!(meeting.state.agenda.current, Some(parts[0]));
    let say = Command::Say { text: "hello".into() };
    meeting.act(ana, say).unwrap();
    let refused = meeting.act(ana, Command::StartPart { part: parts[1] });
    assert_eq!(refused, Err(Refusal::FacilitatorsOnly));
    // The meeting's end is the part's.
    meeting.act(nadia, Command::EndMeeting {}).unwrap();
    assert_eq!(
        meeting.state.agenda.part(parts[0]).unwrap().runs[0].to,
        Some(meeting.now)
    );
}

#[test]
fn d4_behind_is_measured_against_what_was_promised() {
    let (mut meeting, nadia, parts) = planned();
    start(&mut meeting, nadia, parts[0]);
    let began = meeting.now;
    let promised = began + Millis::from_seconds(120 * MINUTE);
    assert_eq!(meeting.state.agenda.promised_end, Some(promised));
    meeting.pass_seconds(600);
    assert_eq!(meeting.state.agenda.behind(meeting.now), 0);
    meeting.pass_seconds(480);
    assert_eq!(meeting.state.agenda.behind(meeting.now), 480);
    start(&mut meeting, nadia, parts[1]);
    meeting.pass_seconds(60);
    assert_eq!(meeting.state.agenda.behind(meeting.now), 480);
    assert_eq!(
        meeting.state.agenda.expected_end(meeting.now),
        Some(promised + Millis::from_seconds(480))
    );
    // Early is not late.
    start(&mut meeting, nadia, parts[2]);
    assert_eq!(meeting.state.agenda.behind(meeting.now), 0);

    // With a schedule its end is what was promised, if it begins about then.
    for (starts, minutes_early, scheduled) in [
        ("2026-03-02T10:00", 30, true),
        ("2026-03-02T10:00", 61, false),
        ("2026-03-02T10:00", -100, true),
        ("2026-03-02T10:00", -121, false),
    ] {
        let (mut meeting, nadia, parts) = planned();
        let schedule = ScheduleWish {
            time_zone: "UTC".into(),
            starts: Some(starts.into()),
            minutes: None,
        };
        meeting.act(nadia, Command::SetSchedule(schedule)).unwrap();
        let ten = Timestamp(1_772_445_600_000);
        meeting.now = ten - Millis(minutes_early * 60_000);
        start(&mut meeting, nadia, parts[0]);
        let expected = if scheduled { ten } else { meeting.now } + Millis(120 * 60_000);
        assert_eq!(
            meeting.state.agenda.promised_end,
            Some(expected),
            "{minutes_early}"
        );
    }
}

#[test]
fn d5_what_is_late_comes_out_of_later_parts_in_proportion() {
    let (mut meeting, nadia, parts) = planned();
    let shorten = |meeting: &mut Meeting| meeting.act(nadia, Command::ShortenParts {});
    assert_eq!(shorten(&mut meeting), Err(Refusal::NotBehind));
    start(&mut meeting, nadia, parts[0]);
    meeting.pass_seconds(600 + 480);
    start(&mut meeting, nadia, parts[1]);
    shorten(&mut meeting).unwrap();
    // 8 minutes of 80: 6 of 60 and 2 of 20. What was planned stays.
    assert_eq!(seconds(&meeting), [600, 1_800, 3_240, 1_080]);
    assert_eq!(meeting.state.agenda.part(parts[2]).unwrap().plan.planned, 3_600);
    assert_eq!(meeting.state.agenda.behind(meeting.now), 0);
    assert_eq!(shorten(&mut meeting), Err(Refusal::NotBehind));

    // Too late for all of it: nothing falls below half, and the rest stays late.
    meeting.pass_seconds(1_800 + 3_000);
    shorten(&mut meeting).unwrap();
    assert_eq!(seconds(&meeting), [600, 1_800, 1_800, 600]);
    assert_eq!(meeting.state.agenda.behind(meeting.now), 3_000 - 1_440 - 480);
    assert_eq!(shorten(&mut meeting), Err(Refusal::NothingToShorten));

    // And back by hand.
    let lengths = vec![PartLength {
        part: parts[3],
        seconds: 1_200,
    }];
    meeting.act(nadia, Command::SetPartLengths { lengths }).unwrap();
    assert_eq!(seconds(&meeting)[3], 1_200);
    // One part that has no time to give leaves it to the others.
    let lengths = vec![PartLength {
        part: parts[2],
        seconds: 1_860,
    }];
    meeting.act(nadia, Command::SetPartLengths { lengths }).unwrap();
    let events = shorten(&mut meeting).unwrap();
    assert!(matches!(events[0], Event::AgendaSet { .. }));
    assert_eq!(seconds(&meeting), [600, 1_800, 1_800, 600]);
}
