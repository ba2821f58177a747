//! Editing together, rights, coming back, tickets, presence.

use std::time::Duration;

use bytes::BytesMut;
use server::{
    boards::{Claims, limits, ticket, wire},
    store::{Store, memory::Fault},
};

use crate::{
    fixtures::Page,
    stage::{ANA, BEN, Client, EVE, Stage},
};

#[tokio::test]
async fn two_people_edit_one_note_and_a_third_comes_late() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    let update = ana.page.add_note("n", "How do we");
    ana.update(&update).await;
    ben.until_text("n", "How do we").await;
    let (left, right) = (ana.page.write("n", 0, "So: "), ben.page.write("n", 9, " go on?"));
    ana.update(&left).await;
    ben.update(&right).await;
    for client in [&mut ana, &mut ben] {
        client.until_text("n", "So: How do we go on?").await;
    }
    let mut late = stage.join(EVE, 33).await;
    late.until_text("n", "So: How do we go on?").await;
}

#[tokio::test]
async fn saved_comes_after_the_log_has_it() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    let update = ana.page.add_note("n", "kept");
    ana.update(&update).await;
    // The first update message was the answer to the server's question.
    ana.until("saved", |ana| ana.saved == 2).await;
    assert_eq!(stage.log().await, [update.to_vec()]);
    // The same once more has no effect: saved, but neither logged nor sent.
    ana.update(&update).await;
    ana.until("saved again", |ana| ana.saved == 3).await;
    assert_eq!(stage.log().await.len(), 1);
}

#[tokio::test]
async fn what_comes_together_goes_out_as_one_update() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    let written = [
        ana.page.add_note("n", "one"),
        ana.page.write("n", 3, " two"),
        ana.page.erase("n", 0, 4),
    ];
    // In one frame, so that nothing comes between them; one of them twice.
    let mut frame = BytesMut::new();
    for update in [&written[0], &written[1], &written[0], &written[2]] {
        frame.extend_from_slice(&wire::update(update));
    }
    ana.send(frame.freeze()).await;
    ben.until_text("n", "two").await;
    assert_eq!(ben.updates, 1);
    ana.until("saved", |ana| ana.saved == 5).await;
    // Each is in the log for itself, and who sent them all does not get them back.
    assert_eq!(stage.log().await, written);
    ana.settle().await;
    assert_eq!(ana.updates, 0);
    let mut late = stage.join(EVE, 33).await;
    late.until_text("n", "two").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_goes_out_together_everybody_has_the_same() {
    const ROUNDS: usize = 40;
    let stage = Stage::set().await;
    let mut people = [
        stage.join(ANA, 11).await,
        stage.join(BEN, 22).await,
        stage.join(EVE, 33).await,
    ];
    let shared = people[0].page.add_note("all", "");
    people[0].update(&shared).await;
    for person in &mut people {
        person.until_text("all", "").await;
    }
    for round in 0..ROUNDS {
        for (number, person) in people.iter_mut().enumerate() {
            let text = person.page.text("all").unwrap_or_default();
            let update = match round % 4 {
                3 if !text.is_empty() => person.page.erase("all", 0, 1),
                2 => person.page.add_note(&format!("{number}-{round}"), "own"),
                _ => person.page.write("all", 0, &format!("{number}")),
            };
            // Nobody reads meanwhile, so that more and more is under way.
            person.update(&update).await;
        }
    }
    for person in &mut people {
        person.until("saved", |person| person.saved > ROUNDS as u64).await;
    }
    for person in &mut people {
        person.settle().await;
    }
    let mut late = stage.join(ANA, 44).await;
    late.settle().await;
    let words = late.page.text("all");
    for person in &people {
        assert_eq!(person.page.text("all"), words);
        assert_eq!(person.page.texts().len(), late.page.texts().len());
    }
    assert_eq!(
        stage.log().await.len(),
        1 + ROUNDS * people.len(),
        "each is in the log for itself"
    );
}

