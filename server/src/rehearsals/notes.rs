//! What simulated people write on boards: few notes, not many at once, each the way of a page's.

use std::collections::BTreeMap;

use protocol::ids::{BoardId, MeetingId, PersonId};
use protocol::meeting::rehearsal::Jotting;
use tokio::task::JoinSet;

use crate::boards::{Boards, Claims, Pen, jotted};

/// Notes of one person on one board.
const OF_ONE_MAX: u32 = 3;
/// Notes on one board: enough to see a full one, also where 150 people are in the main room.
const ON_BOARD_MAX: usize = 60;
/// Notes that are under way at once.
const AT_ONCE_MAX: usize = 4;

/// Whose notes are where. Dropped with its rehearsal: then what is under way ends too.
#[derive(Debug, Default)]
pub(super) struct Notes {
    on_board: BTreeMap<BoardId, usize>,
    in_section: BTreeMap<(BoardId, String), usize>,
    of_one: BTreeMap<(PersonId, BoardId), Hand>,
    under_way: JoinSet<((PersonId, BoardId), Option<Pen>)>,
}

#[derive(Debug, Default)]
struct Hand {
    notes: u32,
    /// None: another client is taken, the last one is in use or has failed.
    pen: Option<Pen>,
    writes: bool,
}

impl Notes {
    /// Lets somebody write, unless there is enough by now.
    pub(super) fn write(&mut self, boards: &Boards, meeting: MeetingId, person: PersonId, jotting: Jotting) {
        while let Some(Ok((whose, pen))) = self.under_way.try_join_next() {
            if let Some(hand) = self.of_one.get_mut(&whose) {
                (hand.pen, hand.writes) = (pen, false);
            }
        }
        let whose = (person, jotting.board);
        let on_board = self.on_board.entry(jotting.board).or_default();
        let hand = self.of_one.entry(whose).or_default();
        if hand.writes
            || hand.notes >= OF_ONE_MAX
            || *on_board >= ON_BOARD_MAX
            || self.under_way.len() >= AT_ONCE_MAX
        {
            return;
        }
        let Some(pen) = hand.pen.take().or_else(|| Pen::draw().ok()) else {
            return;
        };
        let place = self
            .in_section
            .entry((jotting.board, jotting.section.clone()))
            .or_default();
        let note = jotted(*place, jotting.section, jotting.text, jotting.color);
        hand.writes = true;
        hand.notes += 1;
        *on_board += 1;
        *place += 1;
        let claims = Claims {
            person: person.0,
            board: jotting.board.0,
            meeting: meeting.0,
        };
        let boards = boards.clone();
        self.under_way
            .spawn(async move { (whose, boards.write(claims, pen, &note).await) });
    }
}
