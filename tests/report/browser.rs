//! A real browser without a window: a page is put into a frame of some width, and what the browser made of it is read.

use crate::common::finish;
use serde_json::Value;
use std::process::Command;

/// What a browser sees.
#[derive(Debug, serde::Deserialize)]
pub struct Seen {
    /// How wide the frame is.
    pub width: u64,
    /// How wide its content is; more than the frame is sideways scrolling.
    pub content_width: u64,
    /// Elements of scripts and pictures.
    pub active: u64,
    /// What it asked the network for.
    pub requests: u64,
    /// The colours of the page and of its text.
    pub background: String,
    pub color: String,
    /// The text that a reader sees, folds open.
    pub text: String,
}

/// Looks at a page at a width, in the light or in the dark.
pub fn look(page: &str, width: u32, dark: bool) -> Seen {
    let dir = tempfile::tempdir().unwrap();
    let frame = dir.path().join("frame.html");
    let quoted = page.replace('&', "&amp;").replace('"', "&quot;");
    std::fs::write(&frame, FRAME.replace("WIDTH", &width.to_string()).replace("PAGE", &quoted)).unwrap();
    let scheme = format!("--blink-settings=preferredColorScheme={}", i32::from(!dark));
    let mut command = Command::new("chromium");
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", dir.path().join("profile").display()))
        .arg(scheme)
        .arg(format!("file://{}", frame.display()));
    let ran = finish(command, b"");
    let (_, rest) = ran.stdout.split_once("<pre id=\"seen\">").unwrap_or_else(|| panic!("{}", ran.stderr));
    let text = rest.split("</pre>").next().unwrap();
    let json =
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
    let value: Value = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{e}: {json}"));
    serde_json::from_value(value).unwrap()
}

/// The frame, and the script that asks it. The page itself has none.
const FRAME: &str = r#"<!doctype html>
<meta charset="utf-8"><meta name="color-scheme" content="light dark">
<body style="margin:0"><pre id="seen"></pre>
<iframe id="frame" style="border:0;width:WIDTHpx;height:900px" srcdoc="PAGE"></iframe>
<script>
addEventListener('load', () => {
  const frame = document.getElementById('frame'), page = frame.contentDocument, root = page.documentElement;
  page.querySelectorAll('details').forEach(d => { d.open = true; });
  const style = frame.contentWindow.getComputedStyle(page.body);
  document.getElementById('seen').textContent = JSON.stringify({
    width: frame.clientWidth,
    content_width: Math.max(root.scrollWidth, page.body.scrollWidth),
    active: page.querySelectorAll('script, img, iframe, object, embed, link').length,
    requests: frame.contentWindow.performance.getEntriesByType('resource').length,
    background: style.backgroundColor,
    color: style.color,
    text: page.body.innerText,
  });
});
</script>
"#;
