#!/bin/bash
# Drills the backup of a PostgreSQL of one's own: pgbackrest.conf and the two postgresql.conf of this folder, on a server of its own
# in a temporary folder, with a folder in place of the bucket. Needs Debian's postgresql-15 (or another, by PG_BIN) and
# pgbackrest; changes nothing else on the machine. Each step says what it did and how long it took; the exit code is 0 only if
# every row was as it had to be.
#   bash deploy/postgres/drill-pgbackrest.sh [scale]      a scale of pgbench is 15 MB; 20 without it
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
bin=${PG_BIN:-/usr/lib/postgresql/15/bin}
scale=${1:-20}
for tool in "$bin/postgres" "$bin/pgbench" "$(command -v pgbackrest || echo pgbackrest)"; do
  [ -x "$tool" ] || { echo "$tool is not here: apt-get install postgresql-15 pgbackrest" >&2; exit 2; }
done

# PostgreSQL does not run as root.
if [ "$(id -u)" = 0 ]; then
  place=$(mktemp -d /tmp/pgbackrest-drill.XXXXXX)
  cp -r "$here" "$place/conf"
  chown -R postgres "$place"
  code=0
  PLACE=$place PG_BIN=$bin setpriv --reuid=postgres --regid=postgres --init-groups \
    env HOME="$place" bash "$place/conf/drill-pgbackrest.sh" "$scale" || code=$?
  # What archives in the background ends a moment after its server.
  rm -rf "$place" 2>/dev/null || { sleep 3; rm -rf "$place"; }
  exit $code
fi

place=${PLACE:-$(mktemp -d /tmp/pgbackrest-drill.XXXXXX)}
data=$place/data
export PGHOST=$place PGPORT=54329 PGUSER=drill PGDATABASE=competency
cleanup() {
  [ -f "$data/postmaster.pid" ] && "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1 || true
  [ -n "${PLACE:-}" ] || rm -rf "$place"
}
trap cleanup EXIT

since() { awk -v from="$1" -v to="$(date +%s.%N)" 'BEGIN { printf "%.1f s", to - from }'; }
size() { du -sm "$1" | cut -f1; }
fail() { echo "FAILED: $*" >&2; exit 1; }
query() { "$bin/psql" -XAtq -v ON_ERROR_STOP=1 -c "$1"; }
backrest() { pgbackrest --config="$place/pgbackrest.conf" --stanza=competency "$@"; }
start() { "$bin/pg_ctl" -D "$data" -l "$place/postgres.log" -t 120 -w start >/dev/null || { tail -20 "$place/postgres.log" >&2; fail "PostgreSQL does not start"; }; }
# The end of recovery, when writes are possible again.
writable() {
  for _ in $(seq 600); do [ "$(query 'select pg_is_in_recovery()')" = f ] && return; sleep 0.1; done
  fail "recovery did not end"
}

# The settings of the project, but for where things are.
mkdir -p "$place/repo" "$place/spool" "$place/log" "$place/lock"
sed -E "/^repo1-s3-/d; s|^repo1-type=.*|repo1-type=posix|; s|^repo1-path=.*|repo1-path=$place/repo|
  s|^repo1-cipher-pass=.*|repo1-cipher-pass=$(head -c 32 /dev/urandom | base64 | tr -d '\n' | tr '/' '_')|
  s|^spool-path=.*|spool-path=$place/spool\nlog-path=$place/log\nlock-path=$place/lock\narchive-timeout=300|
  s|^pg1-path=.*|pg1-path=$data|; s|^pg1-port=.*|pg1-port=$PGPORT|; s|^pg1-socket-path=.*|pg1-socket-path=$place\npg1-user=$PGUSER\npg1-database=postgres|" \
  "$here/pgbackrest.conf" >"$place/pgbackrest.conf"
chmod 600 "$place/pgbackrest.conf"

"$bin/initdb" -D "$data" -U "$PGUSER" --auth=trust --data-checksums >/dev/null
cat "$here/postgresql.conf" "$here/pgbackrest.postgresql.conf" >"$data/postgresql.conf"
cat >>"$data/postgresql.conf" <<EOF
listen_addresses = ''
port = $PGPORT
unix_socket_directories = '$place'
shared_buffers = 128MB
archive_command = 'pgbackrest --config=$place/pgbackrest.conf --stanza=competency archive-push %p'
EOF
start
"$bin/createdb"
"$bin/pgbench" -i -q -s "$scale" 2>/dev/null
query "create table moments (id int generated always as identity, at timestamptz not null default clock_timestamp())"
echo "PostgreSQL $(query 'show server_version'), $(pgbackrest version), database of $(query 'select pg_size_pretty(pg_database_size(current_database()))')"

