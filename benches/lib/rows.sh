# The table of table.sh: one function a row of the plan, each also when it could not be measured.

header() {
    local cpu
    cpu="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)"
    echo "${cpu:-unknown CPU}, $(nproc) cores, $(uname -sr), $(stat -f -c %T .)," \
        "$(rustc --version 2>/dev/null || echo 'no rustc'), $(date -u +%F);" \
        "$events events, median of $rounds rounds;" \
        "4 KB write + fdatasync: median $(calc "$(med probe median_us) / 1000") ms, p99 $(calc "$(med probe p99_us) / 1000") ms"
}

# row ID WHAT WFSTATE PEER RATIO REACH MET
row() {
    echo "| $1 | $2 | $3 | $4 | $5 | $6 | $7 |"
    jq -cn --args '$ARGS.positional as [$id, $what, $wfstate, $peer, $ratio, $reach, $met]
        | {$id, $what, $wfstate, $peer, $ratio, $reach, $met}' -- "$@" >>rows.ndjson
}

# missing ID WHAT REACH REASON [PEER]
missing() { row "$1" "$2" "not measured: $4" "${5:-—}" — "$3" —; }

yes_no() { [ "$(calc "$1")" = true ] && echo yes || echo "**no**"; }

# against ID WHAT REACH NAME PEER PEER_LABEL LIMIT: wall times, wfstate's at most LIMIT (or '') times the peer's.
against() {
    local id="$1" what="$2" reach="$3" own peer peer_text verdict=—
    own="$(med "$4" wall_ms)" peer="$(med "$5" wall_ms)"
    if [ -n "$peer" ]; then
        peer_text="$6 $peer ms (CPU $(med "$5" cpu_ms))"
    else
        peer_text="$6: not measured: $(why "$5")"
    fi
    if [ -z "$own" ]; then
        missing "$id" "$what" "$reach" "$(why "$4")" "$peer_text"
    elif [ -z "$peer" ]; then
        row "$id" "$what" "$own ms (CPU $(med "$4" cpu_ms))" "$peer_text" — "$reach" —
    else
        [ -z "$7" ] || verdict="$(yes_no "$own <= $7 * $peer")"
        row "$id" "$what" "$own ms (CPU $(med "$4" cpu_ms))" "$peer_text" "$(calc "$own / $peer")" "$reach" "$verdict"
    fi
}

# within ID WHAT NAME LIMIT_MS PEER: a whole process below a wall time.
within() {
    local own
    own="$(med "$3" wall_ms)"
    [ -n "$own" ] || { missing "$1" "$2" "< $4 ms" "$(why "$3")"; return; }
    row "$1" "$2" "$(calc "$own") ms (CPU $(med "$3" cpu_ms))" "$5" "$(calc "$own / $4")" "< $4 ms" "$(yes_no "$own < $4")"
}

all_rows() {
    echo
    echo "| # | what | wfstate | peer or floor | ratio | to reach | met |"
    echo "| --- | --- | --- | --- | --- | --- | --- |"
    s1; s2; s3; s5; s6; s7; s8; s9; s10; s11; s12; s13; s14; s16
}

s1() {
    local what="$events events from a file"
    against S1 "$what" "≤ 1.0 ×" record mcap "mcap writer" 1.0
    against S1 "$what" "≤ 1.3 ×" record lean "lean rows pipeline" 1.3
    missing S1 "$what" "≥ 20 × the reference" "the reference is not part of this repository"
    against S1 "$what" "to compare" record copy "copy and fsync" ''
    against S1 "$what" "to compare" record rows "SQLite rows alone" ''
    if command -v sqlite3 >/dev/null; then
        against S1 "$what" "to compare" record shell "sqlite3 .import" ''
    else
        missing S1 "$what" "to compare with sqlite3 .import" "sqlite3 is not installed"
    fi
}

