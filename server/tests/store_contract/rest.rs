//! J12 to J14, liveness, levels, the probe.

use server::store::{
    AppendError, Ballot, Batch, BoardAppendError, EventLevels, LinkRow, MeetingStatus, Position, ReadError,
    Revoke, SecretKind, SecretOwner, WriteError,
};

use crate::support::{Shared, command, content, id, meeting, one, secret, shared_board};

pub async fn j12_a_deleted_meeting_is_gone(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let (kept, _) = self::meeting(&store).await;
    let (board, person, command_id) = (id(), id(), id());
    let batch = Batch {
        content: vec![content(id(), "text")],
        boards: vec![shared_board(board)],
        commands: vec![command(person, command_id)],
        secrets: vec![secret(1, SecretKind::Facilitator, None)],
        join_code: Some("4711".to_owned()),
        ..one("all")
    };
    let head = store.append(meeting, head, batch).await.unwrap();
    store.delete_meeting(meeting).await.unwrap();
    store.delete_meeting(meeting).await.unwrap();
    assert_eq!(store.delete_meeting(id()).await, Err(WriteError::NotFound));

    assert_eq!(store.head(meeting).await, Err(ReadError::Deleted));
    assert_eq!(store.read_after(meeting, 0, 10).await, Err(ReadError::Deleted));
    assert_eq!(store.contents(meeting).await, Err(ReadError::Deleted));
    assert_eq!(
        store.find_command(meeting, person, command_id).await,
        Err(ReadError::Deleted)
    );
    assert_eq!(store.find_secret([1; 32]).await.unwrap(), None);
    assert_eq!(store.find_join_code("4711").await.unwrap(), None);
    assert_eq!(store.board(board).await.unwrap(), None);
    assert_eq!(
        store.board_append(board, head.seq, vec![]).await,
        Err(BoardAppendError::NotFound)
    );
    assert_eq!(
        store.append(meeting, head, one("late")).await,
        Err(AppendError::Deleted)
    );
    assert_eq!(
        store.append(meeting, Position::START, one("late")).await,
        Err(AppendError::Deleted)
    );
    assert_eq!(
        store.create(meeting, one("again")).await,
        Err(AppendError::Deleted)
    );
    assert_eq!(
        store
            .meetings()
            .await
            .unwrap()
            .iter()
            .map(|row| row.id)
            .collect::<Vec<_>>(),
        [kept]
    );
    assert_eq!(store.heads(&[meeting, kept]).await.unwrap().len(), 1);
    // The code is free again.
    let (_, head) = self::meeting(&store).await;
    let kept_head = store.head(kept).await.unwrap();
    assert_ne!(head, kept_head);
    let batch = Batch {
        join_code: Some("4711".to_owned()),
        ..Batch::default()
    };
    store.append(kept, kept_head, batch).await.unwrap();
}

pub async fn j13_secrets_and_join_codes(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let person = id();
    let batch = Batch {
        secrets: vec![
            secret(1, SecretKind::Facilitator, None),
            secret(2, SecretKind::Join, None),
            secret(3, SecretKind::Person, Some(person)),
        ],
        join_code: Some("first".to_owned()),
        ..one("secrets")
    };
    let head = store.append(meeting, head, batch).await.unwrap();
    for (byte, kind, person) in [
        (1, SecretKind::Facilitator, None),
        (2, SecretKind::Join, None),
        (3, SecretKind::Person, Some(person)),
    ] {
        let owner = store.find_secret([byte; 32]).await.unwrap();
        assert_eq!(
            owner,
            Some(SecretOwner {
                meeting,
                kind,
                person
            })
        );
    }
    assert_eq!(store.find_secret([4; 32]).await.unwrap(), None);

    assert_eq!(store.find_join_code("first").await.unwrap(), Some(meeting));
    let replace = Batch {
        join_code: Some("second".to_owned()),
        ..Batch::default()
    };
    store.append(meeting, head, replace.clone()).await.unwrap();
    store.append(meeting, head, replace).await.unwrap();
    assert_eq!(store.find_join_code("first").await.unwrap(), None);
    assert_eq!(store.find_join_code("second").await.unwrap(), Some(meeting));
    assert_eq!(store.join_code(meeting).await.unwrap().as_deref(), Some("second"));
    assert_eq!(store.find_join_code("' OR 1=1 --").await.unwrap(), None);
}

