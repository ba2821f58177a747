//! The search for the largest number that is carried: up in steps of a third to a half until one is not, then halved in between.

/// What is known so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Search {
    carried: u32,
    not_carried: Option<u32>,
}

impl Search {
    /// The largest number that was carried; 0 where none was.
    pub(super) fn carried(self) -> u32 {
        self.carried
    }

    /// What to try next; none where it is known to an eighth.
    pub(super) fn next(self) -> Option<u32> {
        match self.not_carried {
            None => Some(above(self.carried)),
            Some(more) => {
                let gap = more.saturating_sub(self.carried);
                (gap > (self.carried / 8).max(1)).then_some(self.carried + gap / 2)
            }
        }
    }

    pub(super) fn tell(&mut self, number: u32, is_carried: bool) {
        if is_carried {
            self.carried = self.carried.max(number);
        } else {
            self.not_carried = Some(self.not_carried.map_or(number, |known| known.min(number)));
        }
    }
}

/// The next of 1, 2, 4, 8, 12, 16, 24, 32, 48 and so on. Far beyond what is carried nothing is learned, and it takes long.
fn above(carried: u32) -> u32 {
    let power = carried.checked_ilog2().map_or(1, |log| 1 << log);
    let between = power + power / 2;
    if carried == 0 {
        1
    } else if power >= 8 && carried < between {
        between
    } else {
        power * 2
    }
}

#[cfg(test)]
mod tests {
    use super::{Search, above};

    #[test]
    fn numbers_go_up_in_small_steps() {
        let numbers: Vec<u32> = std::iter::successors(Some(1), |n| Some(above(*n)))
            .take(10)
            .collect();
        assert_eq!(numbers, [1, 2, 4, 8, 12, 16, 24, 32, 48, 64]);
        assert_eq!((above(0), above(13)), (1, 16));
    }

    /// What is tried where so many are carried, and what is found.
    fn search(limit: u32) -> (Vec<u32>, u32) {
        let (mut search, mut tried) = (Search::default(), Vec::new());
        while let Some(number) = search.next() {
            tried.push(number);
            search.tell(number, number <= limit);
        }
        (tried, search.carried())
    }

    #[test]
    fn small_numbers_are_found_exactly() {
        for limit in 0..12 {
            assert_eq!(search(limit).1, limit);
        }
        assert_eq!(search(0).0, [1]);
        assert_eq!(search(5).0, [1, 2, 4, 8, 6, 5]);
        assert_eq!(search(10).0, [1, 2, 4, 8, 12, 10, 11]);
    }

    #[test]
    fn large_ones_to_an_eighth_and_never_too_large() {
        for limit in 12..200 {
            let (tried, found) = search(limit);
            assert!(found <= limit && limit - found <= found / 8, "{limit}: {found}");
            assert!(tried.len() <= 16, "{limit}: {tried:?}");
        }
    }
}