#[tokio::test]
async fn a_board_survives_the_server() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    let update = ana.page.add_note("n", "before");
    ana.update(&update).await;
    ana.until("saved", |ana| ana.saved == 2).await;
    let page = ana.leave().await;
    // Written while nobody was there to hear it.
    page.write("n", 6, " and after");
    stage.boards.shutdown().await;
    let stage = stage.restart().await;
    let mut ben = stage.join(BEN, 22).await;
    ben.until_text("n", "before").await;
    let mut ana = stage.join_with(ANA, page, stage.board).await;
    ben.until_text("n", "before and after").await;
    ana.until("merged", |ana| ana.saved == 1).await;
}

/// Ten minutes in a tunnel: five hundred edits, and others wrote into the same note meanwhile.
#[tokio::test]
async fn f23_what_was_written_long_without_a_network_is_merged_and_too_much_at_once_is_refused() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    let update = ana.page.add_note("n", "");
    ana.update(&update).await;
    ben.until_text("n", "").await;
    ana.until("saved", |ana| ana.saved == 2).await;
    let page = ana.leave().await;
    for number in 0..500_u32 {
        page.write("n", number, "a");
    }
    let update = ben.page.write("n", 0, "b");
    ben.update(&update).await;
    ben.until("saved", |ben| ben.saved == 2).await;
    let mut ana = stage.join_with(ANA, page, stage.board).await;
    ana.until("merged", |ana| ana.saved == 1).await;
    let merged = |client: &Client| {
        let text = client.page.text("n").unwrap_or_default();
        text.len() == 501 && text.contains(&"a".repeat(500)) && text.contains('b')
    };
    ana.until("both", merged).await;
    ben.until("both", merged).await;
    // More than may come at once is refused with the code at which pages offer the text to copy, and nobody else notices.
    let page = ana.leave().await;
    page.write("n", 0, &"x".repeat(limits::MERGE_UPDATE_MAX));
    let ticket = stage.ticket(ANA, stage.board).await;
    let mut ana = stage.connect(stage.board, &ticket, page).await;
    assert_eq!(ana.until_closed().await, (4400, "bad_update".into()));
    let update = ben.page.write("n", 0, "still ");
    ben.update(&update).await;
    ben.until("saved", |ben| ben.saved == 3).await;
}

#[tokio::test]
async fn a_board_that_nobody_has_open_is_put_away_and_comes_back() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    let update = ana.page.add_note("n", "kept");
    ana.update(&update).await;
    ana.until("saved", |ana| ana.saved == 2).await;
    assert_eq!(stage.boards.open_here(), [stage.board]);
    ana.leave().await;
    tokio::time::pause();
    tokio::time::advance(limits::IDLE / 2).await;
    assert_eq!(
        stage.boards.open_here(),
        [stage.board],
        "for the reload of a page it stays"
    );
    // When the server notices that nobody is there is its own affair; its worker is a real one, and so is the time that that takes.
    while !stage.boards.open_here().is_empty() {
        tokio::time::advance(Duration::from_millis(500)).await;
        tokio::time::resume();
        tokio::time::sleep(Duration::from_millis(20)).await;
        tokio::time::pause();
    }
    tokio::time::resume();
    let mut ben = stage.join(BEN, 22).await;
    ben.until_text("n", "kept").await;
}

#[tokio::test]
async fn a_shutdown_sends_everybody_on() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    let update = ana.page.add_note("n", "in flight");
    ana.update(&update).await;
    ana.until("saved", |ana| ana.saved == 2).await;
    stage.boards.shutdown().await;
    assert_eq!(ana.until_closed().await, (1012, "restart".into()));
    let mut late = stage
        .connect(stage.board, &stage.ticket(BEN, stage.board).await, Page::new(22))
        .await;
    assert_eq!(late.until_closed().await, (1012, "restart".into()));
}

#[tokio::test]
async fn a_person_whose_turn_it_is_not_becomes_read_only_and_loses_nothing() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    let update = ana.page.add_note("n", "mine");
    ana.update(&update).await;
    ben.until_text("n", "mine").await;
    stage.only(&[BEN]).await;
    ana.until("read-only", |ana| ana.write == Some(false)).await;
    assert_eq!(ana.reason.as_deref(), Some("not_now"));
    // Typed all the same: it is neither an error nor saved, and does not reach Ben.
    let held = ana.page.write("n", 4, " still");
    ana.update(&held).await;
    ana.settle().await;
    let answer = ben.page.write("n", 0, "not ");
    ben.update(&answer).await;
    ana.until_text("n", "not mine still").await;
    ben.until_text("n", "not mine").await;
    assert_eq!(stage.log().await.len(), 2);
    // And then writing opens, and it comes by itself.
    stage.only(&[ANA, BEN]).await;
    ana.until("saved", |ana| ana.write == Some(true) && ana.saved == 4)
        .await;
    ben.until_text("n", "not mine still").await;
}

