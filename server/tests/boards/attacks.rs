//! Hostile people on a board: each gets the answer that THREATS.md names, and nobody else notices.

use bytes::{BufMut, Bytes, BytesMut};
use server::{
    boards::{
        lib0::{put_buffer, put_uint},
        limits, wire,
    },
    store::{BoardItem, Store},
};

use crate::{
    fixtures::{Forge, Page, Random, forged_note, history},
    stage::{ANA, BEN, Client, EVE, Stage},
};

/// Sends each frame on a connection of its own; the answer must be `bad_update`, and Ana and Ben go on.
async fn all_are_bad_updates(frames: impl IntoIterator<Item = Bytes>) {
    let stage = Stage::set().await;
    let (mut ana, mut ben) = (stage.join(ANA, 11).await, stage.join(BEN, 22).await);
    let update = ana.page.add_note("n", "");
    ana.update(&update).await;
    ben.until("there", |ben| ben.page.text("n").is_some()).await;
    let mut typed = String::new();
    for (round, frame) in (0..).zip(frames) {
        let mut eve = stage.join(EVE, 1_000 + u64::from(round)).await;
        eve.send(frame).await;
        assert_eq!(
            eve.until_closed().await,
            (4400, "bad_update".into()),
            "round {round}"
        );
        typed.push('x');
        let update = ana.page.write("n", round, "x");
        ana.update(&update).await;
        ben.until_text("n", &typed).await;
    }
    assert!(!typed.is_empty());
    let mut late = stage.join(EVE, 99).await;
    late.until_text("n", &typed).await;
}

#[tokio::test]
async fn a62_a63_a64_a66_a67_are_bad_updates() {
    let mut not_utf8 = forged_note(5);
    not_utf8.under(Some((5, 1)), None, 4, &[2, 0xc3, 0x28]);
    let mut frames = vec![wire::update(&not_utf8.update(5, 0))];
    for depth in [7_000, 32_000] {
        let mut value = vec![1];
        value.extend(std::iter::repeat_n([117, 1], depth).flatten());
        value.push(126);
        let mut deep = forged_note(5);
        deep.under(Some((5, 0)), Some("x"), 8, &value);
        frames.push(wire::update(&deep.update(5, 0)));
    }
    let mut nested = forged_note(5);
    nested.under(Some((5, 0)), Some("deeper"), 7, &[1]);
    frames.push(wire::update(&nested.update(5, 0)));
    for claimed in [1u64 << 27, 1 << 28, 1 << 62] {
        let mut claim = BytesMut::new();
        put_uint(&mut claim, claimed);
        frames.extend([wire::update(&claim), wire::step1(&claim)]);
        let mut awareness = BytesMut::from(&[1][..]);
        put_buffer(&mut awareness, &claim);
        frames.push(awareness.freeze());
    }
    frames.push(wire::update(&[
        0x01, 0x25, 0x02, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00, 0x27,
    ]));
    all_are_bad_updates(frames).await;
}

#[tokio::test]
async fn a64_nesting_over_many_messages_ends_at_the_second() {
    let stage = Stage::set().await;
    let mut eve = stage.join(EVE, 5).await;
    eve.until("answered", |eve| eve.saved == 1).await;
    eve.update(&forged_note(5).update(5, 0)).await;
    eve.until("a note is a note", |eve| eve.saved == 2).await;
    let mut deeper = Forge::default();
    deeper.under(Some((5, 0)), Some("deeper"), 7, &[1]);
    eve.update(&deeper.update(5, 2)).await;
    assert_eq!(eve.until_closed().await, (4400, "bad_update".into()));
}

#[tokio::test]
async fn a65_whatever_injured_updates_do_the_next_join_works() {
    let stage = Stage::set().await;
    let updates = history();
    let mut eve = stage.join(EVE, 5).await;
    for update in &updates {
        eve.update(update).await;
    }
    eve.until("the board is written", |eve| eve.saved == 10).await;
    let mut random = Random::seeded(65);
    for round in 0..300 {
        let mut eve = stage.join(EVE, 5_000 + round).await;
        let honest = if round % 2 == 0 {
            eve.page.write("n1", 0, "e")
        } else {
            eve.page.add_note("e", "e")
        };
        let donor = &updates[random.below(updates.len())];
        eve.update(&random.mutate(&honest, donor).into()).await;
        // Joining means that the board was encoded whole and that the copy could be read.
        stage.join(BEN, 9_000 + round).await;
    }
    assert!(
        stage.log().await.len() > updates.len() + 5,
        "little was let through: the test shows little"
    );
    assert!(!stage.boards.text_of(stage.board).await.unwrap().is_empty());
}

