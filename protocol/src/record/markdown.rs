//! The record as a document for people.

use super::clock::{Clock, minutes};
use super::{
    Named, Record, RecordAsked, RecordCard, RecordDilemma, RecordFloor, RecordMessage, RecordNote,
    RecordPerson, RecordRoom, RecordRound, RecordSection, RecordTime,
};
use crate::consultancy::{Brings, Texts};
use crate::file_words::{FileWords, RecordWords};
use crate::text::is_unwanted;
use crate::time::Timestamp;

/// The boards of one room as a document of their own; none where there are no notes that this reader may keep.
pub(super) fn boards(record: &Record, room: &RecordRoom, words: &FileWords) -> Option<String> {
    if room.sections.is_empty() && room.boards.is_empty() {
        return None;
    }
    let mut document = Document::new(record, words);
    let (title, name) = (escape(&record.meeting.title), document.room_name(room));
    document.block(&format!("# {title}: {name}"));
    document.notes(room);
    Some(document.out)
}

pub(super) fn write(record: &Record, words: &FileWords) -> String {
    let mut document = Document::new(record, words);
    document.head();
    document.people();
    document.agenda();
    document.polls();
    for room in &record.rooms {
        document.room(room);
    }
    document.exit_ticket();
    document.commitments();
    document.out
}

struct Document<'a> {
    record: &'a Record,
    words: &'a RecordWords,
    all_words: &'a FileWords,
    clock: Clock,
    out: String,
}

impl<'a> Document<'a> {
    fn new(record: &'a Record, words: &'a FileWords) -> Self {
        Self {
            record,
            words: &words.record,
            all_words: words,
            clock: Clock::of(record.meeting.time_zone.as_deref()),
            out: String::new(),
        }
    }
}

