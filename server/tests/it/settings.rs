//! Settings of the real program: what is wrong stops the start with one line that names the key and says what is right.

use std::process::Command;

/// Exit code, stdout and stderr.
fn convene(arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_convene"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CONVENE_")) {
        command.env_remove(name);
    }
    let output = command
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Arguments, variables, and words of the one line.
type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a [&'a str]);

#[test]
fn what_is_wrong_is_one_line_and_the_start_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("convene.toml");
    std::fs::write(&file, "listen = \"127.0.0.1:0\"\nlog_level = \"loud=very\"\n").unwrap();
    let file = file.to_str().unwrap();
    let cases: [Case<'_>; 12] = [
        (&["--listen", "7400"], &[], &["listen", "127.0.0.1:7400"]),
        (&[], &[("CONVENE_LISTEN", "here")], &["listen", "127.0.0.1:7400"]),
        (
            &[],
            &[("CONVENE_LISTENN", "127.0.0.1:0")],
            &["CONVENE_LISTENN", "CONVENE_LISTEN"],
        ),
        (&["--lisen", "127.0.0.1:0"], &[], &["--lisen", "--help"]),
        (&["--config", file], &[], &["log_level", "info"]),
        (
            &["--config", "/nowhere/convene.toml"],
            &[],
            &["config", "/nowhere/convene.toml"],
        ),
        (
            &[],
            &[("CONVENE_REDIS_URL", "redis://localhost")],
            &["Redis serves several instances", "unset it"],
        ),
        (
            &[],
            &[("CONVENE_DATABASE_URL", "postgres://ada:hush@127.0.0.1:1/x")],
            &["x at 127.0.0.1:1", "refused"],
        ),
        (
            &["--trusted-proxies", "10.0.0.0/8, proxy.example"],
            &[],
            &["trusted_proxies", "proxy.example", "10.0.0.0/8,::1"],
        ),
        (
            &[],
            &[("CONVENE_TRUSTED_PROXIES", "10.0.0.0/33")],
            &["trusted_proxies", "10.0.0.0/33"],
        ),
        (
            &[],
            &[("CONVENE_SOCKETS_PER_ADDRESS", "0")],
            &["sockets_per_address", "from 1 on"],
        ),
        (
            &["--operator-token", "short"],
            &[],
            &["operator_token", "16 characters"],
        ),
    ];
    for (arguments, variables, words) in cases {
        let (code, stdout, stderr) = convene(arguments, variables);
        assert_eq!(
            (code, stdout.as_str()),
            (Some(2), ""),
            "{arguments:?} {variables:?}: {stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(words.iter().all(|word| stderr.contains(word)), "{stderr}");
    }
    let secret = convene(
        &["--operator-token", "short-but-secret"],
        &[("CONVENE_LISTEN", "x")],
    )
    .2;
    assert!(!secret.contains("short-but-secret"));
}

#[test]
fn help_explains_each_setting() {
    let (code, help, _) = convene(&["--help"], &[]);
    assert_eq!(code, Some(0));
    for name in [
        "CONVENE_CONFIG",
        "CONVENE_LISTEN",
        "CONVENE_DATABASE_URL",
        "CONVENE_REDIS_URL",
        "CONVENE_OPERATOR_TOKEN",
        "CONVENE_PUBLIC_URL",
        "CONVENE_TRUSTED_PROXIES",
        "CONVENE_SOCKETS_PER_ADDRESS",
        "CONVENE_LOG_FORMAT",
        "CONVENE_LOG_LEVEL",
        "CONVENE_BOARD_WORKERS",
        "check-protocol",
    ] {
        assert!(help.contains(name), "{name}");
    }
    assert!(!help.contains("board-worker\n"));
}

#[test]
fn a_protocol_file_is_checked_with_its_faults_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.json");
    let fine = protocol::consultancy::catalogue::find("consultancy-20").unwrap();
    let mut value = serde_json::to_value(fine).unwrap();
    std::fs::write(&file, value.to_string()).unwrap();
    let path = file.to_str().unwrap();
    let (code, stdout, _) = convene(&["check-protocol", path], &[]);
    assert_eq!(code, Some(0), "{stdout}");
    assert!(stdout.contains("consultancy-20 is fine"));
    let mut refused = |step: usize, field: &str, wrong: serde_json::Value| {
        let right = std::mem::replace(&mut value["steps"][step][field], wrong);
        std::fs::write(&file, value.to_string()).unwrap();
        value["steps"][step][field] = right;
        let (code, _, stderr) = convene(&["check-protocol", path], &[]);
        assert_eq!(code, Some(1));
        assert!(stderr.contains("step '") && stderr.contains(field), "{stderr}");
    };
    refused(1, "minutes", 0.into());
    refused(2, "floor", "whoever".into());
}
