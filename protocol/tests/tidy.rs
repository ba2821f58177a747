//! Every rule of `docs/SPEC.md` has a test that carries its id, and no test carries an id that is no rule.

use std::collections::BTreeSet;
use std::path::Path;

const FAMILIES: &[char] = &[
    'l', 'p', 'b', 'r', 't', 'g', 'v', 'm', 'i', 'd', 'k', 'q', 'c', 'h', 'o', 'n', 'x', 'e', 's', 'z', 'y',
];

fn sources(dir: &Path, found: &mut String) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&std::fs::read_to_string(path).unwrap_or_default());
        }
    }
}

/// `l1_to_l4_…` stands for four rules, `t5_…` for one.
fn ids_of_test(name: &str) -> Vec<String> {
    let mut parts = name.split('_');
    let id = |part: Option<&str>| {
        let part = part?;
        let family = part.chars().next().filter(|c| FAMILIES.contains(c))?;
        part.get(1..)?.parse::<u32>().ok().map(|number| (family, number))
    };
    let Some((family, first)) = id(parts.next()) else {
        return Vec::new();
    };
    let last = match parts.next() {
        Some("to") => id(parts.next()).map_or(first, |(_, last)| last),
        _ => first,
    };
    (first..=last).map(|number| format!("{family}{number}")).collect()
}

#[test]
fn rules_and_tests_name_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let spec = std::fs::read_to_string(root.join("docs/SPEC.md")).unwrap();
    let rules: BTreeSet<String> = spec
        .lines()
        .filter_map(|line| line.strip_prefix("- **")?.split_once("**"))
        .map(|(id, _)| id.to_lowercase())
        .collect();
    assert!(rules.len() > 40, "the rules were not found in SPEC.md");
    let mut code = String::new();
    for dir in ["protocol/tests", "protocol/src", "server/tests", "server/src"] {
        sources(&root.join(dir), &mut code);
    }
    let tests: BTreeSet<String> = code
        .lines()
        .filter_map(|line| {
            line.trim()
                .trim_start_matches("async ")
                .strip_prefix("fn ")?
                .split_once('(')
        })
        .flat_map(|(name, _)| ids_of_test(name))
        .collect();
    let without_test: Vec<_> = rules.difference(&tests).collect();
    assert!(without_test.is_empty(), "rules without a test: {without_test:?}");
    let without_rule: Vec<_> = tests.difference(&rules).collect();
    assert!(
        without_rule.is_empty(),
        "tests that name no rule: {without_rule:?}"
    );
}
