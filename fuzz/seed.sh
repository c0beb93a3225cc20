#!/bin/sh
# Fills the corpus: each line of the fixtures as an input, and a few databases that the binary makes of them.
set -eu
cd "$(dirname "$0")/.."
mkdir -p fuzz/corpus/line fuzz/corpus/database
cat fixtures/mixed.ndjson fixtures/capture/*.ndjson fixtures/bad/*.ndjson | split -l 1 -a 4 - fuzz/corpus/line/seed-
cargo build --quiet --bin wfstate
for name in mixed bad/not_utf8.latin1; do
    db="fuzz/corpus/database/$(basename "$name")"
    rm -f "$db"
    target/debug/wfstate --no-config record --db "$db" --session s --snapshot-every 5 "fixtures/$name.ndjson" \
        >/dev/null 2>&1 || [ $? = 3 ]
    rm -f "$db"-* "$db".*
done
