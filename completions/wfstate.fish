# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_wfstate_global_optspecs
    string join \n db= config= no-config format= json o/output= force q/quiet v/verbose color= progress= y/yes no-input read-only lock-timeout= key-file= memory-limit= h/help V/version
end

function __fish_wfstate_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_wfstate_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_wfstate_using_subcommand
    set -l cmd (__fish_wfstate_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c wfstate -n "__fish_wfstate_needs_command" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_needs_command" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_needs_command" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_needs_command" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_needs_command" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_needs_command" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_needs_command" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_needs_command" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_needs_command" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_needs_command" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_needs_command" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_needs_command" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_needs_command" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_needs_command" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_needs_command" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_needs_command" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_needs_command" -s V -l version -d 'Print version'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "record" -d 'Record a stream of events, durably, while it happens'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "emit" -d 'Record one event'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "quarantine" -d 'Show what the recorder refused, and try it again'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "list" -d 'List sessions'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "history" -d 'List sessions'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "show" -d 'Show one session'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "stats" -d 'Count: events, energy, models, rates, errors'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "cost" -d 'What was spent: by day, model or label; and whether it is more than it may be'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "status" -d 'What is being recorded now, and how well'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "replay" -d 'Compute the state at any point again, and compare it'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "rollback" -d 'Go back to an earlier state, as a new event'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "snapshot" -d 'Create, list, show, verify and prune snapshots'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "validate" -d 'Check databases, from file bytes to meaning'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "workflow" -d 'Sessions of phases: start, save, resume, complete'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "recover" -d 'Make a new database of what a damaged one still proves, and check it'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "retention" -d 'Keep of the past what is to be kept: by age, count and bytes'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "maintain" -d 'Move the log, give free pages back, take away what killed runs left: for a clock to start'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "archive" -d 'Pack cold sessions, where they are or into a file; list and restore such files'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "backup" -d 'Make, list, verify and prune backups'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "restore" -d 'Make a database of a backup again, whole or at a point in time'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "export" -d 'Write sessions out: NDJSON, JSON, YAML, CSV, SQL, or a page'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "import" -d 'Bring sessions in: exports, databases and packs of wfstate, files of other programs'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "fixture" -d 'Make databases to test with: whole ones of any size, or broken in exactly one way'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "purge" -d 'Delete sessions for ever, and prove it'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "hold" -d 'Keep sessions from being deleted'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "head" -d 'Print one line to keep elsewhere: it proves later that nothing was changed or cut off'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "migrate" -d 'Bring a database of an earlier version to this one, with a copy to go back to'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "audit" -d 'List what was done with the database: exports, purges, backups, sessions that store words'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "schema" -d 'Show the database\'s schema and every JSON schema'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "config" -d 'Show and check the configuration'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "doctor" -d 'Look at this machine: files, rights, locks, room, clock, versions'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "completions" -d 'Print shell completions'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "man" -d 'Print the manual page'
complete -c wfstate -n "__fish_wfstate_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l session -d 'The session of events that name none [default: a new one, named after the time]' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l label -d 'What the sessions of this recording are about' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l ack -d 'Say when events are durable: JSON lines on standard output' -r -f -a "commit\t'After each commit'
none\t'Never'"
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l durability -d 'What durable means: on the disk, or safe from a crash of this process only' -r -f -a "disk\t'An acknowledged event survives a power cut'
process\t'An acknowledged event survives a crash of the recorder'"
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l unknown -d 'Events of types that wfstate does not know' -r -f -a "accept\t'Kept, counted, and said at the end'
quarantine\t'Put into quarantine'
reject\t'Refused like an invalid line'"
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l on-invalid -d 'Lines that are refused' -r -f -a "quarantine\t'Kept aside with the reason; the stream goes on'
abort\t'The recording ends at the first one'"
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l include -d 'Record only types that match; may be repeated' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l exclude -d 'Leave out types that match; may be repeated' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l max-line -d 'Longer lines are refused' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l snapshot-every -d 'Events between snapshots; 0 takes none' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l ready-fd -d 'Write a line to this file descriptor when the recording is ready' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l metrics-file -d 'Keep live figures in this file, in the Prometheus text format' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l validate-every -d 'Check what was recorded since the last look, that often: `60s`. A finding is said at once, and an error gives exit code 4 at the end' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l backup-to -d 'Make a backup in this folder whenever the newest one there is older than `[database] backup_interval`' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l on-alert -d 'Have the shell run this at each alert, with `WFSTATE_ALERT_METRIC`, `_VALUE`, `_THRESHOLD`, `_SEVERITY` and `_MESSAGE`' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l resume -d 'Go on with the sessions that the stream names, or with the latest interrupted one'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l content -d 'Store the words of prompts and answers, and mark the session'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l private -d 'Leave nothing on disk, not even a row'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l tee -d 'Pass accepted lines on to standard output; the summary goes to standard error'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l new-key -d 'Go on under a new content key where the old one is lost'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand record" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l session -d 'The session: an id, a prefix, latest, label:X' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l frame-id -d 'The event\'s frame' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l energy-delta -d 'What it adds to the energy, in EU' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l timestamp -d 'Its time [default: now]' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l event-key -d 'Your own id for it: sent again, the event is recorded once' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l expect-seq -d 'Only when the session stands at this event' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l create -d 'Make the session (and the database) where it does not exist'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l content -d 'Store the words of prompts and answers'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand emit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -f -a "list" -d 'List refused lines'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -f -a "show" -d 'Show one refused line'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -f -a "retry" -d 'Try refused lines again'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and not __fish_seen_subcommand_from list show retry help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -s n -l limit -d 'At most this many' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from help" -f -a "list" -d 'List refused lines'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one refused line'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from help" -f -a "retry" -d 'Try refused lines again'
complete -c wfstate -n "__fish_wfstate_using_subcommand quarantine; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -s n -l limit -d 'At most so many sessions; 0 for all' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l since -d 'Only sessions that began at this time or later: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l until -d 'Only sessions that began before this time' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l status -d 'Only sessions with this status' -r -f -a "Running\t''
Completed\t''
Failed\t''
Paused\t''
Interrupted\t''
Cancelled\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l label -d 'Only sessions with this label' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l kind -d 'Only sessions of this kind' -r -f -a "stream\t''
workflow\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -s n -l limit -d 'At most so many sessions; 0 for all' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l since -d 'Only sessions that began at this time or later: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l until -d 'Only sessions that began before this time' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l status -d 'Only sessions with this status' -r -f -a "Running\t''
Completed\t''
Failed\t''
Paused\t''
Interrupted\t''
Cancelled\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l label -d 'Only sessions with this label' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l kind -d 'Only sessions of this kind' -r -f -a "stream\t''
workflow\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l days -d 'The last so many days of UTC, today (or the day of --until) included [default: 30; sessions that are named are taken whole]' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l since -d 'Only what was at this time or later: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l until -d 'Only what was before this time' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l trend -d 'Day by day, and how much it grows'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l anomalies -d 'What is out of the ordinary in the session'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l by -d 'What the sums are told by' -r -f -a "day\t''
model\t''
label\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l days -d 'The last so many days of UTC, today (or the day of --until) included [default: 30; sessions that are named are taken whole]' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l since -d 'Only what was at this time or later: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l until -d 'Only what was before this time' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -a "check" -d 'Exit 4 when what is known to be spent is more than an amount'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and not __fish_seen_subcommand_from check help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l max-usd -d 'What may be spent, in US dollars' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l days -d 'The last so many days of UTC, today (or the day of --until) included [default: 30; sessions that are named are taken whole]' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l since -d 'Only what was at this time or later: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l until -d 'Only what was before this time' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from help" -f -a "check" -d 'Exit 4 when what is known to be spent is more than an amount'
complete -c wfstate -n "__fish_wfstate_using_subcommand cost; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l watch -d 'Look again and again, each so many seconds' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l session -d 'The session to take, of a file that has several' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l seq -d 'The point after this event' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l at -d 'The point at this time: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l frame -d 'The point after the last event of this frame' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l event -d 'The point after the event with this key of its producer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l snapshot -d 'The point where this snapshot was taken' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l check -d 'Compare with a golden file; exit 4 and the first diverging event if it differs' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l from-snapshot -d 'Begin from a snapshot instead of the first event; points within a session begin from the newest' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l database -d 'The same as --db' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l events -d 'Print each event with what it changed'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l update -d 'Write the golden file instead of comparing with it'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l keep-going -d 'Pass over events that cannot be folded, and list them'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l seq -d 'The point after this event' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l at -d 'The point at this time: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l frame -d 'The point after the last event of this frame' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l event -d 'The point after the event with this key of its producer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l snapshot -d 'The point where this snapshot was taken' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l reason -d 'Why' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l dry-run -d 'Only say what would be appended'
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l reason -d 'Why it is made' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l seq -d 'The point after this event' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l at -d 'The point at this time: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l frame -d 'The point after the last event of this frame' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l event -d 'The point after the event with this key of its producer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l snapshot -d 'The point where this snapshot was taken' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -a "create" -d 'Make a snapshot of a session, now or at a point'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -a "list" -d 'List a session\'s snapshots'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -a "show" -d 'Show one snapshot: its state as JSON'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -a "export" -d 'Show one snapshot: its state as JSON'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -a "verify" -d 'Fold again from the first event and compare every snapshot'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -a "prune" -d 'Remove snapshots that are not needed, and those that do not hold'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and not __fish_seen_subcommand_from create list show export verify prune help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l reason -d 'Why it is made' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l seq -d 'The point after this event' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l at -d 'The point at this time: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l frame -d 'The point after the last event of this frame' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l event -d 'The point after the event with this key of its producer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l snapshot -d 'The point where this snapshot was taken' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l all -d 'Every session of the database'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l keep-last -d 'Keep the newest N' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l keep-every -d 'Keep one for every so many events' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l dry-run -d 'Only say what would be removed'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make a snapshot of a session, now or at a point'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "list" -d 'List a session\'s snapshots'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one snapshot: its state as JSON'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Fold again from the first event and compare every snapshot'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Remove snapshots that are not needed, and those that do not hold'
complete -c wfstate -n "__fish_wfstate_using_subcommand snapshot; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l select -d 'Run only these rules, by id or family (WFE004, WFH)' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l ignore -d 'Leave these rules out' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l fail-on -d 'The mildest finding that gives exit code 4 [default: the configuration\'s, else error]' -r -f -a "error\t''
warning\t''
info\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -s n -l max-findings -l limit -d 'Findings of a database that are shown; the others are counted' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l head -d 'Demand that the database still extends the heads in this file, which `wfstate head` printed earlier' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l schema-path -d 'A directory of your own event schemas: `<type>.json`, `event/<type>.json`, or one document for all types' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l since-seq -d 'Look only at what stands after this event of each session; what is before it is taken as it is' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l sample -d 'Look only at a part of each session: N events or more, in whole sealed batches, evenly spread' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l baseline -d 'Pass over the findings in this file, which --write-baseline wrote and which stays where it is' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l write-baseline -d 'Write all findings to this file, so that later runs with --baseline name only new ones; exit code 0' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l report -d 'Write a report: github, gitlab, html, json, junit, markdown or sarif; repeatable' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l explain -d 'Explain a rule' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l list-rules -d 'List the rules'
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -f -a "start" -d 'Begin a workflow; prints its name'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -f -a "phase" -d 'Save, list and ask after phases'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -f -a "context" -d 'Save and print the context that a resume starts from'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -f -a "resume" -d 'Go on with a workflow: prints what is done, what it cost, and the context'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -f -a "pause" -d 'Stop for a while'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -f -a "complete" -d 'End with success'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -f -a "fail" -d 'End with an error; `resume --retry` can go on'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -f -a "cancel" -d 'Give up'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -f -a "output" -d 'Save the text that it comes to, or print it'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and not __fish_seen_subcommand_from start phase context resume pause complete fail cancel output help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l label -d 'What it is about' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l hold -d 'Nobody but this process, and what it starts, goes on with the workflow as long as it lives' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -f -a "save" -d 'Save what a phase came to (`--output FILE` is read; `-` is standard input)'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -f -a "list" -d 'List the phases that are done, in the order of their first completion'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -f -a "done" -d 'Ask whether a phase is done: exit code 0, or 4'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from phase" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -f -a "get" -d 'Print the newest context'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -f -a "set" -d 'Save a context: a JSON object'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from context" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l hold -d 'Nobody but this process, and what it starts, goes on with the workflow as long as it lives' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l retry -d 'Also when it failed'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l reason -d 'Why' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from complete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l error -d 'What it failed of' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from fail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l reason -d 'Why' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l set -d 'Save the text of this file; `-` is standard input [default: print the newest text]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from output" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from help" -f -a "start" -d 'Begin a workflow; prints its name'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from help" -f -a "phase" -d 'Save, list and ask after phases'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from help" -f -a "context" -d 'Save and print the context that a resume starts from'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from help" -f -a "resume" -d 'Go on with a workflow: prints what is done, what it cost, and the context'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from help" -f -a "pause" -d 'Stop for a while'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from help" -f -a "complete" -d 'End with success'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from help" -f -a "fail" -d 'End with an error; `resume --retry` can go on'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from help" -f -a "cancel" -d 'Give up'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from help" -f -a "output" -d 'Save the text that it comes to, or print it'
complete -c wfstate -n "__fish_wfstate_using_subcommand workflow; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l keep-unproved -d 'Keep events that can be read, too, where the seal of their batch does not fit any more'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l dry-run -d 'Only say what would come out'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand recover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -f -a "plan" -d 'Show what would be done'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -f -a "apply" -d 'Do it: compact, purge, give the room back'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and not __fish_seen_subcommand_from plan apply help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l older-than -d 'Purge sessions that ended so long ago: 90d, 12h' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l compact-older-than -d 'Compact the events of sessions that ended so long ago' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l keep -d 'Purge all but the newest N sessions that ended' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l max-bytes -d 'Seal, then compact, then purge the oldest, until file and log take no more' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l label -d 'Only sessions with this label' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l kind -d 'Only sessions of this kind' -r -f -a "stream\t''
workflow\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l older-than -d 'Purge sessions that ended so long ago: 90d, 12h' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l compact-older-than -d 'Compact the events of sessions that ended so long ago' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l keep -d 'Purge all but the newest N sessions that ended' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l max-bytes -d 'Seal, then compact, then purge the oldest, until file and log take no more' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l label -d 'Only sessions with this label' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l kind -d 'Only sessions of this kind' -r -f -a "stream\t''
workflow\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from apply" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from help" -f -a "plan" -d 'Show what would be done'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from help" -f -a "apply" -d 'Do it: compact, purge, give the room back'
complete -c wfstate -n "__fish_wfstate_using_subcommand retention; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l if-older-than -d 'Do nothing where it was done within this time: 12h, 7d' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l checkpoint -d 'Move the write-ahead log into the file'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l optimize -d 'Let `SQLite` look where its statistics are worth making anew'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l analyze -d 'Make all statistics anew'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l vacuum -d 'Give free pages back to the disk'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand maintain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -f -a "create" -d 'Pack sessions where they are, or into a file'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -f -a "list" -d 'List the archives in a folder, or the sessions of one'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -f -a "restore" -d 'Bring the sessions of an archive back into the database'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and not __fish_seen_subcommand_from create list restore help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l user -d 'Only sessions of this user' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l label -d 'Only sessions with this label' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l older-than -d 'Only sessions that ended longer ago than this: 30d, 12h; or before a time: RFC 3339, a date' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l kind -d 'Only sessions of this kind' -r -f -a "stream\t''
workflow\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l status -d 'Only sessions with this status' -r -f -a "Running\t''
Completed\t''
Failed\t''
Paused\t''
Interrupted\t''
Cancelled\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l keep-newest -d 'Leave the newest so many thousand events of each session as they are' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l all -d 'All sessions'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l dry-run -d 'Only say what would be packed'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l session -d 'Only this session; may be given more than once' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l dry-run -d 'Only say what would be brought back'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from help" -f -a "create" -d 'Pack sessions where they are, or into a file'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the archives in a folder, or the sessions of one'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Bring the sessions of an archive back into the database'
complete -c wfstate -n "__fish_wfstate_using_subcommand archive; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l if-older-than -d 'Do nothing where a backup of this database there is not older than this. Without a value (as the last option) the time of `[database] backup_interval`' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l encrypt-to -d 'Encrypt for an age recipient: age1…, or a file of them' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l passphrase-file -d 'Encrypt under the passphrase in the first line of a file' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -a "create" -d 'Make a backup; others may go on recording meanwhile'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -a "verify" -d 'Check that a backup is whole, and that it can be restored'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -a "list" -d 'List the backups in a folder'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -a "prune" -d 'Remove backups of this database that a policy does not keep'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and not __fish_seen_subcommand_from create verify list prune help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l if-older-than -d 'Do nothing where a backup of this database there is not older than this. Without a value (as the last option) the time of `[database] backup_interval`' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l encrypt-to -d 'Encrypt for an age recipient: age1…, or a file of them' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l passphrase-file -d 'Encrypt under the passphrase in the first line of a file' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l identity -d 'A file with age identities, for an encrypted backup' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l passphrase-file -d 'A file whose first line is the passphrase of an encrypted backup' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l drill -d 'Also restore it to a private place, replay every session from its first event, and compare where it ends'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l identity -d 'A file with age identities, for an encrypted backup' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l passphrase-file -d 'A file whose first line is the passphrase of an encrypted backup' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-last -d 'Keep the newest N' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-daily -d 'Keep one for each of N days' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-weekly -d 'Keep one for each of N weeks' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-monthly -d 'Keep one for each of N months' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-within -d 'Keep all that are not older than this' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l identity -d 'A file with age identities, for an encrypted backup' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l passphrase-file -d 'A file whose first line is the passphrase of an encrypted backup' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l dry-run -d 'Only say what would be removed'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make a backup; others may go on recording meanwhile'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check that a backup is whole, and that it can be restored'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the backups in a folder'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Remove backups of this database that a policy does not keep'
complete -c wfstate -n "__fish_wfstate_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l at -d 'Leave out events after this time: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l seq -d 'Leave out events after this one, of the one session that is restored' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l session -d 'Restore this session alone; may be given again' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l identity -d 'A file with age identities, for an encrypted backup' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l passphrase-file -d 'A file whose first line is the passphrase of an encrypted backup' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l if-not-exists -d 'Do nothing where the database exists'
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l user -d 'Only sessions of this user' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l label -d 'Only sessions with this label' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l older-than -d 'Only sessions that ended longer ago than this: 30d, 12h; or before a time: RFC 3339, a date' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l kind -d 'Only sessions of this kind' -r -f -a "stream\t''
workflow\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l status -d 'Only sessions with this status' -r -f -a "Running\t''
Completed\t''
Failed\t''
Paused\t''
Interrupted\t''
Cancelled\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l seq -d 'Only these events: 100..200, 100.., ..200' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l since -d 'Only events of this time and later: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l until -d 'Only events before this time' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l type -d 'Only events of these types, as globs; such a file cannot be folded' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l profile -d 'What for: `plain` can be read back; `audit` is a document of one session with a summary (json, yaml)' -r -f -a "plain\t''
audit\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l all -d 'All sessions'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l include-content -d 'Leave a person\'s and a model\'s words in; asks, and needs the audit trail'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l allow-secrets -d 'Do not refuse a file because something in it looks like a secret'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l from -d 'What the files are [default: guessed]' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l session -d 'Import only this session; may be given more than once' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l on-conflict -d 'What happens to a session whose name another session has' -r -f -a "fail\t'Nothing is imported'
skip\t'It is left out'
rename\t'It gets another name: ID.2'"
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l accept-unverified -d 'Import also what cannot be proved to be as it was written, and mark it'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l content -d 'Store the content of other programs\' events instead of commitments'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l dry-run -d 'Only say what would be imported'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -f -a "make" -d 'Make a database: whole, or broken in exactly one way'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -f -a "list" -d 'List the rules that a database can be made to break, and how'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and not __fish_seen_subcommand_from make list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l events -d 'Events in all [default: 1000; with --broken as many as it takes]' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l sessions -d 'Sessions that they are shared out to [default: 3; with --broken 1]' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l seed -d 'Another seed gives other names, times, keys and events' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l kind -d 'Streams of a model at work, workflows of phases, or both' -r -f -a "stream\t''
workflow\t''
mixed\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l broken -d 'Break exactly this rule; `fixture list` names them' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l content -d 'Store prompts and outputs as they are, not as commitments'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from make" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from help" -f -a "make" -d 'Make a database: whole, or broken in exactly one way'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the rules that a database can be made to break, and how'
complete -c wfstate -n "__fish_wfstate_using_subcommand fixture; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l user -d 'Only sessions of this user' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l label -d 'Only sessions with this label' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l older-than -d 'Only sessions that ended longer ago than this: 30d, 12h; or before a time: RFC 3339, a date' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l kind -d 'Only sessions of this kind' -r -f -a "stream\t''
workflow\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l status -d 'Only sessions with this status' -r -f -a "Running\t''
Completed\t''
Failed\t''
Paused\t''
Interrupted\t''
Cancelled\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l session -d 'The same as SESSION' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l seq -d 'With --content: of these events only' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l reason -d 'Why; it is kept in the ledger for ever' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l receipt -d 'Write the receipt to a file as well, as JSON' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l all -d 'All sessions'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l content -d 'Erase only the words of its events, and keep the events'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l dry-run -d 'Only say what would be deleted'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l resume -d 'Finish purges that were interrupted'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand purge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -f -a "add" -d 'Place a hold on a session, a user or a label'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -f -a "remove" -d 'Remove a hold'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -f -a "list" -d 'List the holds'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and not __fish_seen_subcommand_from add remove list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l user -d 'Every session of this user, also those to come' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l label -d 'Every session with this label, also those to come' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l reason -d 'Why' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from help" -f -a "add" -d 'Place a hold on a session, a user or a label'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a hold'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the holds'
complete -c wfstate -n "__fish_wfstate_using_subcommand hold; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand head" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l exit-code -d 'End with exit code 4 when a migration is pending'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -f -a "status" -d 'Which version the database has, and what lies between it and this wfstate'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -f -a "up" -d 'Bring the database to this version: copy it aside, migrate it, compare every session\'s state'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -f -a "verify" -d 'Migrate a private copy and compare; of a database of this version, say whether its schema is the one of this version'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -f -a "events" -d 'Bring every event of an earlier shape into the shape of today, and say which ones cannot be; nothing is stored'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and not __fish_seen_subcommand_from status up verify events help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l exit-code -d 'End with exit code 4 when a migration is pending'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l dry-run -d 'Only on a private copy; prints the statements and how long they take'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from up" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l dry-run -d 'What it does in any case: events are never rewritten'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from events" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "status" -d 'Which version the database has, and what lies between it and this wfstate'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "up" -d 'Bring the database to this version: copy it aside, migrate it, compare every session\'s state'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Migrate a private copy and compare; of a database of this version, say whether its schema is the one of this version'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "events" -d 'Bring every event of an earlier shape into the shape of today, and say which ones cannot be; nothing is stored'
complete -c wfstate -n "__fish_wfstate_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -f -a "list" -d 'List exports, purges, backups, restores, migrations and sessions that store words, newest last'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and not __fish_seen_subcommand_from list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -s n -l limit -d 'At most so many entries, the newest; 0 for all' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l kind -d 'Only entries of this kind, such as exported or purged' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l since -d 'Only entries of this time or later: RFC 3339, a date, or -2h before now' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l until -d 'Only entries before this time' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l all -d 'Sessions that came and went, too'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "list" -d 'List exports, purges, backups, restores, migrations and sessions that store words, newest last'
complete -c wfstate -n "__fish_wfstate_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -f -a "show" -d 'Print one JSON Schema by its name, or the database\'s own schema'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -f -a "list" -d 'Name every JSON Schema'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and not __fish_seen_subcommand_from show list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print one JSON Schema by its name, or the database\'s own schema'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from help" -f -a "list" -d 'Name every JSON Schema'
complete -c wfstate -n "__fish_wfstate_using_subcommand schema; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "show" -d 'Print every setting, as a configuration file would say it'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "check" -d 'Read the configuration and name every mistake in it'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and not __fish_seen_subcommand_from show check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l origin -d 'Say where each value comes from'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "show" -d 'Print every setting, as a configuration file would say it'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "check" -d 'Read the configuration and name every mistake in it'
complete -c wfstate -n "__fish_wfstate_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l db -d 'The database [default: `$XDG_STATE_HOME/wfstate/state.db`]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l config -d 'A configuration file on top of those that are found' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l format -d 'How the answer is written' -r -f -a "text\t'Tables and sentences for people'
json\t'One JSON object'
ndjson\t'JSON, one object a line'
yaml\t'YAML'
csv\t'Comma-separated values'
markdown\t'Markdown'
mermaid\t'A Mermaid diagram, of a schema'
sql\t'SQL, of a schema or an export'
zip\t'A zip with a manifest, of a backup'
sqlite\t'The database as it is, of a backup'
zst\t'A zstd stream, of a backup'
html\t'A page for people, of an export'
svg\t'A chart, of costs'"
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -s o -l output -d 'Where the answer goes; `-` is standard output' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l progress -d 'How progress of long work is shown on standard error' -r -f -a "auto\t'A bar when stderr is a terminal'
none\t'Nothing'
json\t'JSON lines, at most two per second'"
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l lock-timeout -d 'How long to wait for another writer' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l key-file -d 'The key file of content commitments [default: the database\'s path with .key appended]' -r -F
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l memory-limit -d 'Upper bound of memory for caches' -r
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l no-config -d 'Read no configuration file'
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l json -d 'The same as --format json'
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l force -d 'Write --output over an existing file'
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -s v -l verbose -d 'Say more; twice for still more'
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -s y -l yes -d 'Answer yes to every question'
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l no-input -d 'Never ask; a question is an error'
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -l read-only -d 'Open the database for reading only'
complete -c wfstate -n "__fish_wfstate_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "record" -d 'Record a stream of events, durably, while it happens'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "emit" -d 'Record one event'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "quarantine" -d 'Show what the recorder refused, and try it again'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "list" -d 'List sessions'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "show" -d 'Show one session'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "stats" -d 'Count: events, energy, models, rates, errors'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "cost" -d 'What was spent: by day, model or label; and whether it is more than it may be'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "status" -d 'What is being recorded now, and how well'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "replay" -d 'Compute the state at any point again, and compare it'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "rollback" -d 'Go back to an earlier state, as a new event'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "snapshot" -d 'Create, list, show, verify and prune snapshots'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "validate" -d 'Check databases, from file bytes to meaning'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "workflow" -d 'Sessions of phases: start, save, resume, complete'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "recover" -d 'Make a new database of what a damaged one still proves, and check it'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "retention" -d 'Keep of the past what is to be kept: by age, count and bytes'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "maintain" -d 'Move the log, give free pages back, take away what killed runs left: for a clock to start'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "archive" -d 'Pack cold sessions, where they are or into a file; list and restore such files'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "backup" -d 'Make, list, verify and prune backups'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "restore" -d 'Make a database of a backup again, whole or at a point in time'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "export" -d 'Write sessions out: NDJSON, JSON, YAML, CSV, SQL, or a page'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "import" -d 'Bring sessions in: exports, databases and packs of wfstate, files of other programs'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "fixture" -d 'Make databases to test with: whole ones of any size, or broken in exactly one way'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "purge" -d 'Delete sessions for ever, and prove it'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "hold" -d 'Keep sessions from being deleted'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "head" -d 'Print one line to keep elsewhere: it proves later that nothing was changed or cut off'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "migrate" -d 'Bring a database of an earlier version to this one, with a copy to go back to'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "audit" -d 'List what was done with the database: exports, purges, backups, sessions that store words'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "schema" -d 'Show the database\'s schema and every JSON schema'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "config" -d 'Show and check the configuration'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "doctor" -d 'Look at this machine: files, rights, locks, room, clock, versions'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "completions" -d 'Print shell completions'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "man" -d 'Print the manual page'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and not __fish_seen_subcommand_from record emit quarantine list show stats cost status replay rollback snapshot validate workflow recover retention maintain archive backup restore export import fixture purge hold head migrate audit schema config doctor completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from quarantine" -f -a "list" -d 'List refused lines'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from quarantine" -f -a "show" -d 'Show one refused line'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from quarantine" -f -a "retry" -d 'Try refused lines again'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from cost" -f -a "check" -d 'Exit 4 when what is known to be spent is more than an amount'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from snapshot" -f -a "create" -d 'Make a snapshot of a session, now or at a point'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from snapshot" -f -a "list" -d 'List a session\'s snapshots'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from snapshot" -f -a "show" -d 'Show one snapshot: its state as JSON'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from snapshot" -f -a "verify" -d 'Fold again from the first event and compare every snapshot'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from snapshot" -f -a "prune" -d 'Remove snapshots that are not needed, and those that do not hold'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from workflow" -f -a "start" -d 'Begin a workflow; prints its name'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from workflow" -f -a "phase" -d 'Save, list and ask after phases'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from workflow" -f -a "context" -d 'Save and print the context that a resume starts from'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from workflow" -f -a "resume" -d 'Go on with a workflow: prints what is done, what it cost, and the context'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from workflow" -f -a "pause" -d 'Stop for a while'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from workflow" -f -a "complete" -d 'End with success'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from workflow" -f -a "fail" -d 'End with an error; `resume --retry` can go on'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from workflow" -f -a "cancel" -d 'Give up'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from workflow" -f -a "output" -d 'Save the text that it comes to, or print it'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from retention" -f -a "plan" -d 'Show what would be done'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from retention" -f -a "apply" -d 'Do it: compact, purge, give the room back'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from archive" -f -a "create" -d 'Pack sessions where they are, or into a file'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from archive" -f -a "list" -d 'List the archives in a folder, or the sessions of one'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from archive" -f -a "restore" -d 'Bring the sessions of an archive back into the database'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "create" -d 'Make a backup; others may go on recording meanwhile'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "verify" -d 'Check that a backup is whole, and that it can be restored'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "list" -d 'List the backups in a folder'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "prune" -d 'Remove backups of this database that a policy does not keep'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from fixture" -f -a "make" -d 'Make a database: whole, or broken in exactly one way'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from fixture" -f -a "list" -d 'List the rules that a database can be made to break, and how'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from hold" -f -a "add" -d 'Place a hold on a session, a user or a label'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from hold" -f -a "remove" -d 'Remove a hold'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from hold" -f -a "list" -d 'List the holds'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "status" -d 'Which version the database has, and what lies between it and this wfstate'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "up" -d 'Bring the database to this version: copy it aside, migrate it, compare every session\'s state'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "verify" -d 'Migrate a private copy and compare; of a database of this version, say whether its schema is the one of this version'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "events" -d 'Bring every event of an earlier shape into the shape of today, and say which ones cannot be; nothing is stored'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "list" -d 'List exports, purges, backups, restores, migrations and sessions that store words, newest last'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from schema" -f -a "show" -d 'Print one JSON Schema by its name, or the database\'s own schema'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from schema" -f -a "list" -d 'Name every JSON Schema'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "show" -d 'Print every setting, as a configuration file would say it'
complete -c wfstate -n "__fish_wfstate_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "check" -d 'Read the configuration and name every mistake in it'
