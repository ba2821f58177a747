//! J1, J2, J4, J5, J7, J8, J9.

use server::store::{
    AppendError, Batch, CommandDone, CommandRecord, Hash, Position, ReadError, SecretKind, StoredEntry,
};
use uuid::Uuid;

use crate::support::{Shared, command, content, entry, id, meeting, one, secret, shared_board, verified};

pub async fn j01_an_append_names_the_head(store: Shared) {
    let (meeting, first) = meeting(&store).await;
    assert_eq!(first.seq, 1);
    let second = store.append(meeting, first, one("second")).await.unwrap();
    assert_eq!(second.seq, 2);

    let behind = store.append(meeting, first, one("behind")).await;
    assert_eq!(behind, Err(AppendError::Conflict { actual: second }));
    let ahead = Position { seq: 3, ..second };
    assert_eq!(
        store.append(meeting, ahead, one("ahead")).await,
        Err(AppendError::Conflict { actual: second })
    );
    let other_journal = Position {
        hash: Hash([7; 32]),
        ..second
    };
    let forked = store.append(meeting, other_journal, one("forked")).await;
    assert_eq!(forked, Err(AppendError::Conflict { actual: second }));
    let from_nothing = store.append(meeting, Position::START, one("start")).await;
    assert_eq!(from_nothing, Err(AppendError::Conflict { actual: second }));

    assert_eq!(verified(&store, meeting).await.len(), 2);
}

pub async fn j01_many_writers_leave_no_gap(store: Shared) {
    const WRITERS: usize = 8;
    const EACH: usize = 25;
    let (meeting, _) = meeting(&store).await;
    let writers = (0..WRITERS).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut mine = Vec::new();
            let mut head = store.head(meeting).await.unwrap();
            for number in 0..EACH {
                let batch = one(&format!("{writer}-{number}"));
                head = match store.append(meeting, head, batch.clone()).await {
                    Ok(head) => head,
                    Err(AppendError::Conflict { .. }) => store
                        .lock(meeting, head)
                        .await
                        .unwrap()
                        .guard
                        .commit(batch)
                        .await
                        .unwrap(),
                    Err(other) => panic!("{other}"),
                };
                mine.push((head, entry(&format!("{writer}-{number}")).body));
            }
            mine
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut answered = Vec::new();
    for writer in writers {
        answered.extend(writer.await.unwrap());
    }
    let entries = verified(&store, meeting).await;
    assert_eq!(entries.len(), 1 + WRITERS * EACH);
    answered.sort_by_key(|(position, _)| position.seq);
    let written: Vec<_> = entries
        .into_iter()
        .skip(1)
        .map(|entry| (entry.position(), entry.body))
        .collect();
    assert_eq!(answered, written);
}

pub async fn j02_all_of_a_batch_or_nothing(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let (other, _) = self::meeting(&store).await;
    let other_head = store.head(other).await.unwrap();
    let taken = Batch {
        join_code: Some("1234".to_owned()),
        ..Batch::default()
    };
    store.append(other, other_head, taken).await.unwrap();

    let (person, board, text, old_text) = (id(), id(), id(), id());
    let wrote = Batch {
        content: vec![content(old_text, "old")],
        commands: vec![command(person, id())],
        ..one("1")
    };
    let head = store.append(meeting, head, wrote).await.unwrap();
    let done_before = id();
    let did = Batch {
        commands: vec![command(person, done_before)],
        ..one("2")
    };
    let head = store.append(meeting, head, did).await.unwrap();

    let full = Batch {
        entries: vec![entry("a"), entry("b")],
        content: vec![content(text, "new")],
        erase: vec![old_text],
        boards: vec![shared_board(board)],
        gates: vec![board],
        commands: vec![command(person, id())],
        secrets: vec![secret(1, SecretKind::Join, None)],
        join_code: Some("5678".to_owned()),
        ..Batch::default()
    };
    // Each of these fails at another place.
    let fails = [
        (
            Batch {
                join_code: Some("1234".to_owned()),
                ..full.clone()
            },
            AppendError::JoinCodeTaken,
        ),
        (
            Batch {
                commands: vec![command(person, done_before)],
                ..full.clone()
            },
            AppendError::DuplicateCommand {
                person,
                command_id: done_before,
            },
        ),
    ];
    for (batch, error) in fails {
        assert_eq!(store.append(meeting, head, batch).await, Err(error));
        assert_eq!(store.head(meeting).await.unwrap(), head);
        assert_eq!(
            store.contents(meeting).await.unwrap(),
            [(old_text, Some("old".to_owned()))]
        );
        assert_eq!(store.board(board).await.unwrap(), None);
        assert_eq!(store.find_secret([1; 32]).await.unwrap(), None);
        assert_eq!(store.find_join_code("5678").await.unwrap(), None);
    }
    let head = store.append(meeting, head, full).await.unwrap();
    assert_eq!(store.find_join_code("5678").await.unwrap(), Some(meeting));
    assert_eq!(store.board(board).await.unwrap().unwrap().gate, head.seq);
    assert!(store.find_secret([1; 32]).await.unwrap().is_some());
    verified(&store, meeting).await;

    // A meeting whose making fails is not there.
    let stillborn = id();
    let batch = Batch {
        join_code: Some("1234".to_owned()),
        ..one("created")
    };
    assert_eq!(
        store.create(stillborn, batch).await,
        Err(AppendError::JoinCodeTaken)
    );
    assert_eq!(store.head(stillborn).await, Err(ReadError::NotFound));
    store.create(stillborn, one("created")).await.unwrap();
}

