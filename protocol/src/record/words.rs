//! The words of the files that the server writes: the record, the calendar. A further language is a table here, and its
//! name in [`TABLES`].

use super::StopKind;
use crate::consultancy::Texts;
use crate::meeting::agenda::PartKind;
use crate::meeting::state::Role;

/// The words of one language.
pub(super) struct Words {
    tag: &'static str,
    pub(super) record: &'static str,
    pub(super) for_facilitators: &'static str,
    pub(super) made_for: &'static str,
    pub(super) for_whoever: &'static str,
    pub(super) made_at: &'static str,
    pub(super) still_running: &'static str,
    pub(super) when: &'static str,
    pub(super) times_are_in: &'static str,
    pub(super) who_was_there: &'static str,
    pub(super) nobody: &'static str,
    pub(super) organizations: &'static str,
    pub(super) person_columns: [&'static str; 7],
    pub(super) removed: &'static str,
    pub(super) name_erased: &'static str,
    main_room: &'static str,
    room: &'static str,
    pub(super) people: &'static str,
    pub(super) round: &'static str,
    pub(super) presented_by: &'static str,
    pub(super) nobody_presented: &'static str,
    pub(super) not_over: &'static str,
    pub(super) step_columns: [&'static str; 4],
    pub(super) gathering: &'static str,
    pub(super) not_reached: &'static str,
    pub(super) in_all: &'static str,
    paused: &'static str,
    held: &'static str,
    waiting: &'static str,
    pub(super) dilemma: &'static str,
    pub(super) title: &'static str,
    pub(super) overview: &'static str,
    pub(super) focus_question: &'static str,
    pub(super) restated_question: &'static str,
    pub(super) links: &'static str,
    pub(super) dilemma_withheld: &'static str,
    pub(super) card_withheld: &'static str,
    pub(super) notes: &'static str,
    pub(super) other_notes: &'static str,
    pub(super) notes_withheld: &'static str,
    pub(super) commitments: &'static str,
    pub(super) exit_ticket: &'static str,
    pub(super) ticket_answers: &'static str,
    pub(super) ticket_few: &'static str,
    pub(super) polls: &'static str,
    pub(super) anonymous: &'static str,
    pub(super) with_names: &'static str,
    pub(super) poll_columns: [&'static str; 2],
    pub(super) due: &'static str,
    pub(super) done: &'static str,
    pub(super) for_room: &'static str,
    pub(super) put_away: &'static str,
    /// The main room's digest.
    pub(super) digest: &'static str,
    pub(super) dots: &'static str,
    pub(super) somebody: &'static str,
    pub(super) gallery_card: &'static str,
    pub(super) takes_away: &'static str,
    pub(super) asks: &'static str,
    pub(super) responses: &'static str,
    pub(super) visitors: &'static str,
    pub(super) question: &'static str,
    pub(super) turns: &'static str,
    pub(super) passed: &'static str,
    pub(super) one_question: &'static str,
    /// A group of notes that has no name.
    pub(super) group: &'static str,
    roles: [&'static str; 4],
    pub(super) questions: &'static str,
    pub(super) without_name: &'static str,
    pub(super) answered: &'static str,
    pub(super) votes: &'static str,
    pub(super) chat: &'static str,
    pub(super) chat_to_all: &'static str,
    pub(super) agenda: &'static str,
    pub(super) part_columns: [&'static str; 4],
    parts: [&'static str; 7],
    /// Before the link in a calendar.
    come_in: &'static str,
}

/// Every language, the one that stands in for others first.
const TABLES: &[&Words] = &[&ENGLISH, &SPANISH];

static ENGLISH: Words = Words {
    tag: "en",
    record: "Record of the meeting",
    for_facilitators: "For the facilitators",
    made_for: "For",
    for_whoever: "For whoever has its link",
    made_at: "Made",
    still_running: "the meeting was still going on",
    when: "When",
    times_are_in: "All times are those of {zone}; lengths are minutes and seconds.",
    who_was_there: "Who was there",
    nobody: "Nobody.",
    organizations: "Organizations",
    person_columns: [
        "Name",
        "Organization",
        "Role there",
        "In the meeting",
        "Joined",
        "Present",
        "Rooms",
    ],
    removed: "taken out of the meeting",
    name_erased: "(name erased)",
    main_room: "Main room",
    room: "Room",
    people: "People",
    round: "Round",
    presented_by: "Presented by",
    nobody_presented: "Nobody presented.",
    not_over: "not over yet",
    step_columns: ["Step", "Planned", "Real", "The clock stood"],
    gathering: "Gathering",
    not_reached: "not reached",
    in_all: "In all",
    paused: "paused",
    held: "held by the room",
    waiting: "waited for a presenter",
    dilemma: "The dilemma",
    title: "Title",
    overview: "What it is about",
    focus_question: "Focus question",
    restated_question: "Restated question",
    links: "Links",
    dilemma_withheld: "The dilemma stays with this room: its presenter has not agreed to share it.",
    card_withheld: "{card} stays with this room: its presenter has not agreed to share it.",
    notes: "Notes",
    other_notes: "Other notes",
    notes_withheld: "The notes stay with this room: they were not shared with the meeting.",
    commitments: "What people take on",
    exit_ticket: "Exit ticket",
    ticket_answers: "Answers",
    ticket_few: "Fewer than five answers: not shown.",
    polls: "Polls",
    anonymous: "anonymous",
    with_names: "with names",
    poll_columns: ["Answer", "People"],
    due: "by",
    done: "done",
    for_room: "for",
    put_away: "put away",
    digest: "Digest",
    dots: "dots",
    somebody: "somebody",
    gallery_card: "Card for the gallery",
    takes_away: "What we take away",
    asks: "What we ask of others",
    responses: "Responses",
    visitors: "Visitors",
    question: "Question",
    turns: "Who had the floor",
    passed: "passed",
    one_question: "answered one question",
    group: "Group",
    roles: ["Facilitator", "Participant", "Observer", "Access support"],
    questions: "Questions",
    without_name: "without a name",
    answered: "answered",
    votes: "votes",
    chat: "Chat",
    chat_to_all: "Chat to everyone",
    agenda: "The agenda",
    part_columns: ["Part", "When", "Planned", "Real"],
    parts: [
        "Welcome",
        "Keynote",
        "Breakout",
        "Consultancy",
        "Gallery",
        "Open discussion",
        "Closing",
    ],
    come_in: "Come in here",
};

static SPANISH: Words = Words {
    tag: "es",
    record: "Registro de la reunión",
    for_facilitators: "Para quienes facilitan",
    made_for: "Para",
    for_whoever: "Para quienes tienen su enlace",
    made_at: "Hecho",
    still_running: "la reunión seguía en curso",
    when: "Cuándo",
    times_are_in: "Todas las horas son las de {zone}; las duraciones están en minutos y segundos.",
    who_was_there: "Quiénes estuvieron",
    nobody: "Nadie.",
    organizations: "Organizaciones",
    person_columns: [
        "Nombre",
        "Organización",
        "Función allí",
        "En la reunión",
        "Llegada",
        "Presencia",
        "Salas",
    ],
    removed: "fuera de la reunión por decisión de quien facilita",
    name_erased: "(nombre borrado)",
    main_room: "Sala principal",
    room: "Sala",
    people: "Personas",
    round: "Ronda",
    presented_by: "Presentó",
    nobody_presented: "Nadie presentó.",
    not_over: "todavía no termina",
    step_columns: ["Paso", "Previsto", "Real", "El reloj se detuvo"],
    gathering: "Reunión del grupo",
    not_reached: "no se llegó",
    in_all: "En total",
    paused: "en pausa",
    held: "detenido por la sala",
    waiting: "a la espera de quien presente",
    dilemma: "El dilema",
    title: "Título",
    overview: "De qué se trata",
    focus_question: "Pregunta central",
    restated_question: "Pregunta reformulada",
    links: "Enlaces",
    dilemma_withheld: "El dilema se queda en esta sala: quien presentó no ha aceptado compartirlo.",
    card_withheld: "{card} se queda en esta sala: quien presentó no ha aceptado compartirlo.",
    notes: "Notas",
    other_notes: "Otras notas",
    notes_withheld: "Las notas se quedan en esta sala: no se compartieron con la reunión.",
    commitments: "Compromisos",
    exit_ticket: "Encuesta de salida",
    ticket_answers: "Respuestas",
    ticket_few: "Menos de cinco respuestas: no se muestran.",
    polls: "Sondeos",
    anonymous: "anónimo",
    with_names: "con nombres",
    poll_columns: ["Respuesta", "Personas"],
    due: "para el",
    done: "hecho",
    for_room: "por",
    put_away: "retirado",
    digest: "Recopilación",
    dots: "puntos",
    somebody: "alguien",
    gallery_card: "Tarjeta para la galería",
    takes_away: "Lo que nos llevamos",
    asks: "Lo que pedimos a otras personas",
    responses: "Respuestas",
    visitors: "Visitas",
    question: "Pregunta",
    turns: "Quién tuvo la palabra",
    passed: "pasó",
    one_question: "respondió una pregunta",
    group: "Grupo",
    roles: ["Facilitación", "Participante", "Observación", "Apoyo de acceso"],
    questions: "Preguntas",
    without_name: "sin nombre",
    answered: "respondida",
    votes: "votos",
    chat: "Chat",
    chat_to_all: "Chat para todas las personas",
    agenda: "La agenda",
    part_columns: ["Parte", "Cuándo", "Previsto", "Real"],
    parts: [
        "Bienvenida",
        "Conferencia",
        "Trabajo en salas",
        "Consultoría",
        "Galería",
        "Conversación abierta",
        "Cierre",
    ],
    come_in: "Entre aquí",
};

/// The words for a language tag; English where there are none.
pub(super) fn words(language: &str) -> &'static Words {
    known(language).unwrap_or(&ENGLISH)
}

fn known(language: &str) -> Option<&'static Words> {
    let base = language.split('-').next()?.trim();
    TABLES
        .iter()
        .copied()
        .find(|words| words.tag.eq_ignore_ascii_case(base))
}

/// Of the languages that are wanted, as `Accept-Language` says them, the first that there are words in.
pub fn spoken(wanted: &str) -> &'static str {
    let tags = wanted.split(',').filter_map(|one| one.split(';').next());
    let found = tags.map(str::trim).find_map(known);
    found.unwrap_or(&ENGLISH).tag
}

/// What stands before the link in a calendar.
pub(crate) fn come_in(language: &str) -> &'static str {
    words(language).come_in
}

/// A role in the words of a language.
pub(super) fn role(language: &str, role: Role) -> &'static str {
    let [facilitator, participant, observer, access_support] = words(language).roles;
    match role {
        Role::Facilitator => facilitator,
        Role::Participant => participant,
        Role::Observer => observer,
        Role::AccessSupport => access_support,
    }
}

impl Words {
    /// A protocol's words in this language, or in English.
    pub(super) fn pick<'t>(&self, texts: &'t Texts) -> &'t str {
        texts
            .get(self.tag)
            .or_else(|| texts.get("en"))
            .map_or("", String::as_str)
    }

    pub(super) fn room(&self, number: u16, name: Option<&str>) -> String {
        match (number, name) {
            (_, Some(name)) => name.to_owned(),
            (0, None) => self.main_room.to_owned(),
            (number, None) => format!("{} {number}", self.room),
        }
    }

    /// What a kind of part is called.
    pub(super) fn part(&self, kind: PartKind) -> &'static str {
        let [
            welcome,
            keynote,
            breakout,
            consultancy,
            gallery,
            discussion,
            closing,
        ] = self.parts;
        match kind {
            PartKind::Welcome => welcome,
            PartKind::Keynote => keynote,
            PartKind::Breakout => breakout,
            PartKind::Consultancy => consultancy,
            PartKind::Gallery => gallery,
            PartKind::Discussion => discussion,
            PartKind::Closing => closing,
        }
    }

    pub(super) fn stop(&self, kind: StopKind) -> &'static str {
        match kind {
            StopKind::Paused => self.paused,
            StopKind::Held => self.held,
            StopKind::Waiting => self.waiting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_known_is_spoken() {
        for (wanted, spoken_in) in [
            ("es", "es"),
            ("ES-mx", "es"),
            ("pl, es;q=0.8, en;q=0.5", "es"),
            ("en-GB,es", "en"),
            ("pl", "en"),
            ("", "en"),
            ("estonian", "en"),
        ] {
            assert_eq!(spoken(wanted), spoken_in, "{wanted}");
        }
        assert_eq!(come_in("es-MX"), "Entre aquí");
    }

    #[test]
    fn each_table_has_a_name_of_its_own() {
        let tags: std::collections::BTreeSet<_> = TABLES.iter().map(|words| words.tag).collect();
        assert_eq!(tags.len(), TABLES.len());
        assert_eq!(TABLES.first().map(|words| words.tag), Some("en"));
    }
}