s2() {
    local what="10k events, whole process, new database" cpu wall probe allowed
    cpu="$(med record_small cpu_ms)" wall="$(med record_small wall_ms)" probe="$(med probe median_us)"
    if [ -z "$cpu" ]; then
        missing S2 "$what, CPU" "≤ 45 ms" "$(why record_small)"
        missing S2 "$what, wall" "≤ 40 ms + 6 probes" "$(why record_small)"
    else
        allowed="$(calc "40 + 6 * $probe / 1000")"
        row S2 "$what, CPU" "$(calc "$cpu") ms" — "$(calc "$cpu / 45")" "≤ 45 ms" "$(yes_no "$cpu <= 45")"
        row S2 "$what, wall" "$(calc "$wall") ms" "40 ms + 6 probes = $allowed ms" "$(calc "$wall / $allowed")" \
            "≤ 1 ×" "$(yes_no "$wall <= $allowed")"
    fi
    missing S2 "persistence alone, pre-validated batch" "≤ 20 ms + 1 probe" "a bench of the crate: cargo bench"
}

s3() {
    local p50 p99 probe50 probe99 what="an event alone at 60 Hz, arrival to acknowledged"
    p50="$(med live_1 p50_us)" p99="$(med live_1 p99_us)"
    if [ -z "$p50" ]; then
        missing S3 "$what" "median ≤ 2 ×, p99 ≤ 2.5 × the probe" "$(why live_1)"
    else
        probe50="$(med live_1 probe_p50_us)" probe99="$(med live_1 probe_p99_us)"
        row S3 "$what, median" "$p50 µs" "probe $probe50 µs" "$(med live_1 ratio_p50)" "≤ 2 ×" "$(yes_no "$p50 <= 2 * $probe50")"
        row S3 "$what, p99" "$p99 µs" "probe $probe99 µs" "$(med live_1 ratio_p99)" "≤ 2.5 ×" "$(yes_no "$p99 <= 2.5 * $probe99")"
    fi
    what="60 Hz × 20 events a frame, p99 arrival to acknowledged"
    p99="$(med live_20 p99_us)"
    if [ -z "$p99" ]; then
        missing S3 "$what" "< 20 ms" "$(why live_20)"
    else
        row S3 "$what" "$(calc "$p99 / 1000") ms" "probe $(calc "$(med live_20 probe_p99_us) / 1000") ms" \
            "$(med live_20 ratio_p99)" "< 20 ms, none lost" \
            "$(yes_no "$p99 < 20000 and $(med live_20 unacknowledged) == 0")"
    fi
}

s5() {
    local own lean hour
    own="$(med size_record bytes)" lean="$(med size_lean bytes)" hour="$(med size_hour bytes)"
    if [ -n "$own" ] && [ -n "$(med record wall_ms)" ]; then
        row S5 "size of the recording" "$(calc "$own / $events") bytes/event" "lean rows $(calc "$lean / $events")" \
            "$(calc "$own / $lean")" "≤ 200 bytes/event" "$(yes_no "$own / $events <= 200")"
    else
        missing S5 "size of the recording" "≤ 200 bytes/event" "$(why record)"
    fi
    if [ -n "$hour" ] && [ -n "$(med record_hour wall_ms)" ]; then
        row S5 "size of a 10 Hz hour, 36000 events" "$(calc "$hour / 1e6") MB" — "$(calc "$hour / 1e7")" "≤ 10 MB" "$(yes_no "$hour <= 1e7")"
    else
        missing S5 "size of a 10 Hz hour, 36000 events" "≤ 10 MB" "$(why record_hour)"
    fi
}

