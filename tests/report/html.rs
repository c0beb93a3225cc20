//! `html`, as a real browser sees it, and its colours by the formula of WCAG.

use super::bench::{Bench, FINDINGS};
use super::browser::look;
use crate::scale;
use std::collections::BTreeMap;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[test]
fn the_page_is_readable_on_a_telephone_and_on_a_desk_in_the_light_and_in_the_dark() {
    if !scale::has("chromium", "the page in a browser") {
        return;
    }
    let bench = Bench::new();
    let page = bench.report("html");
    for width in [320, 360, 1280] {
        let (light, dark) = (look(&page, width, false), look(&page, width, true));
        for seen in [&light, &dark] {
            assert_eq!(seen.width, u64::from(width));
            assert!(seen.content_width <= seen.width, "it scrolls sideways: {seen:?}");
            assert_eq!((seen.active, seen.requests), (0, 0), "{seen:?}");
        }
        assert_eq!(light.background, "rgb(246, 246, 243)");
        assert_eq!(dark.background, "rgb(19, 22, 25)");
        assert_ne!(light.color, dark.color);
    }
    let text = look(&page, 360, false).text;
    assert!(text.contains("1 of 4 targets could not be opened"), "{text}");
    assert!(text.contains("<img src=x onerror=alert(1)>&\"'|`@me`[a](b)]]>\\u{202e}.db"), "{text}");
    assert!(text.matches(" is missing").count() >= 2 * FINDINGS, "folds are open: {text}");
    assert!(text.contains("Not everything was looked at"), "{text}");
    assert!(text.contains("What to do:") && text.contains("no database at"), "{text}");
}

#[test]
fn the_browser_notices_a_page_that_is_too_wide() {
    if !scale::has("chromium", "the page in a browser") {
        return;
    }
    let bench = Bench::new();
    let page = bench.report("html");
    let wide = page.replace(
        "<footer",
        "<p style=\"white-space:nowrap\">a line that does not fit on a telephone at all, however small its letters are on the day</p><footer",
    );
    let seen = look(&wide, 360, false);
    assert!(seen.content_width > seen.width, "{seen:?}");
}

#[test]
fn even_a_picture_that_got_into_the_page_is_not_asked_for() {
    if !scale::has("chromium", "the page in a browser") {
        return;
    }
    let page = Bench::new().report("html");
    let (address, asked) = serve_nothing();
    let picture = format!("<img src=\"http://{address}/x.png\">");
    let smuggled = look(&page.replace("<footer", &format!("{picture}<footer")), 360, false);
    assert_eq!((smuggled.active, asked.load(Ordering::SeqCst)), (1, 0), "the page's policy lets it through");
    let control = look(&format!("<!doctype html><title>x</title>{picture}<script>1</script>"), 360, false);
    assert_eq!((control.active, control.requests), (2, 1), "{control:?}");
    assert!(asked.load(Ordering::SeqCst) > 0, "the control reaches the server");
}

/// A server that has nothing, and counts who asks.
fn serve_nothing() -> (SocketAddr, Arc<AtomicU64>) {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, asked) = (server.local_addr().unwrap(), Arc::<AtomicU64>::default());
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        for mut caller in server.incoming().flatten() {
            count.fetch_add(1, Ordering::SeqCst);
            let _ =
                caller.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    (address, asked)
}

#[test]
fn the_page_names_nothing_outside_of_itself() {
    let page = Bench::new().report("html");
    for outside in ["http://", "https://", "//cdn", "url(", "@import", "<link", "<script", "src=\""] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"), "{}", &page[..600]);
}

#[test]
fn its_colours_have_the_contrast_of_wcag_aa() {
    let page = Bench::new().report("html");
    let schemes: Vec<BTreeMap<String, String>> = page.split(":root {").skip(1).map(colours).collect();
    assert_eq!(schemes.len(), 3, "light, dark and paper");
    for scheme in &schemes {
        let mut pairs = vec![("text", "page"), ("text", "card"), ("soft", "page"), ("soft", "card")];
        for hue in ["error", "warning", "info", "passed"] {
            pairs.push((hue, "card"));
            pairs.push((hue, "page"));
        }
        let tints: Vec<String> =
            ["error", "warning", "info", "passed"].iter().map(|h| format!("{h}-tint")).collect();
        pairs
            .extend(["error", "warning", "info", "passed"].into_iter().zip(tints.iter().map(String::as_str)));
        for (front, back) in pairs {
            let ratio = contrast(&scheme[front], &scheme[back]);
            assert!(ratio >= 4.5, "{front} on {back}: {ratio:.2}");
        }
    }
    assert!(contrast("#777777", "#ffffff") < 4.5, "the control");
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
}

/// `--name: #rrggbb;` of one block.
fn colours(block: &str) -> BTreeMap<String, String> {
    let block = block.split('}').next().unwrap();
    let pairs = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let c = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}
