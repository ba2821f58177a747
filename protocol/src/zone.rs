//! Time zones by their IANA names, from the database that is built in: every instance reads the same rules.

use crate::time::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

/// Why a place on the calendar was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZoneFault {
    /// No such zone.
    #[error("no such time zone")]
    Zone,
    /// No date and time, or one that the zone's clocks jump over.
    #[error("no such time")]
    Time,
}

/// The zone of this name.
///
/// # Errors
/// [`ZoneFault::Zone`].
pub(crate) fn zone(name: &str) -> Result<TimeZone, ZoneFault> {
    let zone = TimeZoneDatabase::bundled()
        .get(name)
        .map_err(|_| ZoneFault::Zone)?;
    if zone.is_unknown() {
        return Err(ZoneFault::Zone);
    }
    Ok(zone)
}

/// The name as the database writes it.
///
/// # Errors
/// [`ZoneFault::Zone`].
pub fn name(raw: &str) -> Result<String, ZoneFault> {
    let zone = zone(raw)?;
    zone.iana_name().map(str::to_owned).ok_or(ZoneFault::Zone)
}

/// When the clocks of a zone show this date and time (`2026-12-03T10:00`). Of the two times that they show twice in
/// autumn the first; one that they jump over in spring is no time.
///
/// # Errors
/// [`ZoneFault`].
pub fn instant(zone_name: &str, local: &str) -> Result<Timestamp, ZoneFault> {
    let zone = zone(zone_name)?;
    let local: DateTime = local.parse().map_err(|_| ZoneFault::Time)?;
    if !(1970..=9000).contains(&local.year()) {
        return Err(ZoneFault::Time);
    }
    let found = zone.to_ambiguous_zoned(local);
    if matches!(found.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(ZoneFault::Time);
    }
    let zoned = found.earlier().map_err(|_| ZoneFault::Time)?;
    Ok(Timestamp(zoned.timestamp().as_millisecond()))
}

/// A day of the calendar as `2026-12-03`.
///
/// # Errors
/// [`ZoneFault::Time`].
pub fn date(raw: &str) -> Result<String, ZoneFault> {
    let date: Date = raw.trim().parse().map_err(|_| ZoneFault::Time)?;
    if (1970..=9000).contains(&date.year()) {
        Ok(date.to_string())
    } else {
        Err(ZoneFault::Time)
    }
}

#[cfg(test)]
mod tests {
    use super::{ZoneFault, date, instant, name};
    use crate::time::Timestamp;

    #[test]
    fn local_times_are_instants() {
        for (zone, local, at) in [
            ("UTC", "2026-03-02T15:00", Ok(1_772_463_600_000)),
            ("America/Los_Angeles", "2026-03-02T07:00", Ok(1_772_463_600_000)),
            ("America/Los_Angeles", "2026-07-01T08:00", Ok(1_782_918_000_000)),
            // 2:30 comes twice on this day; the first is meant.
            ("Europe/Berlin", "2026-10-25T02:30", Ok(1_792_888_200_000)),
            // And on this day not at all.
            ("America/Los_Angeles", "2026-03-08T02:30", Err(ZoneFault::Time)),
            ("America/Los_Angeles", "2026-02-30T10:00", Err(ZoneFault::Time)),
            ("America/Los_Angeles", "tomorrow", Err(ZoneFault::Time)),
            ("America/Fresno", "2026-03-02T07:00", Err(ZoneFault::Zone)),
            ("../etc/passwd", "2026-03-02T07:00", Err(ZoneFault::Zone)),
        ] {
            assert_eq!(instant(zone, local), at.map(Timestamp), "{zone} {local}");
        }
        assert_eq!(date(" 2026-12-03 ").as_deref(), Ok("2026-12-03"));
        for none in ["", "2026-02-30", "0001-01-01", "tomorrow", "2026-12-03; DROP"] {
            assert_eq!(date(none), Err(ZoneFault::Time), "{none}");
        }
        assert_eq!(name("america/los_angeles").as_deref(), Ok("America/Los_Angeles"));
        assert_eq!(name("Etc/Unknown"), Err(ZoneFault::Zone));
    }
}
