//! Folds a meeting into a record.

use super::access::{Access, access};
use super::floors::Floors;
use super::rounds::Stops;
use super::timers::Timers;
use super::{
    Named, RECORD_VERSION, Record, RecordCame, RecordMeeting, RecordMessage, RecordPerson, RecordReader,
    RecordRoom, RecordStay, Sources, Span,
};
use crate::ids::{ContentId, PersonId, RoomId};
use crate::meeting::State;
use crate::meeting::state::{Person, Room};
use crate::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// What `reader` may keep of the meeting; none when it was not created, or for someone who is not in it (any more).
pub fn record(sources: &Sources<'_>, reader: RecordReader) -> Option<Record> {
    let state = sources.state;
    let mut builder = Builder {
        chat: BTreeMap::new(),
        sources: *sources,
        until: state.ended_at.unwrap_or(sources.at),
        stops: Stops::read(sources.entries),
        floors: Floors::read(sources.entries),
        timers: Timers::read(sources.entries),
    };
    builder.chat = super::talk::chat(&builder, sources.entries);
    let made_for = match reader {
        RecordReader::Facilitator | RecordReader::Shared => None,
        RecordReader::Person(id) => {
            state
                .people
                .get(&id)
                .filter(|person| !person.removed && !person.waiting)?;
            builder.named(id)
        }
    };
    let rooms: BTreeMap<RoomId, Access> = state
        .rooms
        .iter()
        .filter_map(|(id, room)| Some((*id, access(state, reader, *id, room)?)))
        .collect();
    let mut record = Record {
        version: RECORD_VERSION,
        meeting: RecordMeeting {
            id: state.meeting?,
            title: builder.maybe_words(state.title).unwrap_or_default(),
            language: state.language.clone(),
            created_at: state.created_at,
            time_zone: state.schedule.as_ref().map(|schedule| schedule.time_zone.clone()),
            starts_at: state.schedule.as_ref().and_then(|schedule| schedule.starts_at),
            ended_at: state.ended_at,
            made_at: sources.at,
        },
        made_for,
        came: (reader == RecordReader::Shared).then(|| builder.came()),
        people: builder.people(reader, &rooms),
        agenda: super::agenda::agenda(&builder),
        chat_to_all: builder.chat.get(&None).cloned().unwrap_or_default(),
        polls: super::polls::polls(&builder, reader),
        rooms: state
            .rooms
            .iter()
            .filter_map(|(id, room)| Some(builder.room(reader, *rooms.get(id)?, *id, room)))
            .collect(),
        exit_ticket: builder.exit_ticket(reader, sources.ballots),
        commitments: builder.commitments(reader),
    };
    record.people.sort_by_key(|person| (person.joined_at, person.id));
    record.rooms.sort_by_key(|room| room.number);
    Some(record)
}

/// What the parts of a record are built from.
pub(super) struct Builder<'a> {
    pub(super) sources: Sources<'a>,
    /// What was said in writing and kept: by room, and (none) to everyone.
    chat: BTreeMap<Option<RoomId>, Vec<RecordMessage>>,
    /// What still runs is counted up to here.
    pub(super) until: Timestamp,
    pub(super) stops: Stops,
    pub(super) floors: Floors,
    pub(super) timers: Timers,
}