#[tokio::test]
async fn an_edit_that_rests_on_held_ones_is_not_punished() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    ana.until("answered the first question", |ana| ana.saved == 1)
        .await;
    stage.only(&[BEN]).await;
    ana.until("read-only", |ana| ana.write == Some(false)).await;
    let held = ana.page.add_note("n", "held");
    ana.update(&held).await;
    ana.settle().await;
    ana.answers = false;
    stage.only(&[ANA, BEN]).await;
    ana.until("asked", |ana| ana.write == Some(true) && ana.asked == 2)
        .await;
    // The next key is faster than the answer to the question.
    let next = ana.page.write("n", 4, "!");
    ana.update(&next).await;
    let whole = ana.page.whole();
    ana.send(wire::step2(&whole)).await;
    ana.until("saved", |ana| ana.saved == 4).await;
    ben.until_text("n", "held!").await;
}

#[tokio::test]
async fn no_write_slips_past_a_step_that_ended() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    // The store knows that the step is over; this instance has not heard yet.
    let gate = stage.raise_gate().await;
    let late = ana.page.add_note("n", "too late");
    ana.update(&late).await;
    let (rights, everybody) = (&stage, [ANA, BEN, EVE]);
    tokio::join!(ana.until("read-only", |ana| ana.write == Some(false)), async {
        rights.tell(gate, &everybody, &[BEN]);
    });
    let other = ben.page.add_note("m", "in time");
    ben.update(&other).await;
    ana.until_text("m", "in time").await;
    assert_eq!(stage.log().await, [other.to_vec()]);
}

#[tokio::test]
async fn a_gate_that_moved_for_others_only_costs_a_retry() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    stage.store.fail_next_board_append(Fault::Conflict);
    let update = ana.page.add_note("n", "again");
    ana.update(&update).await;
    ana.until("saved", |ana| ana.saved == 2).await;
    assert_eq!(stage.log().await, [update.to_vec()]);
}

#[tokio::test]
async fn what_the_store_cannot_take_is_kept_and_comes_later() {
    for fault in [
        Fault::Unavailable,
        Fault::Full,
        Fault::UnknownButWritten,
        Fault::UnknownAndNotWritten,
    ] {
        let stage = Stage::set().await;
        let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
        ana.until("answered", |ana| ana.saved == 1).await;
        stage.store.fail_next_board_append(fault);
        let update = ana.page.add_note("n", "kept");
        ana.update(&update).await;
        ana.until("refused", |ana| ana.refused.is_some()).await;
        assert_eq!(ana.saved, 1);
        ana.until("saved", |ana| ana.saved > 1).await;
        ben.until_text("n", "kept").await;
        assert_eq!(stage.log().await.len(), 1);
    }
}

#[tokio::test]
async fn while_the_store_is_away_boards_stay_readable_and_resume() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    ana.until("answered", |ana| ana.saved == 1).await;
    stage.store.set_away(true);
    let update = ana.page.add_note("n", "kept");
    ana.update(&update).await;
    ana.until("refused", |ana| ana.refused.as_deref() == Some("unavailable"))
        .await;
    stage.store.set_away(false);
    ana.until("saved", |ana| ana.saved > 1).await;
    ben.until_text("n", "kept").await;
}

#[tokio::test]
async fn who_may_no_longer_read_is_closed() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    stage.tell(1, &[BEN], &[BEN]);
    assert_eq!(ana.until_closed().await, (4403, "forbidden".into()));
    let ticket = stage.ticket(ANA, stage.board).await;
    let mut again = stage.connect(stage.board, &ticket, Page::new(12)).await;
    assert_eq!(again.until_closed().await, (4403, "forbidden".into()));
}

#[tokio::test]
async fn a_deleted_meetings_board_is_gone() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    stage.delete();
    assert_eq!(ana.until_closed().await, (4404, "board_gone".into()));
}

