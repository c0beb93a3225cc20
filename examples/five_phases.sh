#!/bin/sh
# A workflow of five phases in the shell. A worker is killed again and again, at random moments; the next one goes on.
# It ends with every phase done once and paid once.
#
#   examples/five_phases.sh demo.db
#
# The worker holds the workflow for itself with --hold $$: two workers at once would be refused (exit code 11), and a
# worker that died leaves it interrupted, to be resumed.
set -eu
export WFSTATE_DB="${1:?usage: five_phases.sh DATABASE}"

# A call to a model takes a moment, and costs something.
call_model() {
    sleep 0.05
    echo "{\"text\": \"the answer for $1\"}"
}

worker() {
    wfstate workflow resume "$1" --hold $$ --json > /dev/null
    for step in research:0.0836 outline:0.0777 draft:0.0485 review:0.0601 final:0.0514; do
        phase=${step%:*} price=${step#*:}
        if wfstate workflow phase done "$1" "$phase" > /dev/null; then continue; fi
        call_model "$phase" |
            wfstate workflow phase save "$1" "$phase" --output - --cost-usd "$price" --idempotency-key "$phase"
    done
    wfstate workflow complete "$1"
}

if [ "${2-}" = worker ]; then
    worker "$3"
    exit
fi

id=$(wfstate workflow start --label TechCorp)
kills=0
until [ "$(wfstate list --json --status completed | grep -c "$id")" = 1 ]; do
    # A step that outlives its worker is refused, and says so: that is no news here.
    "$0" "$WFSTATE_DB" worker "$id" 2> /dev/null &
    worker=$!
    # The first workers get little time, later ones more.
    sleep "0.$((2 + kills))" 2> /dev/null || sleep 1
    if kill -9 $worker 2> /dev/null; then kills=$((kills + 1)); fi
    wait $worker 2> /dev/null || true
done
echo "killed $kills times"
wfstate workflow phase list "$id"
wfstate list --status completed