#[tokio::test]
async fn a68_missing_dependencies_are_asked_for_and_never_kept() {
    let stage = Stage::set().await;
    let mut eve = stage.join(EVE, 5).await;
    eve.answers = false;
    let mut far = Forge::default();
    far.after((5, 900), 4, &[1, b'x']);
    eve.update(&far.update(5, 1_000)).await;
    eve.until("asked for the whole", |eve| eve.asked == 2).await;
    for _ in 0..100 {
        eve.update(&far.update(5, 1_000)).await;
    }
    eve.settle().await;
    assert_eq!(eve.asked, 2, "the whole is asked for once, not for each");
    for _ in 0..=limits::MISSING_STRIKES {
        eve.send(wire::step2(&far.update(5, 1_000))).await;
    }
    assert_eq!(eve.until_closed().await, (4400, "bad_update".into()));
    assert!(stage.log().await.is_empty());
}

#[tokio::test]
async fn a70_elements_under_another_persons_client_id() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    let update = ana.page.add_note("n", "mine");
    ana.update(&update).await;
    ana.until("saved", |ana| ana.saved == 2).await;
    let mut eve = stage.join(EVE, 5).await;
    let forged = Page::new(11);
    forged.receive(&eve.page.whole());
    let update = forged.write("n", 4, " not");
    eve.update(&update).await;
    assert_eq!(eve.until_closed().await, (4400, "bad_update".into()));
    // One's own older id, after a reload, is fine.
    let page = ana.leave().await;
    let mut ana = stage.join_with(ANA, Page::new(12), stage.board).await;
    let update = page.write("n", 0, "still ");
    ana.update(&update).await;
    ana.until("saved", |ana| ana.saved == 2).await;
}

