//! Made-up events, and numbers to make them up from.

/// An event of a session, with its line end: `user.action`, half an EU, a time of its own.
pub fn action(session: &str, n: u64) -> String {
    let at = 1_755_460_080_000_u64 + n;
    format!(
        "{{\"session_id\":\"{session}\",\"type\":\"user.action\",\"timestamp\":{at},\"energy_delta\":0.5,\
         \"data\":{{\"action\":\"pause\",\"ui_element\":\"b{n}\"}}}}\n"
    )
}

/// The same with a key.
pub fn keyed(session: &str, n: u64) -> String {
    action(session, n).replacen('{', &format!("{{\"event_key\":\"k{n}\","), 1)
}

/// Numbers that look random and are the same in every run: xorshift64*.
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// 0 to n-1.
    pub fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n
    }
}