pub async fn j04_the_chain_holds(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let batch = Batch {
        entries: (0..20).map(|n| entry(&n.to_string())).collect(),
        ..Batch::default()
    };
    let sealed = batch.sealed(meeting, head);
    let head = store.append(meeting, head, batch).await.unwrap();
    assert_eq!(sealed.last().map(StoredEntry::position), Some(head));
    assert_eq!(verified(&store, meeting).await[1..], sealed);

    // An append without entries leaves the head.
    let same = store.append(meeting, head, Batch::default()).await.unwrap();
    assert_eq!(same, head);
    assert_eq!(store.heads(&[meeting, id()]).await.unwrap(), [(meeting, head)]);
    assert_eq!(store.heads(&[]).await.unwrap(), []);
}

pub async fn j05_of_many_commands_the_one_done_before_is_named(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let ids: Vec<Uuid> = (0..100).map(|_| id()).collect();
    let (person, text) = (id(), |n: usize| format!("text {n}"));
    let batch = |ids: &[Uuid]| Batch {
        entries: ids.iter().map(|id| entry(&id.to_string())).collect(),
        content: (0..ids.len()).map(|n| content(ids[n], &text(n))).collect(),
        commands: (0..ids.len())
            .map(|n| CommandRecord {
                first: n,
                ..command(person, ids[n])
            })
            .collect(),
        ..Batch::default()
    };
    let head = store.append(meeting, head, batch(&ids[90..91])).await.unwrap();
    let expected = AppendError::DuplicateCommand {
        person,
        command_id: ids[90],
    };
    assert_eq!(store.append(meeting, head, batch(&ids)).await, Err(expected));
    assert_eq!(store.head(meeting).await.unwrap(), head);

    let others: Vec<Uuid> = ids.iter().copied().filter(|id| *id != ids[90]).collect();
    let sealed = batch(&others).sealed(meeting, head);
    store.append(meeting, head, batch(&others)).await.unwrap();
    assert_eq!(verified(&store, meeting).await[2..], sealed);
    let last = store.find_command(meeting, person, others[98]).await.unwrap();
    assert_eq!(last.map(|done| done.last_seq), Some(head.seq + 99));
    let words: std::collections::BTreeMap<Uuid, Option<String>> =
        store.contents(meeting).await.unwrap().into_iter().collect();
    assert_eq!(words[&others[98]], Some(text(98)));
    assert_eq!(words.len(), 100);
}

