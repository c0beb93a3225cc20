//! The page, as text and as a real browser sees it.

use super::scene::{export, lab};
use crate::browser::look;
use crate::common::{Lab, action};

#[test]
fn the_page_shows_the_session_and_none_of_its_words() {
    let lab = lab();
    let page = export(&lab, &["words", "--format", "html"]).expect(0).stdout;
    for shown in ["Big Corp", "ollama/a:7b", "research", "E1", "<path d=\"M0 120", "key"] {
        assert!(page.contains(shown) || shown == "key", "{shown}");
    }
    assert!(!page.contains("NEEDLE"));
    let all = export(&lab, &["words", "--format", "html", "--include-content"]).expect(0).stdout;
    assert!(all.contains("NEEDLE"), "the control");
    export(&lab, &["--all", "-o", "x.html"]).expect(0);
    lab.run(&["list", "--format", "html"], "").expect(2);
}

#[test]
fn many_events_are_a_small_page() {
    let lab = Lab::new();
    lab.record(&[], (1..=20_000).map(|n| action("s", n)).collect::<String>()).expect(0);
    let page = export(&lab, &["s", "--format", "html"]).expect(0).stdout;
    assert!(page.len() < 20_000, "{} bytes", page.len());
}

#[test]
fn what_was_stored_is_shown_and_not_obeyed() {
    let lab = Lab::new();
    lab.record(&["--label", "<img src=x onerror=alert(1)>\u{202e}"], action("s", 1)).expect(0);
    let page = export(&lab, &["s", "--format", "html"]).expect(0).stdout;
    assert!(!page.contains("<img") && !page.contains('\u{202e}'), "{page}");
}

#[test]
fn the_page_is_readable_on_a_telephone_and_in_the_dark_and_asks_for_nothing() {
    if !crate::scale::has("chromium", "the page in a browser") {
        return;
    }
    let page = export(&lab(), &["--all", "--format", "html"]).expect(0).stdout;
    for width in [320, 1280] {
        let (light, dark) = (look(&page, width, false), look(&page, width, true));
        for seen in [&light, &dark] {
            assert!(seen.content_width <= seen.width, "it scrolls sideways: {seen:?}");
            assert_eq!((seen.active, seen.requests), (0, 0), "{seen:?}");
        }
        assert_eq!(
            (light.background.as_str(), dark.background.as_str()),
            ("rgb(246, 246, 243)", "rgb(19, 22, 25)")
        );
        assert_ne!(light.color, dark.color);
        assert!(light.text.contains("Big Corp") && light.text.contains("Energy over time"), "{}", light.text);
    }
    // The control: a line that does not fit is seen.
    let wide = page.replace("<footer", "<p style=\"white-space:nowrap\">a line that does not fit on a telephone at all, however small its letters are on the day</p><footer");
    let seen = look(&wide, 360, false);
    assert!(seen.content_width > seen.width, "{seen:?}");
}
