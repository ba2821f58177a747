//! The record as one tidy table. See [`super::Record::to_csv`] for what the rows are.

use super::clock::Clock;
use super::{
    Named, Record, RecordAsked, RecordMessage, RecordPart, RecordRoom, RecordRound, RecordSection,
    RecordStep, RecordTime, Span, StopKind,
};
use super::{RecordBoard, RecordCommitment};
use crate::consultancy::Texts;
use crate::file_words::FileWords;
use crate::ids::RoomId;
use std::collections::BTreeMap;

/// Spreadsheets read a file as UTF-8 only with one.
const BYTE_ORDER_MARK: &str = "\u{feff}";

const COLUMNS: usize = 17;

const HEADER: [&str; COLUMNS] = [
    "table",
    "room",
    "person",
    "organization",
    "position",
    "role",
    "round",
    "protocol",
    "step",
    "section",
    "from",
    "to",
    "planned_seconds",
    "seconds",
    "text",
    "dots",
    "group",
];

/// One row; what it does not say is empty.
#[derive(Default)]
pub(super) struct Row {
    pub(super) table: &'static str,
    pub(super) room: String,
    pub(super) person: String,
    pub(super) organization: String,
    pub(super) position: String,
    pub(super) role: String,
    pub(super) round: String,
    pub(super) protocol: String,
    pub(super) step: String,
    pub(super) section: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) planned_seconds: String,
    pub(super) seconds: String,
    pub(super) text: String,
    /// In each vote of the board, one after another.
    pub(super) dots: String,
    /// Of a note: the group that it is in.
    pub(super) group: String,
}

pub(super) fn write(record: &Record, words: &FileWords) -> String {
    let mut out = String::from(BYTE_ORDER_MARK);
    line(&mut out, HEADER);
    for row in &rows(record, words) {
        line(&mut out, row.cells());
    }
    out
}

/// Each kind of row as a table of its own, with the columns that it fills.
pub(super) fn tables(record: &Record, words: &FileWords) -> BTreeMap<&'static str, String> {
    let rows = rows(record, words);
    let mut kinds = BTreeMap::<_, Vec<[&str; COLUMNS]>>::new();
    for row in &rows {
        kinds.entry(row.table).or_default().push(row.cells());
    }
    let text = |cells: Vec<[&str; COLUMNS]>| {
        let filled: Vec<usize> = (1..COLUMNS)
            .filter(|column| {
                let mut column_cells = cells.iter().filter_map(|row| row.get(*column));
                column_cells.any(|cell| !cell.is_empty())
            })
            .collect();
        let mut out = String::from(BYTE_ORDER_MARK);
        for row in std::iter::once(&HEADER).chain(&cells) {
            line(
                &mut out,
                filled.iter().filter_map(|column| row.get(*column).copied()),
            );
        }
        out
    };
    kinds
        .into_iter()
        .map(|(kind, cells)| (kind, text(cells)))
        .collect()
}

fn rows(record: &Record, words: &FileWords) -> Vec<Row> {
    let table = Table {
        record,
        words,
        clock: Clock::of(record.meeting.time_zone.as_deref()),
    };
    let mut rows = vec![table.meeting()];
    rows.extend(table.came());
    rows.extend(table.people());
    rows.extend(table.agenda());
    rows.extend(super::polls::rows(&record.polls));
    for room in &record.rooms {
        rows.extend(table.room(room));
    }
    rows.extend(table.exit_ticket());
    rows.extend(table.commitments());
    rows
}

struct Table<'a> {
    record: &'a Record,
    words: &'a FileWords,
    clock: Clock,
}

impl<'a> Table<'a> {
    fn meeting(&self) -> Row {
        let meeting = &self.record.meeting;
        Row {
            table: "meeting",
            from: self.clock.rfc3339(meeting.created_at),
            to: meeting
                .ended_at
                .map(|at| self.clock.rfc3339(at))
                .unwrap_or_default(),
            text: meeting.title.clone(),
            ..Row::default()
        }
    }

