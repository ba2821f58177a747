//! Rights to boards, and what is made of hidden pages, where a board is open at two instances.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use server::bus::memory::{Fate, Medium};
use server::store::{MemoryStore, Store};

use crate::attacks::board_socket::{BoardSocket, board_of};
use crate::support::server::{Meeting, config};
use crate::support::{Person, TestServer};

/// Two instances on one store and a bus with this fate; a facilitator at the first.
async fn stage(fate: Fate) -> (MemoryStore, Vec<TestServer>, Meeting, Person) {
    let store = MemoryStore::for_instances();
    let medium = Medium::new(fate);
    let mut servers = Vec::new();
    for _ in 0..2 {
        servers.push(TestServer::start_on_bus(Arc::new(store.clone()), config(), medium.join()).await);
    }
    let meeting = servers[0].create().await;
    let facilitator = servers[0].facilitator(&meeting, "Fatima").await;
    (store, servers, meeting, facilitator)
}

fn nothing_arrives() -> Fate {
    Box::new(Vec::new)
}

fn all_arrives() -> Fate {
    Box::new(|| vec![Duration::ZERO])
}

/// On to a step in which the group may write, or may not.
async fn until_group_writes(facilitator: &mut Person, plan: &str, writes: bool) {
    let room = facilitator.main_room();
    for step in 0.. {
        assert!(step < 40, "there is such a step");
        let fresh = Person::connect(facilitator.address, &facilitator.meeting, &facilitator.secret).await;
        if fresh.view["details"][&room]["rights"]["group"]["write"] == writes {
            return;
        }
        let next = json!({"type": "next_step", "on": {"plan": plan}});
        facilitator.done(next).await;
    }
}

