//! Sections that open and close with the steps of the room.

use bytes::Bytes;
use yrs::{Map, MapPrelim, Out, TextPrelim};

use crate::{
    fixtures::{Forge, Page},
    stage::{ANA, BEN, Client, EVE, Stage},
};

/// A note in a section of one's choice.
fn note_in(page: &Page, id: &str, section: &str) -> Bytes {
    page.edit(|notes, transaction| {
        let note = notes.insert(transaction, id, MapPrelim::default());
        note.insert(transaction, "section", section);
        note.insert(transaction, "text", TextPrelim::new("words"));
    })
}

/// Puts a note into another section.
fn put_into(page: &Page, id: &str, section: &str) -> Bytes {
    page.edit(|notes, transaction| {
        let Some(Out::YMap(note)) = notes.get(transaction, id) else {
            panic!("no note {id}")
        };
        note.insert(transaction, "section", section);
    })
}

async fn refused(mut client: Client, update: &Bytes) {
    client.update(update).await;
    assert_eq!(client.until_closed().await, (4409, "section_closed".into()));
}

#[tokio::test]
async fn n10_a_closed_section_is_closed_to_every_way_of_changing_it() {
    let stage = Stage::set().await;
    stage.tell_sections(&[(ANA, &["dilemma"]), (EVE, &["ideas", "ideas.2"])]);
    let mut ana = stage.join(ANA, 11).await;
    let mut ben = stage.join(BEN, 22).await;
    let update = ana.page.add_note("n", "How do we");
    ana.update(&update).await;
    ben.until_text("n", "How do we").await;

    // Eve reads it, and neither writes in it, moves it, takes it out, deletes it, nor puts something beside it.
    type Change = fn(&Page) -> Bytes;
    let changes: [Change; 6] = [
        |page| page.write("n", 0, "So: "),
        |page| page.erase("n", 0, 3),
        |page| page.move_note("n", 99.0),
        |page| put_into(page, "n", "ideas"),
        |page| page.remove_note("n"),
        |page| note_in(page, "m", "dilemma"),
    ];
    for (client, change) in (50..).zip(changes) {
        let mut eve = stage.join(EVE, client).await;
        eve.until_text("n", "How do we").await;
        let update = change(&eve.page);
        refused(eve, &update).await;
    }
    // A note of her own does not get there by way of an open section either, nor into another group's part.
    for (client, section) in [(60, "dilemma"), (61, "ideas.1")] {
        let mut eve = stage.join(EVE, client).await;
        let id = format!("e{client}");
        let update = note_in(&eve.page, &id, "ideas.2");
        eve.update(&update).await;
        eve.settle().await;
        let update = put_into(&eve.page, &id, section);
        refused(eve, &update).await;
        ben.until_text(&id, "words").await;
    }
    // Where it is open she writes, and a name that the protocol does not have is nobody's to close.
    let mut eve = stage.join(EVE, 70).await;
    for (id, section) in [("a", "ideas"), ("b", "ideas.2"), ("c", "somewhere"), ("d", "")] {
        let update = note_in(&eve.page, id, section);
        eve.update(&update).await;
        ben.until_text(id, "words").await;
    }
    // Who facilitates writes everywhere.
    let update = ben.page.write("n", 9, " go on?");
    ben.update(&update).await;
    ana.until_text("n", "How do we go on?").await;
    assert_eq!(eve.page.text("m"), None);
}

/// A group of notes in a section.
fn group_in(page: &Page, id: &str, name: &str, section: &str) -> Bytes {
    page.edit_groups(|groups, transaction| {
        let group = groups.insert(transaction, id, MapPrelim::default());
        group.insert(transaction, "name", name);
        group.insert(transaction, "section", section);
    })
}

/// Another name for it.
fn rename(page: &Page, id: &str, name: &str) -> Bytes {
    page.edit_groups(|groups, transaction| {
        let Some(Out::YMap(group)) = groups.get(transaction, id) else {
            panic!("no group {id}")
        };
        group.insert(transaction, "name", name);
    })
}

fn put_into_group(page: &Page, id: &str, group: &str) -> Bytes {
    page.edit(|notes, transaction| {
        let Some(Out::YMap(note)) = notes.get(transaction, id) else {
            panic!("no note {id}")
        };
        note.insert(transaction, "group", group);
    })
}

#[tokio::test]
async fn n15_a_note_is_in_one_group_whoever_took_it_at_once_and_names_have_a_bound() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    let update = ana.page.add_note("n", "How do we");
    ana.update(&update).await;
    let mut eve = stage.join(EVE, 33).await;
    eve.until_text("n", "How do we").await;
    eve.settle().await;
    let away = eve.leave().await;
    for update in [
        group_in(&ana.page, "g", "Time", "dilemma"),
        put_into_group(&ana.page, "n", "g"),
    ] {
        ana.update(&update).await;
    }
    group_in(&away, "h", "Rooms", "dilemma");
    put_into_group(&away, "n", "h");
    let mut eve = stage.join_with(EVE, away, stage.board).await;
    eve.until("Ana's group", |eve| eve.page.group("g").is_some())
        .await;
    ana.until("Eve's group", |ana| ana.page.group("h").is_some())
        .await;
    ana.settle().await;
    eve.settle().await;
    let taken = ana.page.group_of("n");
    assert!(taken == Some("g".to_owned()) || taken == Some("h".to_owned()));
    assert_eq!(eve.page.group_of("n"), taken);
    let update = rename(&eve.page, "h", &"x".repeat(513));
    eve.update(&update).await;
    assert_eq!(eve.until_closed().await.1, "bad_update");
}