    fn came(&self) -> Vec<Row> {
        let Some(came) = &self.record.came else {
            return Vec::new();
        };
        let organization = |name: &String| Row {
            table: "organization",
            organization: name.clone(),
            ..Row::default()
        };
        let all = Row {
            table: "came",
            seconds: came.people.to_string(),
            ..Row::default()
        };
        let organizations = came.organizations.iter().map(organization);
        std::iter::once(all).chain(organizations).collect()
    }

    fn people(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for person in &self.record.people {
            let row = |table| Row {
                table,
                person: person.name.clone(),
                organization: person.organization.clone().unwrap_or_default(),
                position: person.position.clone().unwrap_or_default(),
                role: self.words.record.role(person.role).to_owned(),
                ..Row::default()
            };
            rows.push(Row {
                from: self.clock.rfc3339(person.joined_at),
                seconds: person.seconds.to_string(),
                ..row("person")
            });
            for stay in &person.stays {
                rows.push(Row {
                    room: self.room_of(stay.room),
                    ..self.spanned(row("stay"), &stay.span)
                });
            }
        }
        rows
    }

    fn agenda(&self) -> Vec<Row> {
        let row = |part: &RecordPart| {
            let row = Row {
                table: "part",
                section: self.words.record.part(part.kind).to_owned(),
                person: part.speaks().unwrap_or_default().to_owned(),
                planned_seconds: part.planned_seconds.to_string(),
                text: part.title.clone().unwrap_or_default(),
                ..Row::default()
            };
            self.timed(row, part.seconds, &part.runs)
        };
        let questions = self.record.agenda.iter().flat_map(|part| &part.questions);
        let question = |question: &RecordAsked| Row {
            table: "question",
            person: question
                .asked_by
                .as_ref()
                .map(|p| p.name.clone())
                .unwrap_or_default(),
            section: if question.answered { "answered" } else { "" }.to_owned(),
            seconds: question.votes.to_string(),
            text: question.text.clone(),
            ..Row::default()
        };
        let parts = self.record.agenda.iter().map(row);
        parts
            .chain(questions.map(question))
            .chain(self.chat("", &self.record.chat_to_all))
            .collect()
    }

    fn chat(&self, room: &str, messages: &[RecordMessage]) -> Vec<Row> {
        let row = |message: &RecordMessage| Row {
            table: "chat",
            room: room.to_owned(),
            person: message
                .person
                .as_ref()
                .map(|p| p.name.clone())
                .unwrap_or_default(),
            from: self.clock.rfc3339(message.at),
            text: message.text.clone(),
            ..Row::default()
        };
        messages.iter().map(row).collect()
    }

    fn room(&self, room: &RecordRoom) -> Vec<Row> {
        let mut rows = Vec::new();
        for (at, round) in room.rounds.iter().enumerate() {
            rows.extend(self.round(room, at + 1, round));
        }
        rows.extend(room.timers.iter().map(|timer| {
            let row = timer.row(self.room_name(room));
            self.spanned(row, &timer.span)
        }));
        rows.extend(self.card(room));
        rows.extend(self.notes(room, None, &room.sections));
        for board in &room.boards {
            rows.extend(self.notes(room, self.board_name(board), &board.sections));
        }
        rows
    }

    fn card(&self, room: &RecordRoom) -> Vec<Row> {
        let Some(card) = &room.card else {
            return Vec::new();
        };
        let row = |section: &str, text: &String| Row {
            table: "card",
            room: self.room_name(room),
            section: section.to_owned(),
            text: text.clone(),
            ..Row::default()
        };
        let question = card.question.iter().map(|text| row("question", text));
        let takeaways = card.takeaways.iter().map(|text| row("takeaway", text));
        let ask = card.ask.iter().map(|text| row("ask", text));
        let responses = self.chat(&self.room_name(room), &card.responses).into_iter();
        question
            .chain(takeaways)
            .chain(ask)
            .chain(responses.map(|response| Row {
                table: "response",
                ..response
            }))
            .collect()
    }