impl Document<'_> {
    /// A paragraph or heading: blocks stand apart by one empty line.
    fn block(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn table(&mut self, header: &[&str], rows: &[Vec<String>]) {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let mut table = line(&header.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        table.push_str(&line(&vec!["---".to_owned(); header.len()]));
        for row in rows {
            table.push_str(&line(row));
        }
        self.block(table.trim_end());
    }

    fn head(&mut self) {
        let meeting = &self.record.meeting;
        let words = self.words;
        self.block(&format!("# {}", escape(&meeting.title)));
        let reader = match &self.record.made_for {
            None if self.record.came.is_some() => words.for_whoever.to_owned(),
            None => words.for_facilitators.to_owned(),
            Some(person) => words.made_for(&self.name(person)),
        };
        self.block(&format!("*{}. {reader}.*", words.title));
        let end = match meeting.ended_at {
            Some(end) if self.clock.date(end) == self.clock.date(meeting.created_at) => self.clock.hour(end),
            Some(end) => self.day_and_hour(end),
            None => words.still_running.to_owned(),
        };
        let (day, start) = (
            self.clock.date(meeting.created_at),
            self.clock.hour(meeting.created_at),
        );
        let made = self.day_and_hour(meeting.made_at);
        let zone = meeting.time_zone.as_deref().unwrap_or("UTC").replace('_', " ");
        self.block(&format!(
            "- **{}:** {day}, {start} – {end}\n- **{}:** {made}\n- {}",
            words.when,
            words.made_at,
            words.times_are_in(&zone)
        ));
    }

    fn day_and_hour(&self, at: Timestamp) -> String {
        format!("{} {}", self.clock.date(at), self.clock.hour(at))
    }

    fn people(&mut self) {
        self.block(&format!("## {}", self.words.who_was_there));
        if let Some(came) = &self.record.came {
            let organizations: Vec<String> = came.organizations.iter().map(|name| escape(name)).collect();
            let mut lines = format!("- **{}:** {}", self.words.people, came.people);
            if !organizations.is_empty() {
                lines = format!(
                    "{lines}\n- **{}:** {}",
                    self.words.organizations,
                    organizations.join(", ")
                );
            }
            self.block(&lines);
            return;
        }
        if self.record.people.is_empty() {
            self.block(&self.words.nobody);
            return;
        }
        let rows: Vec<Vec<String>> = self
            .record
            .people
            .iter()
            .map(|person| self.person(person))
            .collect();
        self.table(&self.words.person_columns(), &rows);
    }

    fn person(&self, person: &RecordPerson) -> Vec<String> {
        let stays: Vec<String> = person
            .stays
            .iter()
            .map(|stay| {
                let room = self.record.rooms.iter().find(|room| room.id == stay.room);
                let room = room.map(|room| self.room_name(room)).unwrap_or_default();
                let to = stay.span.to.map(|at| self.clock.hour(at)).unwrap_or_default();
                format!("{room} {}–{to}", self.clock.hour(stay.span.from))
            })
            .collect();
        let mut in_meeting = self.words.role(person.role).to_owned();
        if person.removed {
            in_meeting = format!("{in_meeting} ({})", self.words.removed);
        }
        vec![
            self.escaped_name(&person.name),
            person.organization.as_deref().map(escape).unwrap_or_default(),
            person.position.as_deref().map(escape).unwrap_or_default(),
            in_meeting,
            self.clock.hour(person.joined_at),
            minutes(person.seconds),
            stays.join(", "),
        ]
    }

    fn agenda(&mut self) {
        if self.record.agenda.is_empty() {
            self.chat(&self.record.chat_to_all, &self.words.chat_to_all, "##");
            return;
        }
        self.block(&format!("## {}", self.words.agenda));
        let parts = self.record.agenda.iter();
        let rows: Vec<_> = parts
            .map(|part| part.cells(self.words, &self.clock, escape))
            .collect();
        self.table(&self.words.part_columns(), &rows);
        for part in &self.record.agenda {
            self.questions(&part.questions);
        }
        self.chat(&self.record.chat_to_all, &self.words.chat_to_all, "##");
    }

    fn questions(&mut self, questions: &[RecordAsked]) {
        let words = self.words;
        if questions.is_empty() {
            return;
        }
        self.block(&format!("### {}", words.questions));
        let line = |question: &RecordAsked| {
            let asked_by = question.asked_by.as_ref();
            let name = asked_by.map_or_else(|| words.without_name.to_owned(), |person| self.name(person));
            let answered = if question.answered {
                format!(", {}", words.answered)
            } else {
                String::new()
            };
            let (text, votes) = (lines_of(&question.text), question.votes);
            format!("- {text} — *{name}* ({}: {votes}{answered})", words.votes)
        };
        let lines: Vec<String> = questions.iter().map(line).collect();
        self.block(&lines.join("\n"));
    }

    fn chat(&mut self, messages: &[RecordMessage], heading: &str, level: &str) {
        if messages.is_empty() {
            return;
        }
        self.block(&format!("{level} {heading}"));
        let line = |message: &RecordMessage| {
            let name = message.person.as_ref().map(|person| self.name(person));
            let at = self.clock.hour(message.at);
            format!(
                "- {at} *{}:* {}",
                name.unwrap_or_default(),
                lines_of(&message.text)
            )
        };
        let lines: Vec<String> = messages.iter().map(line).collect();
        self.block(&lines.join("\n"));
    }

    fn room(&mut self, room: &RecordRoom) {
        let is_bare = room.chat.is_empty()
            && room.rounds.is_empty()
            && room.timers.is_empty()
            && room.sections.is_empty()
            && room.boards.is_empty()
            && room.card.is_none()
            && !room.notes_withheld;
        if room.number == 0 && is_bare {
            return;
        }
        self.block(&format!("## {}", self.room_name(room)));
        let names: Vec<String> = self
            .record
            .people
            .iter()
            .filter(|person| person.stays.iter().any(|stay| stay.room == room.id))
            .map(|person| self.escaped_name(&person.name))
            .collect();
        if !names.is_empty() {
            self.block(&format!("**{}:** {}", self.words.people, names.join(", ")));
        }
        for (at, round) in room.rounds.iter().enumerate() {
            self.round(at + 1, round);
        }
        self.timers(room);
        if let Some(card) = &room.card {
            self.card(card);
        }
        self.notes(room);
        self.chat(&room.chat, &self.words.chat, "###");
    }

    fn timers(&mut self, room: &RecordRoom) {
        if room.timers.is_empty() {
            return;
        }
        let rows: Vec<Vec<String>> = room
            .timers
            .iter()
            .map(|timer| timer.cells(&self.clock, escape))
            .collect();
        self.table(&self.words.timer_columns(), &rows);
    }

    fn round(&mut self, number: usize, round: &RecordRound) {
        let words = self.words;
        let name = escape(self.pick(&round.name));
        self.block(&format!("### {}", words.round(number, &name)));
        let presenter = match &round.presenter {
            Some(person) => words.presented_by(&self.name(person)),
            None => words.nobody_presented.to_owned(),
        };
        let from = round.started_at.map(|at| self.clock.hour(at)).unwrap_or_default();
        let to = round
            .ended_at
            .map_or_else(|| words.not_over.to_owned(), |at| self.clock.hour(at));
        self.block(&format!("{presenter} {from} – {to}."));
        let mut rows = vec![vec![
            words.gathering.to_owned(),
            String::new(),
            minutes(round.gathering.seconds),
            self.stops(&round.gathering),
        ]];
        for step in &round.steps {
            let real = if step.time.runs.is_empty() {
                words.not_reached.to_owned()
            } else {
                minutes(step.time.seconds)
            };
            rows.push(vec![
                escape(self.pick(&step.name)),
                minutes(step.planned_seconds),
                real,
                self.stops(&step.time),
            ]);
        }
        let planned = round.steps.iter().map(|step| step.planned_seconds).sum();
        let real = round.steps.iter().map(|step| step.time.seconds).sum();
        rows.push(vec![
            format!("**{}**", words.in_all),
            minutes(planned),
            minutes(real),
            String::new(),
        ]);
        self.table(&words.step_columns(), &rows);
        self.floors(&round.floors);
        if round.dilemma_withheld {
            let card = match &round.brings {
                Some(brings) => words.card_withheld(&escape(self.pick(&brings.name))),
                None => words.dilemma_withheld.to_owned(),
            };
            self.block(&format!("*{card}*"));
        }
        for client in &round.earlier {
            self.dilemma(&client.dilemma, round.brings.as_ref(), client.person.as_ref());
        }
        if let Some(dilemma) = &round.dilemma {
            let whose = round.presenter.as_ref().filter(|_| !round.earlier.is_empty());
            self.dilemma(dilemma, round.brings.as_ref(), whose);
        }
    }

    fn floors(&mut self, floors: &[RecordFloor]) {
        if floors.is_empty() {
            return;
        }
        let words = self.words;
        let line = |floor: &RecordFloor| {
            let name = floor.person.as_ref().map(|person| self.name(person));
            let aside = match (floor.asked, floor.passed) {
                (true, _) => format!(", {}", words.one_question),
                (false, true) => format!(", {}", words.passed),
                (false, false) => String::new(),
            };
            let name = name.unwrap_or_else(|| words.somebody.to_owned());
            format!("{name} {}{aside}", minutes(floor.span.seconds))
        };
        let lines: Vec<String> = floors.iter().map(line).collect();
        self.block(&format!("**{}:** {}", words.turns, lines.join("; ")));
    }

    fn card(&mut self, card: &RecordCard) {
        let words = self.words;
        self.block(&format!("### {}", words.card.name));
        let mut lines = Vec::new();
        let fields = [(&words.card.question, card.question.as_ref())];
        let takeaways = card
            .takeaways
            .iter()
            .map(|text| (&words.card.takeaways, Some(text)));
        let ask = [(&words.card.ask, card.ask.as_ref())];
        for (label, text) in fields.into_iter().chain(takeaways).chain(ask) {
            lines.extend(text.map(|text| format!("- **{label}:** {}", lines_of(text))));
        }
        if card.released {
            lines.push(format!("- **{}:** {}", words.card.visitors, card.visitors));
        }
        self.block(&lines.join("\n"));
        self.chat(&card.responses, &words.card.responses, "####");
    }

    fn stops(&self, time: &RecordTime) -> String {
        let stops: Vec<String> = time
            .stops
            .iter()
            .map(|stop| format!("{} {}", self.words.stop(stop.kind), minutes(stop.span.seconds)))
            .collect();
        stops.join(", ")
    }

    fn dilemma(&mut self, dilemma: &RecordDilemma, brings: Option<&Brings>, whose: Option<&Named>) {
        let words = self.words;
        let name = brings.map(|brings| escape(self.pick(&brings.name)));
        let line = brings.map(|brings| escape(self.pick(&brings.line)));
        let whose = whose
            .map(|person| format!(" ({})", self.name(person)))
            .unwrap_or_default();
        self.block(&format!(
            "#### {}{whose}",
            name.as_deref().unwrap_or(&words.dilemma.name)
        ));
        let fields = [
            (words.dilemma.title.as_str(), dilemma.title.as_ref()),
            (words.dilemma.overview.as_str(), dilemma.overview.as_ref()),
            (
                line.as_deref().unwrap_or(&words.dilemma.focus_question),
                dilemma.focus_question.as_ref(),
            ),
            (
                words.dilemma.restated_question.as_str(),
                dilemma.restated_question.as_ref(),
            ),
        ];
        let mut lines: Vec<String> = fields
            .into_iter()
            .filter_map(|(label, text)| Some(format!("- **{label}:** {}", lines_of(text?))))
            .collect();
        if !dilemma.links.is_empty() {
            let links: Vec<String> = dilemma.links.iter().map(|link| linked(link)).collect();
            lines.push(format!("- **{}:** {}", words.links, links.join(", ")));
        }
        self.block(&lines.join("\n"));
    }

    fn notes(&mut self, room: &RecordRoom) {
        let words = self.words;
        if !room.sections.is_empty() || room.notes_withheld {
            self.block(&format!("### {}", words.notes));
        }
        if room.notes_withheld {
            self.block(&format!("*{}*", words.notes_withheld));
        }
        self.sections(&room.sections, false);
        for board in &room.boards {
            let name = board.name.as_deref().map_or_else(
                || (if board.digest { &words.digest } else { &words.notes }).clone(),
                escape,
            );
            let away = if board.put_away {
                format!(" ({})", words.put_away)
            } else {
                String::new()
            };
            self.block(&format!("### {name}{away}"));
            self.sections(&board.sections, board.nameless);
        }
    }

    fn sections(&mut self, sections: &[RecordSection], nameless: bool) {
        let words = self.words;
        for section in sections {
            let name = self.pick(&section.name);
            let name = if name.is_empty() {
                words.other_notes.to_owned()
            } else {
                escape(name)
            };
            self.block(&format!("#### {name}"));
            let mut lines: Vec<String> = Vec::new();
            let mut group: Option<&str> = None;
            for note in &section.notes {
                // Under the name of its group, as a list within the list.
                if note.group.as_deref() != group {
                    group = note.group.as_deref();
                    lines.extend(group.map(|name| format!("- **{}**", self.group_name(name))));
                }
                let line = self.note(note, nameless);
                lines.push(match group {
                    Some(_) => format!("  {}", line.replace('\n', "\n  ")),
                    None => line,
                });
            }
            self.block(&lines.join("\n"));
        }
    }

    fn note(&self, note: &RecordNote, nameless: bool) -> String {
        let authors: Vec<String> = note.authors.iter().map(|author| self.name(author)).collect();
        let from = note
            .from
            .as_ref()
            .map(|from| escape(&self.words.room(from.number, from.name.as_deref())));
        let text = match from {
            Some(room) => format!("{} — {room}", lines_of(&note.text)),
            None => lines_of(&note.text),
        };
        let dots = self.dots(note);
        if nameless {
            format!("- {text}{dots} — *{}*", self.words.somebody)
        } else if authors.is_empty() {
            format!("- {text}{dots}")
        } else {
            format!("- {text}{dots} — *{}*", authors.join(", "))
        }
    }

    fn group_name(&self, name: &str) -> String {
        if name.is_empty() {
            self.words.group.to_owned()
        } else {
            escape(name)
        }
    }

    /// Numbers of each choice as a table, words as a list.
    fn polls(&mut self) {
        let words = self.words;
        if self.record.polls.is_empty() {
            return;
        }
        self.block(&format!("## {}", words.polls));
        for poll in &self.record.polls {
            self.block(&format!("### {}", escape(&poll.text)));
            let kind = if poll.anonymous {
                &words.anonymous
            } else {
                &words.with_names
            };
            self.block(&format!("{}: {} · {kind}", words.answers, poll.results.answered));
            if poll.results.hidden {
                self.block(&format!("*{}*", words.few_answers));
            }
            let counts = poll.choices.iter().zip(&poll.results.counts);
            let rows: Vec<Vec<String>> = counts
                .map(|(choice, count)| vec![escape(choice), count.to_string()])
                .collect();
            if !rows.is_empty() {
                self.table(&words.poll_columns(), &rows);
            }
            for text in &poll.results.words {
                self.block(&format!("- {}", lines_of(text)));
            }
            for one in &poll.people {
                self.block(&format!(
                    "- {}: {}",
                    self.name(&one.person),
                    lines_of(&one.answer)
                ));
            }
        }
    }

    fn exit_ticket(&mut self) {
        let Some(ticket) = &self.record.exit_ticket else {
            return;
        };
        let words = self.words;
        self.block(&format!("## {}", words.exit_ticket));
        self.block(&format!("{}: {}", words.answers, ticket.answers));
        for question in &ticket.questions {
            self.block(&format!("### {}", escape(&question.text)));
            let result = &question.result;
            if result.hidden {
                self.block(&format!("*{}*", words.few_answers));
                continue;
            }
            let counts = question.choices.iter().zip(&result.counts);
            let counts = counts.map(|(choice, count)| format!("- {}: {count}", escape(choice)));
            let own = result.words.iter().map(|own| format!("- {}", lines_of(own)));
            self.block(&counts.chain(own).collect::<Vec<_>>().join("\n"));
        }
        for person in &ticket.people {
            let answers: Vec<String> = person.answers.iter().map(|answer| lines_of(answer)).collect();
            self.block(&format!(
                "- **{}**: {}",
                self.name(&person.person),
                answers.join(" / ")
            ));
        }
    }

    fn commitments(&mut self) {
        if self.record.commitments.is_empty() {
            return;
        }
        let words = self.words;
        self.block(&format!("## {}", words.commitments));
        let lines: Vec<String> = self
            .record
            .commitments
            .iter()
            .map(|one| {
                let room = one
                    .room
                    .and_then(|id| self.record.rooms.iter().find(|room| room.id == id));
                let room = room.map(|room| words.for_room(&self.room_name(room)));
                let due = one.due.as_ref().map(|due| words.due(&escape(due)));
                let done = one.done.then(|| words.done.to_owned());
                let aside: Vec<String> = [Some(self.name(&one.person)), room, due, done]
                    .into_iter()
                    .flatten()
                    .collect();
                format!("- {} — *{}*", lines_of(&one.text), aside.join(", "))
            })
            .collect();
        self.block(&lines.join("\n"));
    }

    /// What a note got in each vote of its board.
    fn dots(&self, note: &RecordNote) -> String {
        if note.dots.iter().all(|dots| *dots == 0) {
            return String::new();
        }
        let counts: Vec<String> = note.dots.iter().map(u32::to_string).collect();
        format!(" **({}: {})**", self.words.dots, counts.join(", "))
    }

    /// A protocol's words.
    fn pick<'t>(&self, texts: &'t Texts) -> &'t str {
        self.all_words.pick(texts)
    }

    fn name(&self, person: &Named) -> String {
        self.escaped_name(&person.name)
    }

    fn escaped_name(&self, name: &str) -> String {
        if name.is_empty() {
            self.words.name_erased.to_owned()
        } else {
            escape(name)
        }
    }

    fn room_name(&self, room: &RecordRoom) -> String {
        escape(&self.words.room(room.number, room.name.as_deref()))
    }
}