#[tokio::test]
async fn a71_nobody_announces_for_others() {
    let stage = Stage::set().await;
    let (mut ana, mut ben, mut eve) = (
        stage.join(ANA, 11).await,
        stage.join(BEN, 22).await,
        stage.join(EVE, 5).await,
    );
    ana.announce(11, 1, Some("{}")).await;
    eve.until("seen", |eve| eve.presence.contains_key(&11)).await;
    eve.announce(5, 1, Some("{}")).await;
    eve.announce(11, 9, None).await;
    eve.announce(11, u32::MAX, Some("{}")).await;
    eve.announce(5, u32::MAX, Some("{}")).await;
    eve.announce(5, 2, Some("[]")).await;
    eve.announce(5, 2, Some(&format!("{{\"x\":\"{}\"}}", "y".repeat(3_000))))
        .await;
    let invented: Vec<_> = (100..1_000).map(|client| (client, 1, Some("{}"))).collect();
    eve.send(wire::awareness(invented.into_iter())).await;
    eve.announce(5, 3, Some(r#"{"last":true}"#)).await;
    ben.until("the last", |ben| {
        ben.presence.get(&5).is_some_and(|(clock, _)| *clock == 3)
    })
    .await;
    assert_eq!(ben.presence.get(&11), Some(&(1, Some("{}".into()))));
    assert_eq!(ben.presence.len(), 2);
}

#[tokio::test]
async fn a41_a_message_above_the_limit_is_1009_and_one_at_it_is_read() {
    let stage = Stage::set().await;
    let mut eve = stage.join(EVE, 5).await;
    eve.send(Bytes::from(vec![9; limits::MESSAGE_MAX])).await;
    eve.send(wire::query_awareness()).await;
    eve.send(Bytes::from(vec![9; limits::MESSAGE_MAX + 1])).await;
    assert_eq!(eve.until_closed().await, (1009, "too_large".into()));
    let mut eve = stage.join(EVE, 6).await;
    eve.send_text("{}").await;
    assert_eq!(eve.until_closed().await, (1003, "binary_only".into()));
}

/// Well-formed, a note board's, and yet hours of work for `yrs`: each new character is between the same left
/// neighbour and a right one of its own, so that finding its place means looking at all before it.
pub fn quadratic(client: u64, count: u32) -> Bytes {
    let mut forge = forged_note(client);
    let mut text = BytesMut::new();
    put_buffer(&mut text, "r".repeat(count as usize).as_bytes());
    forge.under(Some((client, 1)), None, 4, &text);
    let mut out = BytesMut::new();
    put_uint(&mut out, 1);
    put_uint(&mut out, u64::from(3 + count));
    put_uint(&mut out, client);
    put_uint(&mut out, 0);
    let head = forge.update(client, 0);
    // The three structs without their frame: counts, client and clock before, an empty delete set after.
    let client_bytes = {
        let mut bytes = BytesMut::new();
        put_uint(&mut bytes, client);
        bytes.len()
    };
    out.put_slice(&head[3 + client_bytes..head.len() - 1]);
    for index in 0..count {
        out.put_u8(4 | 0x80 | 0x40);
        put_uint(&mut out, client);
        put_uint(&mut out, 2);
        put_uint(&mut out, client);
        put_uint(&mut out, u64::from(3 + index % (count - 1)));
        out.put_slice(&[1, b'x']);
    }
    put_uint(&mut out, 0);
    out.freeze()
}

#[tokio::test]
async fn an_update_that_a_worker_dies_of_is_refused_its_sender_barred_and_others_go_on() {
    let stage = Stage::set().await;
    let (mut ana, mut eve) = (stage.join(ANA, 11).await, stage.join(EVE, 5).await);
    let mut eve_elsewhere = stage.join_with(EVE, Page::new(6), stage.other_board).await;
    let mut ben = stage.join_with(BEN, Page::new(22), stage.other_board).await;
    let deadly = quadratic(5, 19_000);
    assert!(deadly.len() <= limits::LIVE_UPDATE_MAX);
    eve.update(&deadly).await;
    // In the same breath, so that it may share the worker with the deadly one.
    let honest = ana.page.add_note("n", "honest");
    ana.update(&honest).await;
    let elsewhere = ben.page.add_note("m", "elsewhere");
    ben.update(&elsewhere).await;
    ben.until("saved elsewhere", |ben| ben.saved == 2).await;
    let (code, reason) = eve.until_closed().await;
    assert_eq!((code, reason.as_str()), (4400, "bad_update"));
    assert_eq!(eve_elsewhere.until_closed().await, (4403, "barred".into()));
    ana.until("saved", |ana| ana.saved == 2).await;
    assert_eq!(stage.log().await, [honest.to_vec()]);
    assert!(stage.store.is_barred(stage.meeting, EVE).await.unwrap());
    assert_eq!(stage.store.refused_updates(stage.board).await.unwrap().len(), 1);
    let again = stage.ticket(EVE, stage.board).await;
    let mut again = stage.connect(stage.board, &again, Page::new(7)).await;
    assert_eq!(again.until_closed().await, (4403, "barred".into()));
    // The same bytes from somebody else do not reach a worker again.
    let mut ben = stage.join_with(BEN, Page::new(23), stage.board).await;
    ben.update(&deadly).await;
    assert_eq!(ben.until_closed().await, (4400, "bad_update".into()));
}

#[tokio::test]
async fn what_came_with_a_deadly_update_and_is_not_in_the_log_is_not_on_the_board() {
    let stage = Stage::set().await;
    let mut eve = stage.join(EVE, 5).await;
    let ghost = Page::new(6).add_note("ghost", "never saved");
    // One frame, so that both are worked out aside together; then Eve is barred, and nobody brings the note.
    let both = [wire::update(&quadratic(5, 19_000)), wire::update(&ghost)].concat();
    eve.send(both.into()).await;
    assert_eq!(eve.until_closed().await, (4400, "bad_update".into()));
    let mut ana = stage.join(ANA, 11).await;
    assert_eq!(ana.page.text("ghost"), None);
    // Were it there, a note by the same page would have no effect, be called saved, and be gone after a restart.
    ana.update(&ghost).await;
    ana.until("saved", |ana| ana.saved == 2).await;
    assert_eq!(stage.log().await, [ghost.to_vec()]);
}

#[tokio::test]
async fn what_two_people_wrote_apart_into_one_note_is_merged_however_much_work_that_is() {
    let stage = Stage::set().await;
    let mut ana = stage.join(ANA, 11).await;
    let update = ana.page.add_note("n", "");
    ana.update(&update).await;
    ana.until("saved", |ana| ana.saved == 2).await;
    let ana = ana.leave().await;
    let ben = stage.join(BEN, 22).await.leave().await;
    // Each piece in front of the last one, so that nothing of it can be told in runs.
    let pieces = 1_200;
    for _ in 0..pieces {
        ana.write("n", 0, "a");
        ben.write("n", 0, "b");
    }
    let mut ana = stage.join_with(ANA, ana, stage.board).await;
    let mut ben = stage.join_with(BEN, ben, stage.board).await;
    let whole = |client: &Client| client.page.text("n").is_some_and(|text| text.len() == 2 * pieces);
    ana.until("all of both", whole).await;
    ben.until("all of both", whole).await;
    ben.until("saved", |ben| ben.saved > 0).await;
    assert_eq!(ana.page.text("n"), ben.page.text("n"));
    assert_eq!(stage.log().await.len(), 3);
    assert!(!stage.store.is_barred(stage.meeting, BEN).await.unwrap());
    assert!(stage.store.refused_updates(stage.board).await.unwrap().is_empty());
    // The log is as much work as the merge was, and opens all the same.
    let again = stage.restart().await;
    let mut late = again.join(EVE, 12).await;
    late.until("all of both", whole).await;
    assert_eq!(late.write, Some(true));
}

#[tokio::test]
async fn a69_a_board_that_is_full_is_read_only_and_says_so() {
    let stage = Stage::set().await;
    let page = Page::new(11);
    let big = "x".repeat(1_000_000);
    for note in 0..9 {
        let update = page.add_note(&format!("n{note}"), &big).to_vec();
        let item = BoardItem {
            by: ANA,
            clients: vec![11],
            update,
        };
        stage
            .store
            .board_append(stage.board, 1, vec![item])
            .await
            .unwrap();
    }
    let mut ana = stage.join_with(ANA, page, stage.board).await;
    assert_eq!((ana.write, ana.reason.as_deref()), (Some(false), Some("full")));
    let update = ana.page.write("n0", 0, "one more");
    ana.update(&update).await;
    ana.settle().await;
    assert_eq!(stage.log().await.len(), 9);
}

/// One collected element under each of so many client ids.
fn under_many_ids(count: u64) -> Bytes {
    let mut out = BytesMut::new();
    put_uint(&mut out, count);
    for client in 0..count {
        put_uint(&mut out, 1);
        put_uint(&mut out, limits::CLIENT_MAX - client);
        out.put_slice(&[0, 0, 1]);
    }
    put_uint(&mut out, 0);
    out.freeze()
}

#[tokio::test]
async fn a_board_with_too_many_client_ids_is_full_and_can_be_read() {
    let stage = Stage::set().await;
    // More than the limits let through: a board from before them.
    let item = BoardItem {
        by: EVE,
        clients: Vec::new(),
        update: under_many_ids(limits::BOARD_CLIENTS_MAX as u64 + 300).to_vec(),
    };
    stage
        .store
        .board_append(stage.board, 1, vec![item])
        .await
        .unwrap();
    let mut ana = stage.join(ANA, 11).await;
    assert_eq!((ana.write, ana.reason.as_deref()), (Some(false), Some("full")));
    // Asks with all these ids, as every page on the board does from now on.
    ana.settle().await;
    ana.send(wire::step1(&vec![0; limits::STATE_VECTOR_MAX + 1]))
        .await;
    assert_eq!(ana.until_closed().await, (1013, "unavailable".into()));
    // One more than an update may bring, and as many as it may.
    let mut eve = stage.join_with(EVE, Page::new(5), stage.other_board).await;
    eve.update(&under_many_ids(limits::NEW_CLIENTS_MAX as u64)).await;
    eve.until("saved", |eve| eve.saved == 2).await;
    eve.update(&under_many_ids(2 * limits::NEW_CLIENTS_MAX as u64 + 1))
        .await;
    assert_eq!(eve.until_closed().await, (4400, "bad_update".into()));
}

#[tokio::test]
async fn f24_a_log_that_does_not_load_whole_opens_read_only_with_what_loads() {
    let stage = Stage::set().await;
    let page = Page::new(11);
    let good = page.add_note("n", "good").to_vec();
    for update in [good, vec![0xff; 40]] {
        let item = BoardItem {
            by: ANA,
            clients: Vec::new(),
            update,
        };
        stage
            .store
            .board_append(stage.board, 1, vec![item])
            .await
            .unwrap();
    }
    let mut ben = stage.join(BEN, 22).await;
    assert_eq!((ben.write, ben.reason.as_deref()), (Some(false), Some("damaged")));
    ben.until_text("n", "good").await;
}
