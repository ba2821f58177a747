//! What the first gate lets through and refuses.

use bytes::{BufMut, BytesMut};
use server::boards::{
    lib0::{put_buffer, put_uint},
    limits,
    scan::{self, ScanError},
    shape::{Misfit, Shape},
};

use crate::fixtures::{Forge, Page, Random, Refused, forged_note, history, scan_and_stage};

fn refused(update: &[u8]) -> Refused {
    scan_and_stage(&mut Shape::default(), update).expect_err("let through")
}

const SCHEMA: Refused = Refused::Shape(Misfit::Schema);
const MISSING: Refused = Refused::Shape(Misfit::Missing);

#[test]
fn an_hour_of_work_passes() {
    let mut shape = Shape::default();
    for update in history() {
        scan_and_stage(&mut shape, &update).unwrap();
    }
}

#[test]
fn a_whole_board_passes_as_one_update() {
    let page = Page::new(7);
    for update in history() {
        page.receive(&update);
    }
    let mut shape = Shape::default();
    let staged = scan_and_stage(&mut shape, &page.whole()).unwrap();
    assert_eq!(staged.new_clients.into_iter().collect::<Vec<_>>(), [11, 22]);
    // The same again brings nothing new.
    assert!(
        scan_and_stage(&mut shape, &page.whole())
            .unwrap()
            .new_clients
            .is_empty()
    );
}

#[test]
fn what_is_taken_back_can_come_again() {
    let updates = history();
    let mut shape = Shape::default();
    let staged: Vec<_> = updates
        .iter()
        .map(|update| scan_and_stage(&mut shape, update).unwrap())
        .collect();
    for one in staged.into_iter().rev() {
        shape.take_back(one);
    }
    assert_eq!((shape.clock(11), shape.clock(22)), (0, 0));
    for update in &updates {
        scan_and_stage(&mut shape, update).unwrap();
    }
}

#[test]
fn a62_text_that_is_not_utf8() {
    let mut forge = forged_note(5);
    forge.under(Some((5, 1)), None, 4, &[2, 0xc3, 0x28]);
    assert_eq!(refused(&forge.update(5, 0)), Refused::Scan(ScanError::Utf8));
}

#[test]
fn a63_deep_any() {
    for depth in [33, 7_000, 32_000] {
        let mut value = vec![1];
        for _ in 0..depth {
            value.extend([117, 1]);
        }
        value.push(126);
        let mut forge = forged_note(5);
        forge.under(Some((5, 0)), Some("x"), 8, &value);
        assert_eq!(
            refused(&forge.update(5, 0)),
            Refused::Scan(ScanError::Depth),
            "{depth} levels"
        );
    }
    let mut forge = forged_note(5);
    forge.under(
        Some((5, 0)),
        Some("x"),
        8,
        &[1, 117, 2, 117, 0, 118, 1, 1, b'k', 126],
    );
    assert_eq!(
        refused(&forge.update(5, 0)),
        Refused::Scan(ScanError::Schema),
        "a shallow one is not a scalar"
    );
}

#[test]
fn a64_maps_nest_no_deeper_than_a_note_whoever_names_the_parent() {
    let mut inside_a_note = forged_note(5);
    inside_a_note.under(Some((5, 0)), Some("deeper"), 7, &[1]);
    assert_eq!(refused(&inside_a_note.update(5, 0)), SCHEMA);

    // Through the neighbour of a character, where the parent is not named.
    let mut inside_a_text = forged_note(5);
    inside_a_text
        .under(Some((5, 1)), None, 4, &[1, b'a'])
        .after((5, 2), 7, &[1]);
    assert_eq!(refused(&inside_a_text.update(5, 0)), SCHEMA);

    // Spread over messages.
    let mut shape = Shape::default();
    scan_and_stage(&mut shape, &forged_note(5).update(5, 0)).unwrap();
    let mut next = Forge::default();
    next.under(Some((5, 0)), Some("deeper"), 7, &[1]);
    assert_eq!(
        scan_and_stage(&mut shape, &next.update(5, 2)).unwrap_err(),
        SCHEMA
    );
}

#[test]
fn a66_a_few_bytes_that_claim_millions() {
    for claimed in [1u64 << 27, 1 << 28, 1 << 40, 1 << 62] {
        let mut bytes = BytesMut::new();
        put_uint(&mut bytes, claimed);
        assert!(scan::update(&bytes, limits::LIVE_UPDATE_MAX).is_err());
        assert!(scan::state_vector(&bytes).is_err());
        assert!(scan::awareness(&bytes).is_err());
        // The same claim for the structs of a client, for its deletions, for the values of an item.
        let mut structs = BytesMut::from(&[1][..]);
        structs.put_slice(&bytes);
        structs.put_slice(&[5, 0]);
        assert!(scan::update(&structs, limits::LIVE_UPDATE_MAX).is_err());
        let mut deletions = BytesMut::from(&[0, 1, 5][..]);
        deletions.put_slice(&bytes);
        assert!(scan::update(&deletions, limits::LIVE_UPDATE_MAX).is_err());
        let mut forge = forged_note(5);
        forge.under(Some((5, 0)), Some("x"), 8, &bytes);
        assert!(scan::update(&forge.update(5, 0), limits::LIVE_UPDATE_MAX).is_err());
    }
}