/// Text of several lines inside a list item.
fn lines_of(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(escape).filter(|line| !line.is_empty()).collect();
    lines.join("\\\n  ")
}

/// A link that can be followed. The meeting took only https and tel links; anything else is text.
fn linked(link: &str) -> String {
    let known = ["https://", "http://", "tel:"]
        .iter()
        .any(|scheme| link.starts_with(scheme));
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '\\');
    if known && link.chars().all(plain) {
        format!("<{link}>")
    } else {
        escape(link)
    }
}

/// One line of people's text as nothing but text: no HTML, no links, no emphasis, no structure.
fn escape(text: &str) -> String {
    let line: String = text.chars().filter(|c| !is_unwanted(*c)).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len() + 8);
    // A number with a point or a bracket would begin a list; so would the signs below.
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let special = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '@' | '#' | '!'
        );
        let begins = at == 0 && matches!(c, '-' | '+' | '=' | ':');
        let list = digits > 0 && at == digits && matches!(c, '.' | ')');
        // Some readers make links of bare addresses.
        let before = line.as_bytes().get(at.saturating_sub(3)..at).unwrap_or_default();
        let address = (c == ':' && line[at + 1..].starts_with("//"))
            || (c == '.' && before.eq_ignore_ascii_case(b"www"));
        if special || begins || list || address {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{escape, lines_of, linked};

    #[test]
    fn text_stays_text() {
        for (text, expected) in [
            (
                "plain, with commas. And 2.5 points",
                "plain, with commas. And 2.5 points",
            ),
            ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
            ("[a](javascript:x)", "\\[a\\](javascript:x)"),
            ("![a](https://x)", "\\!\\[a\\](https\\://x)"),
            ("*a* _b_ `c` ~d~", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~"),
            ("# head", "\\# head"),
            ("- item", "\\- item"),
            ("1. item", "1\\. item"),
            ("12) item", "12\\) item"),
            ("a | b", "a \\| b"),
            ("&lt;b&gt;", "\\&lt;b\\&gt;"),
            ("see www.example.org", "see www\\.example.org"),
            ("two\nlines", "two lines"),
            ("\u{202e}turned", "turned"),
            ("ñandú: día", "ñandú: día"),
            ("ñww.a", "ñww.a"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }

    #[test]
    fn notes_of_several_lines_stay_in_their_item() {
        assert_eq!(
            lines_of("first\n\n# second\n- third"),
            "first\\\n  \\# second\\\n  \\- third"
        );
    }

    #[test]
    fn only_links_are_links() {
        assert_eq!(linked("https://example.org/a_b"), "<https://example.org/a_b>");
        assert_eq!(linked("tel:+15550100"), "<tel:+15550100>");
        assert_eq!(linked("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(linked("https://a> <b"), "https\\://a\\> \\<b");
    }
}
