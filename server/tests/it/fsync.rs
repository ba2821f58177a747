//! An fsync that fails, by order: a library that is loaded before the system's own says no while a file is there.
//!
//! After it nobody knows what of that file is on the disk; the kernel says yes to the next one all the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::kill::Process;
use crate::support::{Person, http};

/// The program is C because it stands in for C's library; the compiler is the one that SQLite is built with.
const SAYS_NO: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int says_no(const char *name, int file) {
    const char *order = getenv("FSYNC_FAILS_WHILE");
    if (order && access(order, F_OK) == 0) {
        errno = EIO;
        return -1;
    }
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}
int fsync(int file) { return says_no("fsync", file); }
int fdatasync(int file) { return says_no("fdatasync", file); }
"#;

fn library(folder: &Path) -> PathBuf {
    let (source, library) = (folder.join("says_no.c"), folder.join("says_no.so"));
    std::fs::write(&source, SAYS_NO).unwrap();
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .status()
        .expect("a C compiler, which the build needs as well");
    assert!(built.success());
    library
}

#[tokio::test]
async fn f15_after_an_fsync_that_failed_nothing_is_written_until_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let order = folder.path().join("now");
    let environment = [
        ("LD_PRELOAD", library(folder.path())),
        ("FSYNC_FAILS_WHILE", order.clone()),
    ];
    let mut process = Process::start_in(&environment).await;
    let meeting = process.create().await;
    let mut paul = process.join(&meeting, &meeting.join_link, "Paul").await;
    paul.done(json!({"type": "say", "text": "before"})).await;
    std::fs::write(&order, "").unwrap();
    let is_refused = |answer: &Value| answer["type"] == "error" && answer["code"] == "unavailable";
    let answer = paul.ask(json!({"type": "say", "text": "while it fails"})).await;
    assert!(is_refused(&answer), "{answer}");
    // The disk works again, and what it has of the file is not known all the same.
    std::fs::remove_file(&order).unwrap();
    let answer = paul.ask(json!({"type": "say", "text": "after it"})).await;
    assert!(is_refused(&answer), "{answer}");
    let ready = http::request(process.address, "GET", "/readyz", &[], None).await;
    assert_eq!(ready.status, 503, "{ready:?}");
    // Reading goes on.
    let view = Person::connect(process.address, &meeting.id, &paul.secret)
        .await
        .view;
    assert!(view.to_string().contains("\"before\""));
    process.kill_and_start_again().await;
    let mut paul = Person::connect(process.address, &meeting.id, &paul.secret).await;
    let view = paul.view.to_string();
    assert!(
        view.contains("\"before\"") && !view.contains("after it"),
        "{view}"
    );
    paul.done(json!({"type": "say", "text": "again"})).await;
}
