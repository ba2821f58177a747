//! Times for people and programs, in the meeting's time zone, or in UTC where it has none.

use crate::time::Timestamp;
use crate::zone;
use jiff::Zoned;
use jiff::tz::TimeZone;

/// The clocks of one zone.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    zone: TimeZone,
}

impl Clock {
    pub(crate) fn utc() -> Self {
        Self { zone: TimeZone::UTC }
    }

    /// A zone that this build does not know any more is UTC.
    pub(super) fn of(name: Option<&str>) -> Self {
        let zone = name.and_then(|name| zone::zone(name).ok());
        Self {
            zone: zone.unwrap_or(TimeZone::UTC),
        }
    }

    /// `2026-03-02T15:04:05.678Z`, `2026-03-02T07:04:05.678-08:00`
    pub(super) fn rfc3339(&self, at: Timestamp) -> String {
        let format = if self.zone == TimeZone::UTC {
            "%Y-%m-%dT%H:%M:%S.%3fZ"
        } else {
            "%Y-%m-%dT%H:%M:%S.%3f%:z"
        };
        self.show(at, format)
    }

    /// `2026-03-02`
    pub(super) fn date(&self, at: Timestamp) -> String {
        self.show(at, "%Y-%m-%d")
    }

    /// `15:04`
    pub(super) fn hour(&self, at: Timestamp) -> String {
        self.show(at, "%H:%M")
    }

    /// `20260302T150405Z`, for calendars; only of UTC.
    pub(crate) fn basic(&self, at: Timestamp) -> String {
        self.show(at, "%Y%m%dT%H%M%SZ")
    }

    fn show(&self, at: Timestamp, format: &str) -> String {
        // Beyond what a calendar has (the year 9999) there is nothing to show.
        let stamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
        Zoned::new(stamp, self.zone.clone()).strftime(format).to_string()
    }
}

/// `5:12` minutes and seconds, `75:00` for more than an hour.
pub(super) fn minutes(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::{Clock, minutes};
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
            assert_eq!(Clock::of(None).rfc3339(Timestamp(ms)), text);
        }
        assert_eq!(minutes(4_505), "75:05");
    }

    #[test]
    fn times_in_a_zone() {
        let clock = Clock::of(Some("America/Los_Angeles"));
        let at = Timestamp(1_772_463_600_000);
        assert_eq!(clock.rfc3339(at), "2026-03-02T07:00:00.000-08:00");
        assert_eq!(
            (clock.date(at), clock.hour(at)),
            ("2026-03-02".into(), "07:00".into())
        );
        assert_eq!(Clock::of(Some("Nowhere/At_All")).hour(at), "15:00");
    }
}