s6() {
    local what="size of the sealed recording, the whole file" name sealed
    sealed="$(med sealed_main bytes)"
    if [ -z "$sealed" ] || [ -z "$(med seal_main wall_ms)" ]; then
        missing S6 "$what" "≤ 20 bytes/event" "archive: $(why seal_main)"
    else
        row S6 "$what" "$(calc "$sealed / $events") bytes/event" "mcap $(calc "$(med size_mcap bytes) / $events")" \
            "$(calc "$sealed / $events / 20")" "≤ 20 bytes/event" "$(yes_no "$sealed / $events <= 20")"
        row S6 "its blocks and dictionary alone" "$(calc "$(med blocks_main bytes) / $events") bytes/event" — \
            "$(calc "$(med blocks_main bytes) / $events / 20")" "to compare" —
        row S6 "sealing in place" "$(calc "$events / $(med seal_main wall_ms) / 1000") M events/s" — — "to compare" —
    fi
    what="size of a sealed 60 Hz hour, 216000 events, the whole file"
    sealed="$(med sealed_hour60 bytes)"
    if [ -z "$sealed" ] || [ -z "$(med seal_hour60 wall_ms)" ]; then
        missing S6 "$what" "≤ 5 MB" "archive: $(why seal_hour60)"
    else
        row S6 "$what" "$(calc "$sealed / 1e6") MB" "$(calc "$sealed / 216000") bytes/event" "$(calc "$sealed / 5e6")" \
            "≤ 5 MB" "$(yes_no "$sealed <= 5e6")"
    fi
    for name in main hour60; do
        [ -z "$(med "seal_$name" wall_ms)" ] || returned "$name"
    done
}

# returned NAME: whether what was sealed comes back.
returned() {
    local what="export and state of the sealed recording ($1) beside those of its rows" same
    same="$(flag "back_$1" same)"
    row S6 "$what" "$([ "$same" = true ] && echo "the same bytes" || echo different)" — — "the same bytes" "$(yes_no "$same")"
}

s7() {
    local verb rss
    for verb in record replay; do
        rss="$(most "$verb" max_rss_kb)"
        if [ -n "$rss" ]; then
            row S7 "peak memory, $verb of $events events" "$(calc "$rss / 1024") MB" \
                "lean rows $(calc "$(most lean max_rss_kb) / 1024") MB" "$(calc "$rss / 40960")" "< 40 MB" "$(yes_no "$rss < 40960")"
        else
            missing S7 "peak memory, $verb of $events events" "< 40 MB" "$(why "$verb")"
        fi
    done
}

# speed WHAT NAME REACH: millions of events a second, the start of the process included.
speed() {
    local wall
    wall="$(med "$2" wall_ms)"
    [ -n "$wall" ] || { missing S8 "$1" "≥ $3 M events/s" "$(why "$2")"; return; }
    row S8 "$1" "$(calc "$events / $wall / 1000") M events/s" \
        "read and parse, one thread: $(calc "$events / $(med readparse_one wall_ms) / 1000") M events/s" \
        "$(calc "$events / $wall / 1000 / $3")" "≥ $3 M events/s" "$(yes_no "$events / $wall / 1000 >= $3")"
}

s8() {
    speed "replay of $events events from rows" replay 2
    if [ -n "$(med seal_main wall_ms)" ]; then
        speed "replay of $events sealed events" replay_sealed 4
    else
        missing S8 "replay of $events sealed events" "≥ 4 M events/s" "archive: $(why seal_main)"
    fi
    within S8 "state in the middle of $events events, from a snapshot" point 20 —
}

s9() { within S9 "snapshot at 10k events, whole process" snapshot 10 "probe $(calc "$(med probe median_us) / 1000") ms"; }

s10() {
    local what="validate, all rules, $events events" own
    against S10 "$what" "≤ 2 ×" validate readparse "read and parse the rows, all cores" 2
    own="$(med validate wall_ms)"
    [ -z "$own" ] || row S10 "$what" "$(calc "$own / 1000") s" — "$(calc "$own / 10000")" "≤ 10 s" "$(yes_no "$own <= 10000")"
}

s11() {
    local name
    for name in cost_many trend_many; do
        if [ -z "$(med record_many wall_ms)" ]; then
            missing S11 "$name, $sessions sessions, $events events" "< 100 ms" "record: $(why record_many)"
        elif [ "$name" = cost_many ]; then
            within S11 "cost by day of $events events, all of them within the 30 days" cost_many 100 —
        else
            within S11 "trend of $events events, all of them within the 30 days" trend_many 100 —
        fi
    done
    for name in list_many list_recent; do
        if [ -z "$(med record_many wall_ms)" ]; then
            missing S11 "$name, $sessions sessions, $events events" "< 20 ms" "record: $(why record_many)"
        elif [ "$name" = list_many ]; then
            within S11 "list of $sessions sessions, $events events" list_many 20 —
        else
            within S11 "the 20 most recent of $sessions sessions" list_recent 20 —
        fi
    done
}

