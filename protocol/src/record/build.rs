//! Folds a meeting into a record.

use super::access::{Access, access, rounds};
use super::rounds::Stops;
use super::{
    Named, NoteText, RECORD_VERSION, Record, RecordMeeting, RecordNote, RecordPerson, RecordReader,
    RecordRoom, RecordSection, RecordStay, Sources, Span,
};
use crate::consultancy::{Section, Texts};
use crate::ids::{ContentId, PersonId, RoomId};
use crate::meeting::State;
use crate::meeting::state::{Person, Room};
use crate::time::{Millis, Timestamp};
use std::collections::BTreeMap;

/// What `reader` may keep of the meeting; none when it was not created, or for someone who is not in it (any more).
pub fn record(sources: &Sources<'_>, reader: RecordReader) -> Option<Record> {
    let state = sources.state;
    let builder = Builder {
        sources: *sources,
        until: state.ended_at.unwrap_or(sources.at),
        stops: Stops::read(sources.entries),
    };
    let made_for = match reader {
        RecordReader::Facilitator => None,
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
        people: builder.people(reader, &rooms),
        agenda: super::agenda::agenda(&builder),
        rooms: state
            .rooms
            .iter()
            .filter_map(|(id, room)| Some(builder.room(*rooms.get(id)?, *id, room)))
            .collect(),
        commitments: builder.commitments(reader),
    };
    record.people.sort_by_key(|person| (person.joined_at, person.id));
    record.rooms.sort_by_key(|room| room.number);
    Some(record)
}

/// What the parts of a record are built from.
pub(super) struct Builder<'a> {
    sources: Sources<'a>,
    /// What still runs is counted up to here.
    pub(super) until: Timestamp,
    pub(super) stops: Stops,
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

    /// Those who were in the rooms of the record. Facilitators also see who came and never arrived.
    fn people(&self, reader: RecordReader, rooms: &BTreeMap<RoomId, Access>) -> Vec<RecordPerson> {
        let everyone = reader == RecordReader::Facilitator;
        self.state()
            .people
            .iter()
            // Who was never let in was not there.
            .filter(|(_, person)| !person.waiting)
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

    fn room(&self, access: Access, id: RoomId, room: &Room) -> RecordRoom {
        let notes = self
            .sources
            .boards
            .get(&room.board)
            .map_or(&[][..], Vec::as_slice);
        let shown = access.notes(room);
        RecordRoom {
            id,
            number: room.number,
            name: self.maybe_words(room.name),
            sharing: room.sharing,
            notes_withheld: !shown && !notes.is_empty(),
            rounds: self.rounds(access, id, room),
            sections: if shown {
                self.sections(room, notes)
            } else {
                Vec::new()
            },
        }
    }

    /// The notes in the order of the sections of the room's protocols, the newest first; then all others.
    fn sections(&self, room: &Room, notes: &[NoteText]) -> Vec<RecordSection> {
        let mut known: Vec<&Section> = Vec::new();
        let plans = rounds(room).filter_map(|round| self.state().plans.get(&round.plan));
        for section in plans
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .flat_map(|plan| &plan.definition.sections)
        {
            if known.iter().all(|other| other.id != section.id) {
                known.push(section);
            }
        }
        let in_section = |note: &NoteText, section: &Section| note.section.as_ref() == Some(&section.id);
        let mut sections: Vec<RecordSection> = known
            .iter()
            .map(|section| RecordSection {
                id: Some(section.id.clone()),
                name: section.name.clone(),
                notes: self.notes(notes.iter().filter(|note| in_section(note, section))),
            })
            .collect();
        let others = notes
            .iter()
            .filter(|note| !known.iter().any(|section| in_section(note, section)));
        sections.push(RecordSection {
            id: None,
            name: Texts::new(),
            notes: self.notes(others),
        });
        sections.retain(|section| !section.notes.is_empty());
        sections
    }

    fn notes<'n>(&self, notes: impl Iterator<Item = &'n NoteText>) -> Vec<RecordNote> {
        notes
            .filter(|note| !note.text.trim().is_empty())
            .map(|note| RecordNote {
                text: note.text.clone(),
                authors: note.authors.iter().filter_map(|id| self.named(*id)).collect(),
                color: note.color.clone(),
            })
            .collect()
    }
}

/// Whole seconds of stretches of time, to the nearest.
pub(super) fn seconds_between(stretches: impl IntoIterator<Item = (Timestamp, Timestamp)>) -> u32 {
    let total: Millis = stretches
        .into_iter()
        .fold(Millis(0), |sum, (from, to)| sum + Millis((to - from).0.max(0)));
    u32::try_from(total.0.saturating_add(500) / 1000).unwrap_or(u32::MAX)
}
