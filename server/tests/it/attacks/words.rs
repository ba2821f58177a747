//! What people write, in names, chat and links.

use serde_json::{Value, json};

use super::scene::{Scene, settle};
use crate::support::server::new_secret;

#[tokio::test]
async fn a55_a57_markup_and_sql_are_words() {
    let mut scene = Scene::set().await;
    let words = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "<svg/onload=alert(1)>",
        "'; DROP TABLE entries; --",
        "\" OR \"\"=\"",
        "{{7*7}} ${7*7} %s %n",
        "=cmd|' /C calc'!A0",
        "\\u0000 \\x00",
    ];
    let mut eve = scene.eve().await;
    for word in words {
        eve.done(json!({"type": "describe", "name": word, "organization": word}))
            .await;
        eve.done(json!({"type": "say", "text": word})).await;
        let heard = scene.bystander.change("chat", |_| true).await;
        assert_eq!(heard["message"]["text"], word);
        let seen = scene
            .bystander
            .change("person", |change| change["person"]["name"] == word)
            .await;
        assert_eq!(seen["person"]["organization"], word);
    }
    let link = |link: &str| json!({"type": "set_voice", "links": [{"room": scene.bystander.main_room(), "link": link}]});
    let links: Vec<Value> = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "http://example.org",
        "https://",
        "https://user:pass@evil.example",
        "https://example.org/\"><script>",
        "tel:javascript:alert(1)",
        "vbscript:x",
        "file:///etc/passwd",
    ]
    .map(link)
    .into();
    for link in links {
        assert_eq!(
            scene.facilitator.refused(link.clone()).await,
            "bad_link",
            "{link}"
        );
    }
    settle(&mut scene.facilitator).await;
    settle(&mut scene.bystander).await;
    scene.is_unharmed().await;
}

#[tokio::test]
async fn a56_names_that_hide_or_reorder_what_is_around_them() {
    let mut scene = Scene::set().await;
    let join = async |name: String| {
        let answer = scene
            .server
            .join_as(&scene.meeting, &scene.meeting.join_link, &name, &new_secret())
            .await;
        let reason = if answer.status < 300 {
            String::new()
        } else {
            answer.json()["error"]["reason"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        (answer.status, reason)
    };
    for empty in [
        "",
        " ",
        "\u{200b}",
        "\u{200d}\u{feff}",
        "\u{202e}",
        "\t\n",
        "\u{3164}",
        "\u{0}\u{1}",
    ] {
        assert_eq!(
            join(empty.to_owned()).await,
            (422, "empty_text".to_owned()),
            "{empty:?}"
        );
    }
    for long in [
        "x".repeat(121),
        format!("a{}", "\u{301}".repeat(5_000)),
        "👩‍👩‍👧‍👦".repeat(121),
        "x".repeat(12_000),
    ] {
        assert_eq!(
            join(long.clone()).await,
            (422, "text_too_long".to_owned()),
            "{long:.20}"
        );
    }
    let mut eve = scene.eve().await;
    let id = eve.id.clone();
    for (written, kept) in [
        ("\u{202e}ecila\u{202c}", "ecila"),
        ("\u{2066}A\u{2069}\u{feff}na", "Ana"),
        ("  two\n\tlines ", "two lines"),
        ("e\u{301}", "é"),
        ("a\u{1b}[31mred\u{7}", "a[31mred"),
        ("line\r\nfake: log", "line fake: log"),
    ] {
        eve.done(json!({"type": "describe", "name": written})).await;
        let seen = scene
            .bystander
            .change("person", |change| change["person"]["id"] == json!(id))
            .await;
        // Presence and words may come in one change each; the last has the name.
        let name = if seen["person"]["name"] == kept {
            seen
        } else {
            scene
                .bystander
                .change("person", |change| change["person"]["name"] == kept)
                .await
        };
        assert_eq!(name["person"]["name"], kept);
    }
    scene.is_unharmed().await;
}