s12() {
    local mb what own
    mb="$(calc "$(med size_backup_db bytes) / 1e6 | round")"
    what="backup of $mb MB while somebody records at 60 Hz"
    against S12 "$what" "≤ 1.5 ×" backup vacuum_deflate "VACUUM INTO and deflate" 1.5
    own="$(most backup wall_ms)"
    if [ -n "$own" ] && [ "$(calc "$mb >= 95")" = true ]; then
        row S12 "$what, the slowest" "$(calc "$own / 1000") s" — "$(calc "$own / 10000")" "< 10 s" "$(yes_no "$own < 10000")"
    elif [ -n "$own" ]; then
        missing S12 "$what" "< 10 s for 100 MB" "the database is smaller; give 440000 events or --full"
    fi
    own="$(med size_backup bytes)"
    [ -z "$own" ] || row S12 "size of the backup" "$(calc "$own / 1e6") MB" "gzip $(calc "$(med size_backup_floor bytes) / 1e6") MB" \
        "$(calc "$own / $(med size_backup_floor bytes)")" "to compare" —
    [ -n "$(med recorder_beside exit_code)" ] || missing S12 "the recorder beside it" "ends well" "$(why recorder_beside)"
}

s13() {
    local what="export of $events events, NDJSON" rss small
    against S13 "$what" "≤ 2 ×" export copyout "the bytes of the rows" 2
    against S13 "$what, what may leave by default, committed" "≤ 2 ×" export_filtered copyout "the bytes of the rows" 2
    [ -z "$(med export_sealed wall_ms)" ] ||
        against S13 "$what, sealed" "to compare" export_sealed copyout "the bytes of the rows" ''
    rss="$(most export max_rss_kb)" small="$(most export_small max_rss_kb)"
    if [ -z "$rss" ] || [ -z "$small" ]; then
        missing S13 "peak memory, $what" "constant" "$(why export)"
    else
        row S13 "peak memory, $what" "$(calc "$rss / 1024") MB" "of 10k events $(calc "$small / 1024") MB" \
            "$(calc "$rss / $small")" "< 40 MB" "$(yes_no "$rss < 40960")"
    fi
}

s14() {
    within S14 "--help" help 10 —
    within S14 "list on a small database" list_small 10 —
}

s16() {
    local written commits syncs
    written="$(med grouped write_bytes)"
    if [ -z "$written" ]; then
        missing S16 "bytes written at 15 events a commit" "≤ 850 bytes/event" "$(why grouped)"
    else
        row S16 "bytes written at 15 events a commit ($(med grouped_acks commits) commits)" "$(calc "$written / 9000") bytes/event" \
            "input $(calc "$(bytes small.ndjson) / 10000")" "$(calc "$written / 9000 / 850")" "≤ 850 bytes/event" \
            "$(yes_no "$written / 9000 <= 850")"
    fi
    if ! command -v strace >/dev/null; then
        missing S16 "syncs a commit" "1" "strace is not installed"
        return
    fi
    syncs="$(med grouped_syncs syncs)" commits="$(calc "$(med grouped_syncs_acks commits) - $(med grouped_base_acks commits)")"
    if [ -z "$syncs" ] || [ -z "$(med grouped_base syncs)" ] || [ "$(calc "$commits > 0")" != true ]; then
        missing S16 "syncs a commit" "1" "$(why grouped_syncs)"
        return
    fi
    syncs="$(calc "$syncs - $(med grouped_base syncs)")"
    # Checkpoints sync too, a few times in a thousand pages: hence the twentieth.
    row S16 "syncs a commit ($syncs in $commits)" "$(calc "$syncs / $commits")" "1" "$(calc "$syncs / $commits")" "1 (≤ 1.05 with checkpoints)" \
        "$(yes_no "$syncs / $commits <= 1.05")"
}