#[tokio::test]
async fn a23_tickets_expire_reconnectably_and_are_for_one_board() {
    let stage = Stage::set().await;
    let claims = Claims {
        person: ANA,
        board: stage.board,
        meeting: stage.meeting,
    };
    let key = stage.store.secret_key().await.unwrap();
    let now = stage.store.now().await.unwrap();
    let minute = i64::try_from(limits::TICKET_GOOD_FOR.as_millis()).unwrap();
    let expired = ticket::issue(&key, claims, now - minute);
    let forged = ticket::issue(&[0; 32], claims, now);
    let good = ticket::issue(&key, claims, now);
    let cases = [
        (stage.board, expired, (4501, "ticket_expired")),
        (stage.board, forged, (4401, "bad_ticket")),
        (stage.board, String::new(), (4401, "bad_ticket")),
        (stage.other_board, good.clone(), (4401, "bad_ticket")),
    ];
    for (board, ticket, (code, reason)) in cases {
        let mut client = stage.connect(board, &ticket, Page::new(11)).await;
        assert_eq!(client.until_closed().await, (code, reason.into()));
    }
    // A stock provider repeats its query.
    for _ in 0..3 {
        let mut client = stage.connect(stage.board, &good, Page::new(11)).await;
        client.until("let in", |client| client.write == Some(true)).await;
    }
}

#[tokio::test]
async fn presence_is_seen_moves_and_comes_back_after_a_drop() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    ana.announce(11, 1, Some(r#"{"user":{"name":"Ana"}}"#)).await;
    ben.until("seen", |ben| {
        ben.presence.get(&11).is_some_and(|(clock, _)| *clock == 1)
    })
    .await;
    let page = ana.leave().await;
    ben.until("gone", |ben| ben.presence[&11] == (2, None)).await;
    let mut ana = stage.join_with(ANA, page, stage.board).await;
    ana.announce(11, 1, Some(r#"{"user":{"name":"Ana"}}"#)).await;
    ana.until("told of her own end", |ana| {
        ana.presence.get(&11) == Some(&(2, None))
    })
    .await;
    ana.announce(11, 3, Some(r#"{"user":{"name":"Ana"}}"#)).await;
    ben.until("back", |ben| {
        ben.presence[&11].0 == 3 && ben.presence[&11].1.is_some()
    })
    .await;
    let mut late = stage.join(EVE, 33).await;
    late.send(wire::query_awareness()).await;
    late.until("told", |late| late.presence.contains_key(&11)).await;
}

#[tokio::test]
async fn a_killed_worker_costs_nobody_anything_acknowledged() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    let update = ana.page.add_note("n", "");
    ana.update(&update).await;
    let mut written = String::new();
    for round in 0..20u32 {
        let key = char::from(b'a' + u8::try_from(round).unwrap());
        let update = ana.page.write("n", round, &key.to_string());
        ana.update(&update).await;
        written.push(key);
        if round % 5 == 2 {
            for process in stage.boards.worker_processes() {
                std::process::Command::new("kill")
                    .args(["-9", &process.to_string()])
                    .status()
                    .unwrap();
            }
        }
    }
    ana.until("all saved", |ana| ana.saved == 22).await;
    ben.until_text("n", &written).await;
    assert_eq!(stage.log().await.len(), 21);
    let mut late = stage.join(EVE, 33).await;
    late.until_text("n", &written).await;
}

#[tokio::test]
async fn the_record_reads_notes_with_their_authors_also_of_a_closed_board() {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    let update = ana.page.add_note("n", "How");
    ana.update(&update).await;
    ben.until_text("n", "How").await;
    let update = ben.page.write("n", 3, " come?");
    ben.update(&update).await;
    ana.until_text("n", "How come?").await;
    for stage in [&stage, &stage.restart().await] {
        let notes = stage.boards.text_of(stage.board).await.unwrap();
        assert_eq!(notes.len(), 1);
        assert_eq!(
            (notes[0].note.text.as_str(), notes[0].note.section.as_str()),
            ("How come?", "dilemma")
        );
        assert_eq!(notes[0].authors, [ANA, BEN]);
    }
}
