//! Encryption: with the feature in age's own format, without it a clear word.

#[cfg(not(feature = "encrypt"))]
use super::scene::{json, lab};

#[cfg(not(feature = "encrypt"))]
#[test]
fn a_program_without_encryption_says_how_to_get_it() {
    let lab = lab();
    let ran = lab.run(&["backup", "b/", "--encrypt-to", "age1xyz"], "").expect(2);
    assert!(ran.stderr.contains("--features encrypt"), "{}", ran.stderr);
    lab.write("b/x.age", "age-encryption.org/v1\n-> X25519 a\n");
    lab.run(&["backup", "verify", "b/x.age"], "").expect(2);
    // What it cannot look into it does not touch.
    let listed = json(&lab, &["backup", "list", "b"], 0);
    assert_eq!(listed["locked"], serde_json::json!(["b/x.age"]));
    assert!(std::fs::read_dir(lab.path("b")).unwrap().count() == 1);
}

#[cfg(feature = "encrypt")]
mod with_age {
    use super::super::scene::{json, lab, named, sound, states};
    use crate::scale;
    use age::secrecy::ExposeSecret;

    fn identity(lab: &crate::common::Lab, name: &str) -> String {
        let identity = age::x25519::Identity::generate();
        lab.write(name, format!("# a key\n{}\n", identity.to_string().expose_secret()));
        identity.to_public().to_string()
    }

    #[test]
    fn a_backup_for_a_recipient_opens_with_its_identity_and_no_other() {
        let lab = lab();
        let (recipient, _) = (identity(&lab, "mine"), identity(&lab, "other"));
        let before = states(&lab, "t.db");
        let made = json(&lab, &["backup", "b/", "--encrypt-to", &recipient], 0);
        let path = made["path"].as_str().unwrap();
        assert!(made["encrypted"] == true && path.ends_with(".zip.age"), "{made}");
        let bytes = std::fs::read(lab.path(path)).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
        let drill = json(&lab, &["backup", "verify", "--drill", "b/latest", "--identity", "mine"], 0);
        assert_eq!((&drill["drilled"], &drill["sha256"]), (&true.into(), &made["sha256"]));
        for keys in
            [&[][..], &["--identity", "other"], &["--passphrase-file", "other"], &["--identity", "none"]]
        {
            lab.run(&[&["backup", "verify", path], keys].concat(), "").expect(12);
            lab.run(&[&["restore", path, "--db", "n.db"], keys].concat(), "").expect(12);
        }
        assert!(named(&lab, "n.db").is_empty());
        json(&lab, &["restore", path, "--db", "r.db", "--identity", "mine"], 0);
        assert_eq!(states(&lab, "r.db"), before);
        sound(&lab, "r.db");
        // Nobody can look into it without the key; the trail knows that it is young, and prune leaves it.
        assert_eq!(
            json(&lab, &["backup", "b/", "--if-older-than", "1h", "--encrypt-to", &recipient], 0)["made"],
            false
        );
        let plan = json(&lab, &["backup", "prune", "b", "--keep-last", "1", "--dry-run"], 0);
        assert_eq!(plan["locked"].as_array().unwrap().len(), 1);
        let listed = json(&lab, &["backup", "list", "b", "--identity", "mine"], 0);
        assert_eq!(listed["backups"][0]["encrypted"], true);
    }

    #[test]
    fn a_passphrase_opens_what_it_locked_and_damage_is_no_wrong_key() {
        let lab = lab();
        lab.write("words", "correct horse\nnot this line\n");
        lab.write("wrong", "battery staple\n");
        json(&lab, &["backup", "b/x.zst", "--format", "zst", "--passphrase-file", "words"], 0);
        json(&lab, &["backup", "verify", "--drill", "b/x.zst", "--passphrase-file", "words"], 0);
        lab.run(&["backup", "verify", "b/x.zst", "--passphrase-file", "wrong"], "").expect(12);
        let mut bytes = std::fs::read(lab.path("b/x.zst")).unwrap();
        let last = bytes.len() - 5;
        bytes[last] ^= 1;
        lab.write("bad", &bytes);
        lab.run(&["backup", "verify", "bad", "--passphrase-file", "words"], "").expect(1);
        lab.write("half", &bytes[..bytes.len() / 2]);
        lab.run(&["backup", "verify", "half", "--passphrase-file", "words"], "").expect(1);
        lab.run(&["backup", "b/y", "--encrypt-to", "age1nonsense"], "").expect(12);
        lab.write("empty", "");
        lab.run(&["backup", "b/y", "--passphrase-file", "empty"], "").expect(12);
    }

    #[test]
    fn the_stock_tool_opens_it() {
        if !scale::has("age", "the stock tool on an encrypted backup") {
            return;
        }
        let lab = lab();
        let recipient = identity(&lab, "mine");
        json(&lab, &["backup", "b/x.age", "--encrypt-to", &recipient], 0);
        let ran = crate::common::finish(lab.shell("exec age -d -i mine -o x.zip b/x.age"), b"");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        json(&lab, &["backup", "verify", "x.zip"], 0);
    }
}
