# What table.sh runs. Each round takes every program once, in turns.

make_inputs() {
    say "making inputs of $events events"
    : >raw.ndjson
    : >rows.ndjson
    sessions=$((events / 100 > 0 ? events / 100 : 1))
    "$peers" generate --events "$events" -o main.ndjson
    "$peers" generate --events 10000 -o small.ndjson
    "$peers" generate --events 36000 --rate 10 --per-frame 1 -o hour.ndjson
    "$peers" generate --events "$events" --sessions "$sessions" -o many.ndjson
    "$peers" csv main.ndjson main.csv
    measure record_hour -- "$bin" record --db hour.db hour.ndjson --json
    size size_hour hour.db
    measure record_many -- "$bin" record --db many.db many.ndjson --json
}

one_round() {
    small_session
    whole_file
    reading
    starting
}

# S2 and S9: a new database of 10k events, and a snapshot of it.
small_session() {
    drop small.db
    "$peers" probe . --rounds 50 | keep probe
    measure record_small -- "$bin" record --db small.db small.ndjson --json
    measure snapshot -- "$bin" snapshot create latest --db small.db --json
}

# S1, S5, S7: the same file through everybody.
whole_file() {
    rm -f out.copy out.mcap
    drop lean.db rows.db shell.db main.db
    measure copy -- "$peers" copy main.ndjson out.copy
    measure mcap -- "$peers" mcap main.ndjson out.mcap
    measure lean -- "$peers" lean main.ndjson lean.db
    measure record -- "$bin" record --db main.db main.ndjson --json
    measure rows -- "$peers" rows "$events" rows.db
    if command -v sqlite3 >/dev/null; then
        measure shell -- sqlite3 shell.db 'CREATE TABLE event(session, seq, time, kind, frame, delta, data)' \
            '.mode csv' '.import main.csv event'
    fi
    size size_mcap out.mcap
    size size_lean lean.db
    size size_record main.db
    rm -f out.copy out.mcap
    drop rows.db shell.db
}

# S7, S8, S10: the recording read back.
reading() {
    measure replay -- "$bin" replay latest --from-snapshot none --db main.db --json
    measure readparse_one -- "$peers" readparse lean.db --threads 1
    measure point -- "$bin" replay latest --seq $((events / 2 + 1)) --db main.db --json
    measure validate -- "$bin" validate main.db --json
    measure readparse -- "$peers" readparse lean.db
    # Cold form: sealed once, on a copy made while nobody has the database open.
    if [ ! -e sealed.db ] && [ -e main.db ]; then
        cp main.db sealed.db
        measure seal --stdout seal.json -- "$bin" archive create latest --yes --json --db sealed.db
        jq '{bytes}' seal.json | keep size_sealed
    fi
    if [ -n "$(med seal wall_ms)" ]; then
        measure replay_sealed -- "$bin" replay latest --from-snapshot none --db sealed.db --json
    fi
}

# S11, S14: what answers at once.
starting() {
    measure list_many -- "$bin" list --db many.db --json
    measure list_recent -- "$bin" list -n 20 --db many.db --json
    measure list_small -- "$bin" list --db small.db
    measure help -- "$bin" --help
}

# S3: arrival to acknowledgement, with the probe in the same seconds.
live_sessions() {
    local per_frame
    for per_frame in 1 20; do
        if "$peers" live "$bin" . --hz 60 --per-frame "$per_frame" --seconds 10 >live.json 2>stderr.txt; then
            keep "live_$per_frame" <live.json
        else
            jq -n --rawfile why stderr.txt '{exit_code: 1, why: $why}' | keep "live_$per_frame"
        fi
        drop live-*.db
    done
}

# S16: 9000 events in groups of 15, each a commit. Syncs are counted in a run of their own (tracing is slow),
# and once more for a single group: the difference is what commits cost, without opening and closing.
groups_of_15() {
    grouped grouped 600
    if command -v strace >/dev/null; then
        grouped grouped_syncs 600 --strace
        grouped grouped_base 1 --strace
    fi
}

# grouped NAME GROUPS [option of `peers run`]
grouped() {
    local name="$1" groups="$2"
    shift 2
    drop grouped.db
    # The feeder's pipe breaks when the recorder refuses; the recorder's exit code tells.
    { "$peers" feed small.ndjson --group 15 --groups "$groups" --pause-ms 10 2>/dev/null || true; } |
        measure "$name" --stdout acks.txt "$@" -- \
            "$bin" record --db grouped.db --ack commit --durability disk -
    jq -nR '{commits: [inputs | fromjson? | select(.message_type? == "ack")] | length}' acks.txt | keep "${name}_acks"
}