pub async fn j05_a_command_is_done_once(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let (person, other, command_id) = (id(), id(), id());
    let done = CommandRecord {
        first: 1,
        count: 2,
        ..command(person, command_id)
    };
    let three = vec![entry("a"), entry("b"), entry("c")];
    let batch = Batch {
        entries: three,
        commands: vec![done],
        ..Batch::default()
    };
    let head = store.append(meeting, head, batch).await.unwrap();

    let again = Batch {
        commands: vec![command(person, command_id)],
        ..one("again")
    };
    let twice = store.append(meeting, head, again).await;
    assert_eq!(twice, Err(AppendError::DuplicateCommand { person, command_id }));
    let both = Batch {
        commands: vec![command(other, command_id), command(other, command_id)],
        ..one("both")
    };
    let twice = store.append(meeting, head, both).await;
    assert_eq!(
        twice,
        Err(AppendError::DuplicateCommand {
            person: other,
            command_id
        })
    );

    let found = store.find_command(meeting, person, command_id).await.unwrap();
    let expected = CommandDone {
        first_seq: 3,
        last_seq: 4,
        reply: Some("{}".to_owned()),
    };
    assert_eq!(found, Some(expected));
    assert_eq!(
        store.find_command(meeting, other, command_id).await.unwrap(),
        None
    );

    // Another person's command of the same id is another command, and so is one in another meeting.
    let theirs = Batch {
        commands: vec![command(other, command_id)],
        ..one("theirs")
    };
    store.append(meeting, head, theirs).await.unwrap();
    let (elsewhere, head) = self::meeting(&store).await;
    let mine = Batch {
        commands: vec![command(person, command_id)],
        ..one("mine")
    };
    store.append(elsewhere, head, mine).await.unwrap();
}

pub async fn j05_a_command_without_entries_is_found(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let (person, command_id) = (id(), id());
    let nothing = CommandRecord {
        first: 0,
        count: 0,
        reply: None,
        ..command(person, command_id)
    };
    let batch = Batch {
        commands: vec![nothing],
        ..Batch::default()
    };
    assert_eq!(store.append(meeting, head, batch).await.unwrap(), head);
    let found = store.find_command(meeting, person, command_id).await.unwrap();
    assert_eq!(
        found,
        Some(CommandDone {
            first_seq: 2,
            last_seq: 1,
            reply: None
        })
    );
}

pub async fn j07_a_meeting_that_is_not_there(store: Shared) {
    let nowhere = id();
    let append = store.append(nowhere, Position::START, one("x")).await;
    assert_eq!(append, Err(AppendError::NotFound));
    assert_eq!(store.read_after(nowhere, 0, 10).await, Err(ReadError::NotFound));
    assert_eq!(store.head(nowhere).await, Err(ReadError::NotFound));
    assert_eq!(store.contents(nowhere).await, Err(ReadError::NotFound));
    assert_eq!(
        store.contents_of(nowhere, &[id()]).await,
        Err(ReadError::NotFound)
    );
    assert_eq!(
        store.contents_owned_by(nowhere, id()).await,
        Err(ReadError::NotFound)
    );
    assert_eq!(
        store.find_command(nowhere, id(), id()).await,
        Err(ReadError::NotFound)
    );
    assert_eq!(store.alive_at(nowhere).await, Err(ReadError::NotFound));
    assert_eq!(store.boards_of(nowhere).await, Err(ReadError::NotFound));
    assert_eq!(store.is_barred(nowhere, id()).await, Err(ReadError::NotFound));
    assert_eq!(store.meeting_snapshot(nowhere, 1).await, Err(ReadError::NotFound));
    assert_eq!(store.find_secret([9; 32]).await.unwrap(), None);
    assert_eq!(store.find_join_code("none").await.unwrap(), None);
    assert_eq!(store.board(nowhere).await.unwrap(), None);

    let (meeting, head) = meeting(&store).await;
    assert_eq!(
        store.create(meeting, one("again")).await,
        Err(AppendError::Exists)
    );
    assert_eq!(store.head(meeting).await.unwrap(), head);
    assert_eq!(store.read_after(meeting, head.seq, 10).await.unwrap(), []);
    assert_eq!(store.read_after(meeting, u64::MAX, 10).await.unwrap(), []);
    assert_eq!(store.read_after(meeting, 0, usize::MAX).await.unwrap().len(), 1);
}

