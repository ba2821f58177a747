//! What simulated people are called and what they say, English and Spanish. All of it is plainly invented.

/// The words of one language.
pub(super) struct Words {
    pub(super) organizations: &'static [&'static str],
    pub(super) positions: &'static [&'static str],
    pub(super) subjects: &'static [&'static str],
    pub(super) needs: &'static [&'static str],
    pub(super) chat: &'static [&'static str],
    /// On boards.
    pub(super) notes: &'static [&'static str],
    pub(super) questions: &'static [&'static str],
    pub(super) answers: &'static [&'static str],
    pub(super) commitments: &'static [&'static str],
    /// Title and focus question.
    pub(super) dilemmas: &'static [(&'static str, &'static str)],
    trees: &'static [&'static str],
}

/// Given names; with the trees as many combinations as a rehearsal has people.
const GIVEN: [&str; 25] = [
    "Ada", "Bruno", "Clara", "Diego", "Elena", "Felix", "Greta", "Hugo", "Irene", "Jonas", "Katia", "Leo",
    "Marta", "Nico", "Olga", "Pablo", "Rita", "Samuel", "Teresa", "Ulises", "Vera", "Walter", "Ximena",
    "Yago", "Zoe",
];

const EN: Words = Words {
    organizations: &[
        "North Example County",
        "South Example County",
        "East Example County",
        "West Example County",
        "Example City Schools",
    ],
    positions: &["Teacher", "Coach", "Principal", "Coordinator"],
    subjects: &["Science", "Mathematics", "Reading", "Arts"],
    needs: &["Captions, please (simulated)"],
    chat: &[
        "That sounds familiar.",
        "What have you tried so far?",
        "Could you say more about the first week?",
        "We had the same with our sixth grade.",
        "I would start small.",
        "Who decides that at your place?",
        "Thanks, that helps me.",
        "I am not sure I follow.",
        "What would success look like?",
        "Let me think about that for a moment.",
    ],
    notes: &[
        "Begin with two classes",
        "Ask the students first",
        "One page, not ten",
        "Who else has tried it?",
        "A visit says more than a report",
        "Time for the team every week",
        "What would we stop doing?",
        "Show what went well",
        "Families as partners",
        "Small steps, often looked at",
    ],
    questions: &[
        "How did you begin?",
        "What did it cost?",
        "What would you do differently today?",
        "How do families hear of it?",
    ],
    answers: &[
        "More time together",
        "A clear next step",
        "Good questions",
        "Hearing from other counties",
        "Patience",
    ],
    commitments: &[
        "Visit one class next week",
        "Write to the families",
        "Try it with one group",
        "Ask a colleague to watch",
    ],
    dilemmas: &[
        (
            "Colleagues who do not join in",
            "How do I begin with those who doubt?",
        ),
        ("Too little time for experiments", "What could we leave out?"),
        ("Two grades in one room", "How do both get what they need?"),
        ("Families we do not reach", "What would make them feel welcome?"),
        ("A new curriculum in June", "What do I do first?"),
    ],
    trees: &["Alder", "Birch", "Cedar", "Elm", "Juniper", "Maple"],
};

const ES: Words = Words {
    organizations: &[
        "Condado Ejemplo Norte",
        "Condado Ejemplo Sur",
        "Condado Ejemplo Este",
        "Condado Ejemplo Oeste",
        "Escuelas de Ciudad Ejemplo",
    ],
    positions: &["Docente", "Asesora", "Directora", "Coordinador"],
    subjects: &["Ciencias", "Matemáticas", "Lectura", "Artes"],
    needs: &["Subtítulos, por favor (simulado)"],
    chat: &[
        "Eso me resulta conocido.",
        "¿Qué ha intentado hasta ahora?",
        "¿Podría contar más de la primera semana?",
        "Nos pasó lo mismo en sexto.",
        "Yo empezaría con algo pequeño.",
        "¿Quién decide eso en su escuela?",
        "Gracias, eso me ayuda.",
        "No sé si lo entiendo.",
        "¿Cómo se vería si sale bien?",
        "Déjeme pensarlo un momento.",
    ],
    notes: &[
        "Empezar con dos grupos",
        "Preguntar primero a los estudiantes",
        "Una página, no diez",
        "¿Quién más lo ha probado?",
        "Una visita dice más que un informe",
        "Tiempo para el equipo cada semana",
        "¿Qué dejaríamos de hacer?",
        "Mostrar lo que salió bien",
        "Las familias como compañeras",
        "Pasos pequeños, revisados a menudo",
    ],
    questions: &[
        "¿Cómo empezaron?",
        "¿Cuánto costó?",
        "¿Qué haría distinto hoy?",
        "¿Cómo se enteran las familias?",
    ],
    answers: &[
        "Más tiempo juntos",
        "Un próximo paso claro",
        "Buenas preguntas",
        "Oír a otros condados",
        "Paciencia",
    ],
    commitments: &[
        "Visitar una clase la próxima semana",
        "Escribir a las familias",
        "Probarlo con un grupo",
        "Pedir a una colega que observe",
    ],
    dilemmas: &[
        ("Colegas que no participan", "¿Cómo empiezo con quienes dudan?"),
        ("Poco tiempo para experimentos", "¿Qué podríamos dejar?"),
        ("Dos grados en un aula", "¿Cómo recibe cada uno lo que necesita?"),
        (
            "Familias a las que no llegamos",
            "¿Qué las haría sentirse bienvenidas?",
        ),
        ("Un currículo nuevo en junio", "¿Qué hago primero?"),
    ],
    trees: &["Aliso", "Abedul", "Cedro", "Olmo", "Enebro", "Arce"],
};

fn is_spanish(language: &str) -> bool {
    language.split('-').next() == Some("es")
}

pub(super) fn of(language: &str) -> &'static Words {
    if is_spanish(language) { &ES } else { &EN }
}

/// A language that not everybody in the meeting reads.
pub(super) fn other(language: &str) -> &'static str {
    if is_spanish(language) { "en" } else { "es" }
}

/// The name of the `index`th person: no two of the first 150 have the same, and neighbours have different trees.
pub(super) fn name(index: usize, language: &str) -> String {
    let trees = of(language).trees;
    let given = GIVEN.iter().cycle().nth(index % GIVEN.len());
    // 25 and four times one are 29, which shares no divisor with six: each given name meets each tree.
    let tree = trees
        .iter()
        .cycle()
        .nth((index + 4 * (index / GIVEN.len())) % trees.len());
    format!("{} {}", given.unwrap_or(&"Ada"), tree.unwrap_or(&"Alder"))
}