impl Builder<'_> {
    pub(super) fn state(&self) -> &State {
        self.sources.state
    }

    /// The words behind an id; none where they were taken away or erased.
    pub(super) fn maybe_words(&self, id: Option<ContentId>) -> Option<String> {
        let text = self.sources.contents.get(&id?)?.as_ref()?;
        (!text.is_empty()).then(|| text.clone())
    }

    pub(super) fn named(&self, id: PersonId) -> Option<Named> {
        let person = self.state().people.get(&id)?;
        Some(Named {
            id,
            name: self.maybe_words(Some(person.name)).unwrap_or_default(),
        })
    }

    pub(super) fn span(&self, from: Timestamp, to: Option<Timestamp>) -> Span {
        Span {
            from,
            to,
            seconds: seconds_between([(from, to.unwrap_or(self.until))]),
        }
    }

    /// Those who were in any room, in numbers.
    fn came(&self) -> RecordCame {
        let people = self.state().people.values();
        let came: Vec<_> = people
            .filter(|person| !person.waiting && !person.removed && !person.stays.is_empty())
            .collect();
        let mut organizations = BTreeMap::new();
        for name in came
            .iter()
            .filter_map(|person| self.maybe_words(person.organization))
        {
            // Capital letters make no other organization.
            organizations.entry(name.to_lowercase()).or_insert(name);
        }
        RecordCame {
            people: u32::try_from(came.len()).unwrap_or(u32::MAX),
            organizations: organizations.into_values().collect(),
        }
    }

    /// Those who were in the rooms of the record. Facilitators also see who came and never arrived.
    fn people(&self, reader: RecordReader, rooms: &BTreeMap<RoomId, Access>) -> Vec<RecordPerson> {
        let everyone = reader == RecordReader::Facilitator;
        self.state()
            .people
            .iter()
            // Who was never let in, and who never came, was not there.
            .filter(|(_, person)| !person.waiting && !person.expected)
            .map(|(id, person)| self.person(*id, person, rooms))
            .filter(|person| everyone || !person.stays.is_empty())
            .collect()
    }

    fn person(&self, id: PersonId, person: &Person, rooms: &BTreeMap<RoomId, Access>) -> RecordPerson {
        let seen = || {
            let attended = |room: &RoomId| rooms.get(room).is_some_and(|access| access.attendance);
            person.stays.iter().filter(move |stay| attended(&stay.room))
        };
        RecordPerson {
            id,
            name: self.maybe_words(Some(person.name)).unwrap_or_default(),
            organization: self.maybe_words(person.organization),
            position: self.maybe_words(person.position),
            role: person.role,
            removed: person.removed,
            joined_at: person.joined_at,
            seconds: seconds_between(seen().map(|stay| (stay.from, stay.to.unwrap_or(self.until)))),
            stays: seen()
                .map(|stay| RecordStay {
                    room: stay.room,
                    span: self.span(stay.from, stay.to),
                })
                .collect(),
        }
    }

    fn room(&self, reader: RecordReader, access: Access, id: RoomId, room: &Room) -> RecordRoom {
        let shown = access.notes(room);
        let mut boards = self.boards(room);
        let notes_withheld = !shown && boards.iter().any(|board| !board.sections.is_empty());
        if !shown {
            boards.clear();
        }
        // The room's first board is the one of its rounds.
        let first = (!boards.is_empty()).then(|| boards.remove(0));
        let (mut sections, votes) =
            first.map_or_else(Default::default, |first| (first.sections, first.votes));
        boards.retain(|board| !board.sections.is_empty());
        let copy_from = self.copy_from(reader, id, room).filter(|_| shown);
        self.mark_copied(&mut sections, copy_from);
        for board in &mut boards {
            self.mark_copied(&mut board.sections, None);
        }
        RecordRoom {
            id,
            number: room.number,
            name: self.maybe_words(room.name),
            sharing: room.sharing,
            notes_withheld,
            rounds: self.rounds(access, id, room),
            timers: self.timers(access, id),
            card: self.card(reader, access, id),
            copy_from,
            sections,
            votes,
            boards,
            chat: if shown {
                self.chat.get(&Some(id)).cloned().unwrap_or_default()
            } else {
                Vec::new()
            },
        }
    }
}

/// Whole seconds of stretches of time, to the nearest.
pub(super) fn seconds_between(stretches: impl IntoIterator<Item = (Timestamp, Timestamp)>) -> u32 {
    let total: Millis = stretches
        .into_iter()
        .fold(Millis(0), |sum, (from, to)| sum + Millis((to - from).0.max(0)));
    u32::try_from(total.0.saturating_add(500) / 1000).unwrap_or(u32::MAX)
}