pub async fn j07_a_batch_that_cannot_be_written(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let (other, other_head) = self::meeting(&store).await;
    let (board, other_board) = (id(), id());
    let boards = Batch {
        boards: vec![shared_board(other_board)],
        ..one("boards")
    };
    store.append(other, other_head, boards).await.unwrap();
    let boards = Batch {
        boards: vec![shared_board(board)],
        secrets: vec![secret(1, SecretKind::Join, None)],
        ..one("boards")
    };
    let head = store.append(meeting, head, boards).await.unwrap();

    let outside = CommandRecord {
        first: 1,
        ..command(id(), id())
    };
    let wrong = [
        Batch {
            commands: vec![outside],
            ..one("a command outside")
        },
        Batch {
            secrets: vec![secret(2, SecretKind::Person, None)],
            ..one("nobody's secret")
        },
        Batch {
            secrets: vec![secret(1, SecretKind::Join, None)],
            ..one("a secret twice")
        },
        Batch {
            boards: vec![shared_board(board)],
            ..one("a board twice")
        },
        Batch {
            boards: vec![shared_board(other_board)],
            ..one("another's board")
        },
        Batch {
            gates: vec![other_board],
            ..one("another's gate")
        },
        Batch {
            gates: vec![id()],
            ..one("no board's gate")
        },
        Batch {
            gates: vec![board],
            ..Batch::default()
        },
        Batch {
            content: vec![content(id(), "text")],
            ..Batch::default()
        },
    ];
    for batch in wrong {
        let shown = format!("{batch:?}");
        let refused = store.append(meeting, head, batch).await;
        assert!(
            matches!(refused, Err(AppendError::Invalid(_))),
            "{refused:?} for {shown}"
        );
    }
    assert_eq!(store.head(meeting).await.unwrap(), head);
    assert_eq!(store.board(other_board).await.unwrap().unwrap().meeting, other);
}

pub async fn j08_reads_see_what_was_answered(store: Shared) {
    let (meeting, mut head) = meeting(&store).await;
    for number in 0..50 {
        let text = id();
        let batch = Batch {
            content: vec![content(text, "text")],
            ..one(&number.to_string())
        };
        head = store.append(meeting, head, batch).await.unwrap();
        assert_eq!(store.head(meeting).await.unwrap(), head);
        let last = store.read_after(meeting, head.seq - 1, 10).await.unwrap();
        assert_eq!(last.iter().map(StoredEntry::position).collect::<Vec<_>>(), [head]);
        let later = store.contents_after(meeting, head.seq - 1).await.unwrap();
        assert_eq!(later, [(text, Some("text".to_owned()))]);
    }
}

pub async fn j09_erased_stays_erased(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let (name, title, owner) = (id(), id(), id());
    let mut named = content(name, "Ada");
    named.owner = Some(owner);
    let batch = Batch {
        content: vec![named.clone(), content(title, "Dilemma")],
        ..one("named")
    };
    let head = store.append(meeting, head, batch).await.unwrap();
    assert_eq!(store.contents_owned_by(meeting, owner).await.unwrap(), [name]);

    let renamed = Batch {
        content: vec![content(title, "Focus")],
        ..one("retitled")
    };
    let head = store.append(meeting, head, renamed).await.unwrap();
    assert_eq!(
        store.contents_of(meeting, &[title, id()]).await.unwrap(),
        [(title, Some("Focus".to_owned()))]
    );

    let forget = Batch {
        erase: vec![name, id()],
        ..one("forgotten")
    };
    let head = store.append(meeting, head, forget).await.unwrap();
    assert_eq!(
        store.contents_after(meeting, head.seq - 1).await.unwrap(),
        [(name, None)]
    );
    assert!(store.contents_owned_by(meeting, owner).await.unwrap().is_empty());

    let written_again = Batch {
        content: vec![named],
        ..one("late")
    };
    store.append(meeting, head, written_again).await.unwrap();
    assert_eq!(store.contents_of(meeting, &[name]).await.unwrap(), [(name, None)]);
    let mut all = store.contents(meeting).await.unwrap();
    all.sort();
    let mut expected = vec![(name, None), (title, Some("Focus".to_owned()))];
    expected.sort();
    assert_eq!(all, expected);

    // The same id in another meeting is other content.
    let (other, head) = self::meeting(&store).await;
    let batch = Batch {
        content: vec![content(name, "Grace")],
        ..one("named")
    };
    store.append(other, head, batch).await.unwrap();
    assert_eq!(
        store.contents(other).await.unwrap(),
        [(name, Some("Grace".to_owned()))]
    );
}
