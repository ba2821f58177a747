//! Times for people and programs, in UTC: the meeting has no time zone of its own.

use crate::time::Timestamp;

const DAY_MS: i64 = 86_400_000;

/// `2026-03-02T15:04:05.678Z`
pub(super) fn rfc3339(at: Timestamp) -> String {
    let ms = at.0.rem_euclid(DAY_MS);
    format!(
        "{}T{:02}:{:02}:{:02}.{:03}Z",
        date(at),
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1000 % 60,
        ms % 1000
    )
}

/// `2026-03-02`
pub(super) fn date(at: Timestamp) -> String {
    let (year, month, day) = civil(at.0.div_euclid(DAY_MS));
    format!("{year:04}-{month:02}-{day:02}")
}

/// `15:04`
pub(super) fn hour(at: Timestamp) -> String {
    let ms = at.0.rem_euclid(DAY_MS);
    format!("{:02}:{:02}", ms / 3_600_000, ms / 60_000 % 60)
}

/// `5:12` minutes and seconds, `75:00` for more than an hour.
pub(super) fn minutes(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Year, month and day of a day since 1970-01-01 in the proleptic Gregorian calendar. Eras of 400 years begin in March,
/// so that the leap day is the last of its year.
fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_month)
}

#[cfg(test)]
mod tests {
    use super::{minutes, rfc3339};
    use crate::time::Timestamp;

    #[test]
    fn times() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_827_696_789, "2000-02-29T12:34:56.789Z"),
            (1_772_463_600_000, "2026-03-02T15:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(rfc3339(Timestamp(ms)), text);
        }
        assert_eq!(minutes(4_505), "75:05");
    }
}