pub async fn j13_revoking_a_persons_secrets(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let (other, other_head) = self::meeting(&store).await;
    let (ada, grace) = (id(), id());
    let person = |byte, person| secret(byte, SecretKind::Person, Some(person));
    let secrets = vec![
        person(1, ada),
        person(2, ada),
        person(3, grace),
        secret(4, SecretKind::Join, None),
    ];
    let head = store
        .append(
            meeting,
            head,
            Batch {
                secrets,
                ..one("joined")
            },
        )
        .await
        .unwrap();
    let elsewhere = Batch {
        secrets: vec![person(5, ada)],
        ..one("joined")
    };
    store.append(other, other_head, elsewhere).await.unwrap();

    let removed = Batch {
        revoke_person_secrets: vec![ada],
        secrets: vec![person(6, ada)],
        ..one("a new link")
    };
    store.append(meeting, head, removed).await.unwrap();
    for (byte, is_valid) in [(1, false), (2, false), (3, true), (4, true), (5, true), (6, true)] {
        assert_eq!(
            store.find_secret([byte; 32]).await.unwrap().is_some(),
            is_valid,
            "{byte}"
        );
    }
}

pub async fn j13_links_are_listed_taken_back_and_known_as_such(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    let (other, other_head) = self::meeting(&store).await;
    let (ada, grace) = (id(), id());
    let secrets = vec![
        secret(1, SecretKind::Facilitator, None),
        secret(2, SecretKind::Facilitator, None),
        secret(3, SecretKind::Join, None),
        secret(4, SecretKind::Observer, None),
        secret(5, SecretKind::Person, Some(ada)),
        secret(6, SecretKind::Person, Some(grace)),
        secret(9, SecretKind::Personal, Some(ada)),
        secret(10, SecretKind::Personal, Some(grace)),
    ];
    let batch = Batch {
        secrets,
        ..one("links")
    };
    let head = store.append(meeting, head, batch).await.unwrap();
    let elsewhere = Batch {
        secrets: vec![secret(7, SecretKind::Join, None)],
        ..one("links")
    };
    store.append(other, other_head, elsewhere).await.unwrap();
    let kinds = |links: &[LinkRow]| links.iter().map(|link| link.hash[0]).collect::<Vec<_>>();
    let links = store.links(meeting).await.unwrap();
    assert_eq!(
        kinds(&links),
        [1, 2, 3, 4, 9, 10],
        "persons' secrets are no links"
    );
    let whose: Vec<_> = links.iter().map(|link| link.person).collect();
    assert_eq!(whose, [None, None, None, None, Some(ada), Some(grace)]);
    assert!(links.iter().all(|link| link.made_at.is_some()));
    assert!(store.links(id()).await.is_err());

    let batch = Batch {
        revoke: vec![
            Revoke::Kind(SecretKind::Join),
            Revoke::Secret([1; 32]),
            // Another meeting's is not this one's to take back.
            Revoke::Secret([7; 32]),
            Revoke::OfPerson(SecretKind::Person, grace),
            Revoke::OfPerson(SecretKind::Personal, grace),
        ],
        rebind_secrets: vec![(ada, grace)],
        secrets: vec![secret(8, SecretKind::Join, None)],
        ..one("replaced")
    };
    store.append(meeting, head, batch).await.unwrap();
    let mut left = kinds(&store.links(meeting).await.unwrap());
    left.sort_unstable();
    assert_eq!(left, [2, 4, 8, 9]);
    for (byte, kind) in [(1, SecretKind::Facilitator), (3, SecretKind::Join)] {
        assert_eq!(store.find_secret([byte; 32]).await.unwrap(), None);
        let revoked = store.find_revoked([byte; 32]).await.unwrap().unwrap();
        assert_eq!((revoked.meeting, revoked.kind), (meeting, kind));
    }
    assert!(store.find_secret([7; 32]).await.unwrap().is_some());
    assert_eq!(store.find_revoked([7; 32]).await.unwrap(), None);
    assert_eq!(store.find_secret([6; 32]).await.unwrap(), None);
    let handed_on = store.find_secret([5; 32]).await.unwrap().unwrap();
    assert_eq!(handed_on.person, Some(grace));
    store.delete_meeting(meeting).await.unwrap();
    assert_eq!(store.find_revoked([1; 32]).await.unwrap(), None);
}

pub async fn j14_the_key_stays(store: Shared) {
    let key = store.secret_key().await.unwrap();
    assert_ne!(key, [0; 32]);
    assert_eq!(store.secret_key().await.unwrap(), key);
}