#[tokio::test]
async fn n17_a_group_is_closed_with_its_section() {
    let stage = Stage::set().await;
    stage.tell_sections(&[(ANA, &["dilemma"]), (EVE, &["ideas"])]);
    let mut ana = stage.join(ANA, 11).await;
    let mut ben = stage.join(BEN, 22).await;
    for update in [
        ana.page.add_note("n", "How do we"),
        group_in(&ana.page, "g", "Time", "dilemma"),
        put_into_group(&ana.page, "n", "g"),
    ] {
        ana.update(&update).await;
    }
    ben.until("Ana's group", |ben| {
        ben.page.group("g").as_deref() == Some("Time")
    })
    .await;
    type Change = fn(&Page) -> Bytes;
    let changes: [Change; 5] = [
        |page| rename(page, "g", "Mine"),
        |page| put_into_group(page, "n", "other"),
        |page| group_in(page, "g", "Mine", "ideas"),
        |page| group_in(page, "h", "Mine", "dilemma"),
        |page| {
            page.edit_groups(|groups, transaction| {
                groups.remove(transaction, "g");
            })
        },
    ];
    for (client, change) in (50..).zip(changes) {
        let mut eve = stage.join(EVE, client).await;
        eve.until("Ana's group", |eve| eve.page.group("g").is_some())
            .await;
        let update = change(&eve.page);
        refused(eve, &update).await;
    }
    let mut eve = stage.join(EVE, 70).await;
    let update = group_in(&eve.page, "e", "Ours", "ideas");
    eve.update(&update).await;
    ben.until("Eve's group", |ben| ben.page.group("e").is_some())
        .await;
    assert_eq!(ben.page.group("g").as_deref(), Some("Time"));
}

#[tokio::test]
async fn n10_nothing_takes_the_place_of_a_note_there_without_a_word() {
    let stage = Stage::set().await;
    stage.tell_sections(&[(ANA, &["dilemma"]), (EVE, &["ideas"])]);
    let mut ana = stage.join(ANA, 11).await;
    let update = ana.page.add_note("n", "How do we");
    ana.update(&update).await;
    let mut eve = stage.join(EVE, 33).await;
    eve.until_text("n", "How do we").await;
    // Pages say what they delete; these bytes only put a new note where Ana's stands.
    let update = Forge::default().after((11, 0), 7, &[1]).update(33, 0);
    refused(eve, &update).await;
    ana.settle().await;
    assert_eq!(ana.page.text("n").as_deref(), Some("How do we"));
}

#[tokio::test]
async fn n10_what_others_deleted_there_is_no_change_of_ones_own() {
    let stage = Stage::set().await;
    stage.tell_sections(&[(EVE, &["ideas"])]);
    let mut ana = stage.join(ANA, 11).await;
    let mut eve = stage.join(EVE, 33).await;
    for update in [
        ana.page.add_note("n", "How do we"),
        ana.page.erase("n", 2, 4),
        ana.page.add_note("gone", "to be removed"),
        ana.page.remove_note("gone"),
    ] {
        ana.update(&update).await;
    }
    eve.until_text("n", "Ho we").await;
    eve.settle().await;
    let page = eve.leave().await;
    // Written while she was away; her answer to the server has all that anybody ever deleted.
    note_in(&page, "mine", "ideas");
    let _eve = stage.join_with(EVE, page, stage.board).await;
    ana.until_text("mine", "words").await;
}

#[tokio::test]
async fn n10_it_holds_after_a_restart() {
    let stage = Stage::set().await;
    stage.tell_sections(&[(EVE, &["ideas"])]);
    let mut ana = stage.join(ANA, 11).await;
    let update = ana.page.add_note("n", "before");
    ana.update(&update).await;
    ana.until("saved", |ana| ana.saved == 2).await;
    stage.boards.shutdown().await;
    let stage = stage.restart().await;
    let mut eve = stage.join(EVE, 33).await;
    eve.until_text("n", "before").await;
    let update = eve.page.write("n", 0, "So: ");
    refused(eve, &update).await;
}

#[tokio::test]
async fn n11_who_could_not_write_before_has_nothing_on_its_way() {
    let stage = Stage::set().await;
    stage.tell_sections(&[(ANA, &["dilemma"])]);
    stage.forbid(EVE);
    let mut ana = stage.join(ANA, 11).await;
    let update = ana.page.add_note("n", "How do we");
    ana.update(&update).await;
    let mut eve = stage.join(EVE, 33).await;
    eve.until_text("n", "How do we").await;
    // The next step opens a section to her, and the one of the step before stays closed.
    stage.find_the_writers(&[(EVE, &["ideas"])]);
    let update = eve.page.write("n", 0, "So: ");
    refused(eve, &update).await;
}

#[tokio::test]
async fn n11_what_was_on_its_way_as_the_step_changed_is_taken() {
    let stage = Stage::set().await;
    stage.tell_sections(&[(EVE, &["dilemma"])]);
    let mut ben = stage.join(BEN, 22).await;
    let mut eve = stage.join(EVE, 33).await;
    let update = eve.page.add_note("n", "How do");
    eve.update(&update).await;
    ben.until_text("n", "How do").await;
    stage.tell_sections(&[(EVE, &["ideas"])]);
    let update = eve.page.write("n", 6, " we");
    eve.update(&update).await;
    ben.until_text("n", "How do we").await;
}