    /// The notes of one board; a further one's name stands before the section's.
    fn notes(&self, room: &RecordRoom, board: Option<&str>, sections: &[RecordSection]) -> Vec<Row> {
        let mut rows = Vec::new();
        for section in sections {
            let name = self.words(&section.name);
            let section_name = match board {
                Some(board) if name.is_empty() => board.to_owned(),
                Some(board) => format!("{board}: {name}"),
                None => name,
            };
            for note in &section.notes {
                let dots: Vec<String> = note.dots.iter().map(u32::to_string).collect();
                rows.push(Row {
                    table: "note",
                    room: self.room_name(room),
                    person: names(&note.authors),
                    section: match &note.from {
                        Some(from) => format!(
                            "{section_name}: {}",
                            self.words.record.room(from.number, from.name.as_deref())
                        ),
                        None => section_name.clone(),
                    },
                    text: note.text.clone(),
                    dots: dots.join(" "),
                    group: note.group.clone().unwrap_or_default(),
                    ..Row::default()
                });
            }
        }
        rows.extend(self.chat(&self.room_name(room), &room.chat));
        rows
    }

    fn exit_ticket(&self) -> Vec<Row> {
        let Some(ticket) = &self.record.exit_ticket else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for question in &ticket.questions {
            let row = |answer: &str, count: String| Row {
                table: "ticket",
                section: answer.to_owned(),
                seconds: count,
                text: question.text.clone(),
                ..Row::default()
            };
            let counts = question.choices.iter().zip(&question.result.counts);
            rows.extend(counts.map(|(choice, count)| row(choice, count.to_string())));
            let own = question.result.words.iter();
            rows.extend(own.map(|words| row(words, String::new())));
        }
        for person in &ticket.people {
            let answers = person.answers.iter().zip(&ticket.questions);
            rows.extend(answers.map(|(answer, question)| Row {
                table: "ticket_person",
                person: person.person.name.clone(),
                section: answer.clone(),
                text: question.text.clone(),
                ..Row::default()
            }));
        }
        rows
    }

    fn commitments(&self) -> Vec<Row> {
        let row = |one: &RecordCommitment| Row {
            table: "commitment",
            room: one.room.map(|room| self.room_of(room)).unwrap_or_default(),
            person: one.person.name.clone(),
            section: if one.done { "done" } else { "open" }.to_owned(),
            to: one.due.clone().unwrap_or_default(),
            text: one.text.clone(),
            ..Row::default()
        };
        self.record.commitments.iter().map(row).collect()
    }

    fn round(&self, room: &RecordRoom, number: usize, round: &RecordRound) -> Vec<Row> {
        let row = |table| Row {
            table,
            room: self.room_name(room),
            round: number.to_string(),
            protocol: round.protocol.clone(),
            ..Row::default()
        };
        let mut rows = vec![Row {
            step: "gathering".to_owned(),
            ..self.timed(row("step"), round.gathering.seconds, &round.gathering.runs)
        }];
        rows.extend(self.stops("gathering", &round.gathering, || row("stop")));
        for step in &round.steps {
            rows.push(Row {
                step: step.id.clone(),
                planned_seconds: step.planned_seconds.to_string(),
                text: self.step_name(step),
                ..self.timed(row("step"), step.time.seconds, &step.time.runs)
            });
            rows.extend(self.stops(&step.id, &step.time, || row("stop")));
        }
        rows.extend(round.floors.iter().map(|floor| {
            let floor_row = row(if floor.asked { "asked" } else { "turn" });
            Row {
                person: floor.person.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
                step: floor.step.clone().unwrap_or_default(),
                section: if floor.passed { "passed" } else { "" }.to_owned(),
                ..self.spanned(floor_row, &floor.span)
            }
        }));
        let earlier = round
            .earlier
            .iter()
            .map(|client| (&client.dilemma, &client.person));
        let last = round.dilemma.iter().map(|dilemma| (dilemma, &round.presenter));
        for (dilemma, person) in earlier.chain(last) {
            let presenter = person.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            let fields = [
                ("title", dilemma.title.as_ref()),
                ("overview", dilemma.overview.as_ref()),
                ("focus_question", dilemma.focus_question.as_ref()),
                ("restated_question", dilemma.restated_question.as_ref()),
            ];
            let fields = fields.into_iter().filter_map(|(name, text)| Some((name, text?)));
            let links = dilemma.links.iter().map(|link| ("link", link));
            rows.extend(fields.chain(links).map(|(field, text)| Row {
                person: presenter.clone(),
                section: field.to_owned(),
                text: text.clone(),
                ..row("dilemma")
            }));
        }
        rows
    }