pub async fn meetings_are_listed_with_their_status(store: Shared) {
    assert!(store.meetings().await.unwrap().is_empty());
    let before = store.now().await.unwrap();
    let (first, first_head) = meeting(&store).await;
    let (second, second_head) = meeting(&store).await;
    let ended = Batch {
        status: Some(MeetingStatus::Ended),
        ..one("ended")
    };
    let first_head = store.append(first, first_head, ended).await.unwrap();
    let rows = store.meetings().await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [first, second]);
    assert_eq!((rows[0].status, rows[0].head), (MeetingStatus::Ended, first_head));
    assert_eq!((rows[1].status, rows[1].head), (MeetingStatus::Open, second_head));
    assert!(
        rows.iter()
            .all(|row| row.created_at >= before && row.alive_at == row.created_at)
    );
    // An append that says nothing of the status leaves it.
    store.append(first, first_head, one("after")).await.unwrap();
    assert_eq!(store.meetings().await.unwrap()[0].status, MeetingStatus::Ended);
}

pub async fn alive_only_moves_forward(store: Shared) {
    let (first, _) = meeting(&store).await;
    let (second, _) = meeting(&store).await;
    let start = store.alive_at(second).await.unwrap();
    let later = start + 5_000;
    store.touch_alive(&[first, id()], later).await.unwrap();
    store.touch_alive(&[first], later - 1).await.unwrap();
    store.touch_alive(&[], later).await.unwrap();
    assert_eq!(store.alive_at(first).await.unwrap(), later);
    assert_eq!(store.alive_at(second).await.unwrap(), start);
}

/// J17, where one process has the store to itself: what it reads it may write, and what it wrote must be read.
pub async fn j17_levels_follow_whoever_has_the_store(store: Shared) {
    let levels = |event_level, readable_from| EventLevels {
        event_level,
        readable_from,
    };
    assert_eq!(store.event_levels().await.unwrap(), levels(1, 1));
    if store.shared().is_some() {
        return;
    }
    assert_eq!(store.admit_level(5).await, Ok(levels(5, 1)));
    assert_eq!(store.claim_level(6).await, Ok(false));
    // Back to an older version: nothing above was written.
    assert_eq!(store.admit_level(3).await, Ok(levels(3, 1)));
    assert_eq!(store.claim_level(5).await, Ok(false));
    assert_eq!(store.admit_level(5).await, Ok(levels(5, 1)));
    assert_eq!(store.claim_level(5).await, Ok(true));
    assert_eq!(store.claim_level(4).await, Ok(true));
    // Now something was.
    assert_eq!(store.admit_level(3).await, Ok(levels(5, 5)));
    assert_eq!(store.event_levels().await.unwrap(), levels(5, 5));
    store.probe().await.unwrap();
}

pub async fn a_closed_store_says_so(store: Shared) {
    let (meeting, head) = meeting(&store).await;
    store.close().await;
    assert_eq!(
        store.append(meeting, head, one("late")).await,
        Err(AppendError::Unavailable)
    );
    assert_eq!(store.head(meeting).await, Err(ReadError::Unavailable));
    assert_eq!(store.probe().await, Err(WriteError::Unavailable));
    assert_eq!(
        store.lock(meeting, head).await.unwrap_err().to_string(),
        "the store is unavailable"
    );
}

pub async fn j15_a_ballot_leads_back_to_nobody(store: Shared) {
    let (meeting, mut head) = meeting(&store).await;
    let (other, _) = self::meeting(&store).await;
    let texts = ["m", "b", "x", "b", "a"];
    for text in texts {
        let batch = Batch {
            ballots: vec![Ballot(text.to_owned())],
            commands: vec![command(id(), id())],
            ..one("answered")
        };
        head = store.append(meeting, head, batch).await.unwrap();
    }
    // As many as were given, in no order of theirs.
    assert_eq!(store.ballots(meeting).await.unwrap(), ["a", "b", "b", "m", "x"]);
    assert_eq!(store.ballots(other).await.unwrap(), [""; 0]);
    // All or nothing, as everything in a batch.
    let late = Batch {
        ballots: vec![Ballot("late".to_owned())],
        ..one("late")
    };
    assert!(store.append(meeting, Position::START, late).await.is_err());
    assert_eq!(store.ballots(meeting).await.unwrap().len(), 5);
    assert!(store.contents(meeting).await.unwrap().is_empty());
    store.delete_meeting(meeting).await.unwrap();
    assert_eq!(store.ballots(meeting).await, Err(ReadError::Deleted));
    assert_eq!(store.ballots(id()).await, Err(ReadError::NotFound));
}