async fn a_step_that_ends_here_closes_the_board_there(fate: Fate) {
    let (store, servers, meeting, mut facilitator) = stage(fate).await;
    let mut paul = servers[1].participant(&meeting, "Paul").await;
    let room = facilitator.main_room();
    let board = board_of(&paul, &room);
    let mut there = BoardSocket::join(&mut paul, &board, 22).await;
    let start = json!({"type": "start_round", "rooms": [room], "protocol": {"library": "consultancy-20"}});
    facilitator.done(start).await;
    let started = facilitator.change("plan", |_| true).await;
    let plan = started["plan"]["id"].as_str().unwrap().to_owned();
    let presents = servers[0].participant(&meeting, "Priya").await;
    facilitator
        .done(json!({"type": "set_presenter", "room": room, "person": presents.id}))
        .await;
    facilitator
        .done(json!({"type": "begin", "on": {"plan": plan}}))
        .await;
    until_group_writes(&mut facilitator, &plan, true).await;
    there.until("may write", |there| there.write == Some(true)).await;
    let before = there.page.add_note("n1", "in time");
    there.update(&before).await;
    there.until("saved", |there| there.saved > 0).await;
    until_group_writes(&mut facilitator, &plan, false).await;
    // Written at this very moment, whatever is known there of the step: the log has a gate.
    let late = there.page.add_note("n2", "too late");
    there.update(&late).await;
    there.until("told", |there| there.write == Some(false)).await;
    there.settle().await;
    let log = store
        .board_read_after(board.parse().unwrap(), 0, 100)
        .await
        .unwrap();
    assert_eq!(log.len(), 1, "the late one is not in it");
    assert_eq!(
        there.page.text("n2").as_deref(),
        Some("too late"),
        "it stays on the device"
    );
    let mut here = BoardSocket::join(&mut facilitator, &board, 11).await;
    assert_eq!(here.page.text("n2"), None);
    // When writing opens again it comes.
    until_group_writes(&mut facilitator, &plan, true).await;
    there.until("told again", |there| there.write == Some(true)).await;
    there.update(&late).await;
    here.until_text("n2", "too late").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_ends_at_one_instance_closes_the_board_at_the_other() {
    a_step_that_ends_here_closes_the_board_there(all_arrives()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_ended_where_nobody_heard_of_it_closes_the_board_as_well() {
    a_step_that_ends_here_closes_the_board_there(nothing_arrives()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hidden_pages_are_revealed_with_the_same_bytes_at_every_instance() {
    let (store, servers, meeting, mut facilitator) = stage(nothing_arrives()).await;
    let board = board_of(&facilitator, &facilitator.main_room());
    facilitator
        .done(json!({"type": "hide_board", "board": board}))
        .await;
    let mut people = Vec::new();
    let mut sockets = Vec::new();
    for (number, server) in servers.iter().enumerate() {
        let mut person = server.participant(&meeting, &format!("Person {number}")).await;
        person
            .done(json!({"type": "open_hidden_page", "board": board}))
            .await;
        let fresh = Person::connect(person.address, &person.meeting, &person.secret).await;
        let page = fresh.view["pages"][&board].as_str().unwrap().to_owned();
        let client = 100 + number as u64;
        let mut on_page = BoardSocket::join(&mut person, &page, client).await;
        let note = on_page.page.add_note("n", &format!("secret {number}"));
        on_page.update(&note).await;
        on_page.until("saved", |page| page.saved > 0).await;
        // Both have the board itself open as well, and will make the copies.
        sockets.push(BoardSocket::join(&mut person, &board, 200 + number as u64).await);
        people.push(person);
    }
    facilitator
        .done(json!({"type": "reveal_board", "board": board}))
        .await;
    for socket in &mut sockets {
        let has_both = |socket: &BoardSocket| {
            let texts = socket.page.texts();
            (0..2).all(|number| texts.contains(&format!("secret {number}")))
        };
        socket.until("both notes", has_both).await;
        socket.settle().await;
        assert_eq!(socket.page.texts().len(), 2, "each once");
    }
    let log = store
        .board_read_after(board.parse().unwrap(), 0, 100)
        .await
        .unwrap();
    let distinct: BTreeSet<&[u8]> = log.iter().map(|row| row.update.as_slice()).collect();
    assert_eq!(distinct.len(), 2, "one update for each page, whoever made it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a24_a_removed_persons_board_is_closed_at_the_other_instance() {
    for fate in [all_arrives(), nothing_arrives()] {
        let (_store, servers, meeting, mut facilitator) = stage(fate).await;
        let mut paul = servers[1].participant(&meeting, "Paul").await;
        let board = board_of(&paul, &paul.main_room());
        let mut there = BoardSocket::join(&mut paul, &board, 22).await;
        facilitator
            .done(json!({"type": "remove_person", "person": paul.id}))
            .await;
        assert_eq!(there.closed().await, 4403);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_from_the_other_instance_is_there_for_whoever_asks_next() {
    let (_store, servers, meeting, mut facilitator) = stage(all_arrives()).await;
    let board = board_of(&facilitator, &facilitator.main_room());
    let mut here = BoardSocket::join(&mut facilitator, &board, 11).await;
    let mut paul = servers[1].participant(&meeting, "Paul").await;
    let mut there = BoardSocket::join(&mut paul, &board, 22).await;
    let note = here.page.add_note("n1", "");
    here.update(&note).await;
    let mut text = String::new();
    // Each letter is seen before the next: each comes alone, and there are more than may wait for a question to the worker.
    for at in 0..40 {
        let letter = here.page.write("n1", at, "a");
        here.update(&letter).await;
        text.push('a');
        there.until_text("n1", &text).await;
        match at {
            3 => {
                let mut quinn = servers[1].participant(&meeting, "Quinn").await;
                let new = BoardSocket::join(&mut quinn, &board, 33).await;
                assert_eq!(new.page.text("n1").as_deref(), Some(text.as_str()));
            }
            5 => {
                // It rests on a letter that came from the other one.
                let answer = there.page.write("n1", 6, "b");
                there.update(&answer).await;
                there.until("saved", |there| there.saved == 1).await;
                text.push('b');
                here.until_text("n1", &text).await;
                let back = here.page.erase("n1", 6, 1);
                here.update(&back).await;
                text.pop();
                there.until_text("n1", &text).await;
            }
            _ => {}
        }
    }
    until_counted(&servers[1], &facilitator, &board, 1).await;
    there.settle().await;
    let mut sam = servers[1].participant(&meeting, "Sam").await;
    let last = BoardSocket::join(&mut sam, &board, 44).await;
    assert_eq!(last.page.whole(), here.page.whole());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_on_a_board_that_is_open_elsewhere_or_nowhere_are_counted() {
    let (store, servers, meeting, facilitator) = stage(nothing_arrives()).await;
    let mut paul = servers[1].participant(&meeting, "Paul").await;
    let board = board_of(&paul, &paul.main_room());
    let mut there = BoardSocket::join(&mut paul, &board, 22).await;
    let note = there.page.add_note("n1", "from there");
    there.update(&note).await;
    there.until("saved", |there| there.saved > 0).await;
    until_counted(&servers[0], &facilitator, &board, 1).await;
    let note = there.page.add_note("n2", "and one more");
    there.update(&note).await;
    there.until("saved", |there| there.saved > 1).await;
    until_counted(&servers[0], &facilitator, &board, 2).await;
    // An instance that has just been started knows nothing of it, and nobody there has it open.
    let new = TestServer::start_on(Arc::new(store)).await;
    until_counted(&new, &facilitator, &board, 2).await;
}

async fn until_counted(server: &TestServer, facilitator: &Person, board: &str, notes: u64) {
    let path = format!("/api/meetings/{}/notes", facilitator.meeting);
    let bearer = format!("Bearer {}", facilitator.secret);
    loop {
        let answer = server.get(&path, &[("Authorization", &bearer)]).await;
        // Nobody may ask all the time.
        if answer.status == 200 && answer.json()["boards"][board] == notes {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