backrest stanza-create
from=$(date +%s.%N); backrest check; echo "stanza-create and check: the archive takes the log ($(since "$from"))"

"$bin/pgbench" -n -c 4 -T 20 >"$place/pgbench.out" 2>&1 & load=$!
from=$(date +%s.%N); backrest --type=full backup
echo "full backup while pgbench writes: $(since "$from"), $(size "$place/repo") MB stored, compressed and sealed"
for _ in $(seq 20); do query "insert into moments default values"; done
wait "$load"
echo "pgbench meanwhile: $(sed -n 's/^tps = //p' "$place/pgbench.out") transactions a second"

from=$(date +%s.%N); backrest --type=diff backup
echo "differential backup: $(since "$from"), $(size "$place/repo") MB stored in all"
for _ in $(seq 20); do query "insert into moments default values"; done
moment=$(query "select clock_timestamp()")
before=$(query "select count(*) || ' ' || (select sum(abalance) from pgbench_accounts) from moments")
sleep 1.5
for _ in $(seq 10); do query "insert into moments default values"; done
query "drop table pgbench_accounts"
query "insert into moments default values"
after=$(query "select count(*) from moments")

# A quiet server stores its log by archive_timeout; here it is closed at once and waited for.
from=$(date +%s.%N)
segment=$(query "select pg_walfile_name(pg_switch_wal())")
until [ "$(query "select last_archived_wal >= '$segment' from pg_stat_archiver")" = t ]; do sleep 0.05; done
echo "the last segment is stored: $(since "$from")"
"$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null

# The machine is lost.
rm -rf "$data"; mkdir -m 700 "$data"
from=$(date +%s.%N); backrest --type=time --target="$moment" --target-action=promote restore; copied=$(since "$from")
start; writable
echo "restored to the moment before the mistake: files $copied, with recovery $(since "$from")"
got=$(query "select count(*) || ' ' || (select sum(abalance) from pgbench_accounts) from moments")
[ "$got" = "$before" ] || fail "there was '$before' at $moment, and '$got' was restored"
[ -z "$(query "select 1 from moments where at > '$moment'")" ] || fail "there is what came after the moment"
echo "every row of $moment is there, the dropped table too, and none of later ($got)"
"$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null

# To the end of the former timeline, over the folder that is there: only what differs is copied.
from=$(date +%s.%N); backrest --delta --type=default --target-timeline=1 restore; copied=$(since "$from")
start; writable
[ "$(query "select count(*) from moments")" = "$after" ] || fail "of $after rows $(query "select count(*) from moments") are there"
echo "restored to the latest: files $copied, with recovery $(since "$from"), $after of $after rows"

# It tells what it found in lines of its log, whatever its exit code.
look() { backrest --output=text --verbose verify >"$place/verify.out" 2>&1 || true; }
from=$(date +%s.%N); look
counts() { grep -oE "$1: [0-9]+" "$place/verify.out" | awk '{ n += $NF } END { print n + 0 }'; }
faults() { echo $(($(counts missing) + $(counts 'checksum invalid') + $(counts 'size invalid'))); }
[ "$(counts 'total valid files')" -gt 0 ] && [ "$(faults)" = 0 ] || { cat "$place/verify.out"; fail "verify"; }
echo "verify reads all of it: $(since "$from"), $(counts 'total valid files') files of two copies, $(counts 'total valid WAL') segments of the log"
# A backup that nobody looks at may be damaged.
file=$(find "$place/repo/backup" -path '*F/*' -type f -size +64k ! -name '*manifest*' | head -1)
printf 'damage' | dd of="$file" bs=1 seek=32768 conv=notrunc status=none
look
[ "$(faults)" -gt 0 ] || { cat "$place/verify.out"; fail "verify did not see a damaged file"; }
echo "verify sees what was damaged in one file of the folder: $(faults) invalid"
echo "The drill passed."