    fn board_name(&self, board: &'a RecordBoard) -> Option<&'a str> {
        let digest = board.digest.then_some(self.words.record.digest.as_str());
        board.name.as_deref().or(digest)
    }

    fn step_name(&self, step: &RecordStep) -> String {
        self.words(&step.name)
    }

    fn words(&self, texts: &Texts) -> String {
        self.words.pick(texts).to_owned()
    }

    fn room_name(&self, room: &RecordRoom) -> String {
        self.words.record.room(room.number, room.name.as_deref())
    }

    fn room_of(&self, id: RoomId) -> String {
        let room = self.record.rooms.iter().find(|room| room.id == id);
        room.map(|room| self.room_name(room)).unwrap_or_default()
    }

    fn spanned(&self, row: Row, span: &Span) -> Row {
        Row {
            from: self.clock.rfc3339(span.from),
            to: span.to.map(|at| self.clock.rfc3339(at)).unwrap_or_default(),
            seconds: span.seconds.to_string(),
            ..row
        }
    }

    fn timed(&self, row: Row, seconds: u32, runs: &[Span]) -> Row {
        Row {
            from: runs
                .first()
                .map(|run| self.clock.rfc3339(run.from))
                .unwrap_or_default(),
            to: runs
                .last()
                .and_then(|run| run.to)
                .map(|at| self.clock.rfc3339(at))
                .unwrap_or_default(),
            seconds: seconds.to_string(),
            ..row
        }
    }

    fn stops(&self, step: &str, time: &RecordTime, row: impl Fn() -> Row) -> Vec<Row> {
        let kind = |kind: StopKind| match kind {
            StopKind::Paused => "paused",
            StopKind::Held => "held",
            StopKind::Waiting => "waiting",
        };
        time.stops
            .iter()
            .map(|stop| Row {
                step: step.to_owned(),
                text: kind(stop.kind).to_owned(),
                ..self.spanned(row(), &stop.span)
            })
            .collect()
    }
}

fn names(people: &[Named]) -> String {
    people
        .iter()
        .map(|person| person.name.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

impl Row {
    fn cells(&self) -> [&str; COLUMNS] {
        [
            self.table,
            &self.room,
            &self.person,
            &self.organization,
            &self.position,
            &self.role,
            &self.round,
            &self.protocol,
            &self.step,
            &self.section,
            &self.from,
            &self.to,
            &self.planned_seconds,
            &self.seconds,
            &self.text,
            &self.dots,
            &self.group,
        ]
    }
}

fn line<'c>(out: &mut String, cells: impl IntoIterator<Item = &'c str>) {
    for (at, text) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&cell(text));
    }
    out.push_str("\r\n");
}

/// One cell: quoted where RFC 4180 asks for it, and never a formula.
fn cell(text: &str) -> String {
    // The full-width forms too: some spreadsheets take them for the plain ones.
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let safe = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if safe.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("＝1", "'＝1"),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