#[test]
fn a67_a_clock_that_overflows() {
    let bytes = [0x01, 0x25, 0x02, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00, 0x27];
    assert!(scan::update(&bytes, limits::LIVE_UPDATE_MAX).is_err());
    let mut gc = BytesMut::from(&[1, 1, 5][..]);
    put_uint(&mut gc, u64::from(u32::MAX));
    gc.put_slice(&[0, 2, 0]);
    assert_eq!(refused(&gc), Refused::Scan(ScanError::Clock));
    let mut deletion = BytesMut::from(&[0, 1, 5, 1][..]);
    put_uint(&mut deletion, u64::from(u32::MAX));
    deletion.put_slice(&[2]);
    assert_eq!(refused(&deletion), Refused::Scan(ScanError::Clock));
}

#[test]
fn a68_what_rests_on_something_unknown_is_missing() {
    let updates = history();
    for update in &updates[1..] {
        assert_eq!(refused(update), MISSING);
    }
    let mut deletion = Shape::default();
    assert_eq!(
        scan_and_stage(&mut deletion, &[0, 1, 5, 1, 0, 1]).unwrap_err(),
        MISSING
    );
}

#[test]
fn other_roots_types_and_contents_are_refused() {
    let mut root = BytesMut::from(&[1, 1, 5, 0, 0x27, 1][..]);
    put_buffer(&mut root, b"notez");
    put_buffer(&mut root, b"n");
    root.put_slice(&[1, 0]);
    assert_eq!(refused(&root), Refused::Scan(ScanError::Schema));
    // What stands in `groups` is a map, like a note.
    for (content, fits) in [(&[1u8][..], true), (&[2], false)] {
        let mut group = BytesMut::from(&[1, 1, 5, 0, 0x27, 1][..]);
        put_buffer(&mut group, b"groups");
        put_buffer(&mut group, b"g");
        group.put_slice(content);
        group.put_u8(0);
        assert_eq!(scan_and_stage(&mut Shape::default(), &group).is_ok(), fits);
    }
    for kind in [0u8, 3, 4, 5, 6, 7, 9, 15] {
        let mut forge = Forge::default();
        forge.under(None, Some("n"), 7, &[kind]);
        assert_eq!(
            refused(&forge.update(5, 0)),
            Refused::Scan(ScanError::Schema),
            "type {kind}"
        );
    }
    for (reference, content) in [
        (2u8, &[1u8, 1, b'1'][..]),
        (3, &[0]),
        (5, &[1, b'1']),
        (6, &[1, b'b', 1, b'1']),
        (9, &[0, 127]),
    ] {
        let mut forge = forged_note(5);
        forge.under(Some((5, 1)), None, reference, content);
        assert_eq!(
            refused(&forge.update(5, 0)),
            Refused::Scan(ScanError::Schema),
            "content {reference}"
        );
    }
    // Right contents in wrong places.
    type Misplaced = (Option<(u64, u32)>, Option<&'static str>, u8, &'static [u8]);
    let wrong: [Misplaced; 7] = [
        (None, None, 7, &[1]),
        (None, Some("m"), 7, &[2]),
        (None, Some("m"), 8, &[1, 126]),
        (Some((5, 0)), Some("text"), 8, &[1, 126]),
        (Some((5, 0)), Some("title"), 7, &[2]),
        (Some((5, 1)), Some("bold"), 8, &[1, 126]),
        (Some((5, 1)), None, 8, &[1, 126]),
    ];
    for (parent, key, reference, content) in wrong {
        let mut forge = forged_note(5);
        forge.under(parent, key, reference, content);
        assert_eq!(
            refused(&forge.update(5, 0)),
            SCHEMA,
            "{parent:?} {key:?} {reference}"
        );
    }
}

#[test]
fn nothing_panics_on_noise_or_on_injured_updates() {
    let updates = history();
    for seed in 0..20_000u64 {
        let mut random = Random::seeded(seed);
        let noise: Vec<u8> = (0..random.below(64)).map(|_| random.below(256) as u8).collect();
        let victim = &updates[random.below(updates.len())];
        let donor = &updates[random.below(updates.len())];
        for bytes in [noise, random.mutate(victim, donor)] {
            let mut shape = Shape::default();
            for update in &updates[..random.below(updates.len())] {
                scan_and_stage(&mut shape, update).unwrap();
            }
            let before = (shape.clock(11), shape.clock(22));
            if scan_and_stage(&mut shape, &bytes).is_err() {
                assert_eq!(
                    (shape.clock(11), shape.clock(22)),
                    before,
                    "seed {seed}: a refusal left traces"
                );
            }
            let _ = scan::state_vector(&bytes);
            let _ = scan::awareness(&bytes);
        }
    }
}
