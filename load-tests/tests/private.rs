//! A server of one's own is one's own: whoever answers on its port is not taken for it.

use load_tests::private::{Postgres, Proxy, Redis};

#[test]
fn another_postgres_on_its_port_is_not_taken_for_it() {
    let mut own = Postgres::start(true).unwrap();
    let other = Postgres::start(false).unwrap();
    own.kill().unwrap();
    let _stranger = Proxy::start_at(own.port(), other.port()).unwrap();
    assert!(own.start_again().is_err());
}

#[test]
fn another_redis_on_its_port_is_not_taken_for_it() {
    let mut own = Redis::start().unwrap();
    let other = Redis::start().unwrap();
    own.kill().unwrap();
    let _stranger = Proxy::start_at(own.port(), other.port()).unwrap();
    assert!(own.start_again().is_err());
}
