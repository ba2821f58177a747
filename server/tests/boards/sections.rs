//! Sections that open and close with the steps of the room.

use bytes::Bytes;
use yrs::{Map, MapPrelim, Out, TextPrelim};

use crate::{
    fixtures::Page,
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
