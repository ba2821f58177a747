//! What is wrong with the bus, in words for whoever has to mend it. No word of the server's own: it may quote what is nobody's business.

use std::fmt;

use redis::{ErrorKind, RedisError, ServerErrorKind};

/// Why the bus is not used, or not well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It was not tried yet.
    NotYet,
    /// Nobody answers there.
    Away,
    /// The user or the password is wrong.
    Password,
    /// The user may not do what is needed.
    Forbidden,
    /// It speaks no RESP3.
    TooOld,
    /// Its certificate is not one that is trusted, or it speaks no TLS.
    Tls,
    /// It is loading, full, read-only or says no to everything.
    Refuses,
    /// What is said there is not heard there.
    Deaf,
    /// It only follows another server. It is used all the same: all instances may be at this one.
    Replica,
}

impl Trouble {
    /// Whether the bus is used in spite of it.
    pub(super) fn is_bearable(self) -> bool {
        self == Self::Replica
    }

    pub(super) fn of(error: &RedisError) -> Self {
        // Before the kinds: what a server that is too old says to the first command has no kind of its own.
        let words = error.to_string().to_lowercase();
        if error.kind() == ErrorKind::RESP3NotSupported || words.contains("unknown command") {
            return Self::TooOld;
        }
        if words.contains("certificate") || words.contains("tls") || words.contains("invalid peer") {
            return Self::Tls;
        }
        match error.kind() {
            ErrorKind::AuthenticationFailed => Self::Password,
            ErrorKind::Server(ServerErrorKind::NoPerm) => Self::Forbidden,
            _ if words.contains("noperm") => Self::Forbidden,
            _ if words.contains("wrongpass") || words.contains("noauth") => Self::Password,
            ErrorKind::Server(_) | ErrorKind::Extension => Self::Refuses,
            _ => Self::Away,
        }
    }

    /// For metrics.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Away => "away",
            Self::Password => "password",
            Self::Forbidden => "forbidden",
            Self::TooOld => "too_old",
            Self::Tls => "tls",
            Self::Refuses => "refuses",
            Self::Deaf => "deaf",
            Self::Replica => "replica",
        }
    }

    /// What is wrong, in one line.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotYet => "Redis was not asked yet",
            Self::Away => "Redis does not answer",
            Self::Password => "Redis does not take the user or password in redis_url",
            Self::Forbidden => {
                "Redis forbids its user what is needed: see 'ACL SETUSER' in docs/operating.md"
            }
            Self::TooOld => "this Redis is too old: version 6 or later is needed",
            Self::Tls => {
                "no TLS with Redis: is its certificate one that is trusted (redis_ca_file), does it speak TLS"
            }
            Self::Refuses => "Redis refuses: it may be starting, full or read-only",
            Self::Deaf => "Redis answers, but what is said there is not heard",
            Self::Replica => {
                "this Redis is a read-only replica, which instances at its primary do not hear: let redis_url name the primary"
            }
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
