#!/bin/bash
# Run a command beside a PostgreSQL, a Redis and an Elasticsearch of its own, on free ports, in a
# temporary folder. Usage: scripts/with_services.sh pytest -m services
#
# Sets DATABASE_TEST_URL, DATABASE_URL, CACHE_URL and SEARCH_TEST_URL, prints the versions, stops the
# servers and removes everything however the command ends. Installs nothing but Elasticsearch, which no
# distribution packages: fetched once into var/elasticsearch (tests/services/elasticsearch.sh). Where it
# cannot be had, SEARCH_TEST_URL stays unset and what needs it skips itself: with REQUIRE_SERVICES=1 that
# is a failure. NO_ELASTICSEARCH=1 leaves it out on purpose. DURABLE=1 has PostgreSQL write through to the disk,
# for measuring. Exit code: the command's.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "$1" >&2
  exit 1
}

[ $# -gt 0 ] || fail "Which command? Usage: scripts/with_services.sh COMMAND…"

find_server() {
  local found
  found=$(command -v "$1" || find /usr/lib/postgresql -path "*/bin/$1" 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] || fail "$1 is missing (Debian, Ubuntu: apt install postgresql redis-server)."
  echo "$found"
}
initdb=$(find_server initdb)
pg_ctl=$(find_server pg_ctl)
redis=$(find_server redis-server)

free_ports() {
  python3 -c '
import socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(one.getsockname()[1] for one in held))'
}
read -r pg_port redis_port search_port < <(free_ports)

# PostgreSQL refuses to run as root.
as_owner=()
folder=$(mktemp -d "${TMPDIR:-/tmp}/m4dnet-services.XXXXXX")
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || fail "As root this needs the account postgres, which Debian's package makes."
  as_owner=(runuser -u postgres --)
  chown postgres "$folder"
fi

redis_pid=
elasticsearch=tests/services/elasticsearch.sh
search_home=$folder/elasticsearch
stop() {
  trap - EXIT INT TERM
  [ ! -e "$search_home/run/pid" ] || ES_HOME=$search_home "$elasticsearch" stop >/dev/null || true
  [ -z "$redis_pid" ] || kill "$redis_pid" 2>/dev/null || true
  if [ -e "$folder/pg/postmaster.pid" ]; then
    "${as_owner[@]}" "$pg_ctl" -D "$folder/pg" -m immediate -s stop || true
  fi
  [ -z "$redis_pid" ] || wait "$redis_pid" 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

(
  cd "$folder"
  "${as_owner[@]}" "$initdb" -D "$folder/pg" -U m4d -A trust -E UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; exit 1; }
  options="-c listen_addresses=127.0.0.1 -p $pg_port -k $folder -c max_connections=200"
  # The data is thrown away: nothing need survive a power cut. DURABLE=1 measures as if it had to.
  if [ "${DURABLE:-0}" != 1 ]; then
    options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  fi
  "${as_owner[@]}" "$pg_ctl" -D "$folder/pg" -o "$options" -l "$folder/pg/server.log" -w -t 60 -s start ||
    { cat "$folder/pg/server.log" >&2; exit 1; }
)
"$redis" --bind 127.0.0.1 --port "$redis_port" --save '' --appendonly no --dir "$folder" \
  --daemonize no >"$folder/redis.log" 2>&1 &
redis_pid=$!
for _ in $(seq 100); do
  (exec 3<>"/dev/tcp/127.0.0.1/$redis_port") 2>/dev/null && break
  kill -0 "$redis_pid" 2>/dev/null || { cat "$folder/redis.log" >&2; exit 1; }
  sleep 0.1
done

# A folder of its own each time, so that two runs beside each other never share an index. It is opened,
# since as root the server runs under an account of its own, which must reach it.
start_search_server() {
  "$elasticsearch" install || return 1
  mkdir "$search_home"
  cp -r var/elasticsearch/dist "$search_home/"
  chmod go+rx "$folder"
  ES_HOME=$search_home ES_PORT=$search_port "$elasticsearch" start
}

"${as_owner[@]}" "$pg_ctl" --version
"$redis" --version
if [ "${NO_ELASTICSEARCH:-0}" = 1 ]; then
  unset SEARCH_TEST_URL
elif start_search_server; then
  export SEARCH_TEST_URL="http://127.0.0.1:$search_port"
else
  [ "${REQUIRE_SERVICES:-0}" != 1 ] || fail "Elasticsearch is required here and does not run."
  unset SEARCH_TEST_URL
  echo "Elasticsearch does not run here: what needs it skips itself." >&2
fi
export DATABASE_TEST_URL="postgres://m4d@127.0.0.1:$pg_port/postgres"
export DATABASE_URL=$DATABASE_TEST_URL
export CACHE_URL="redis://127.0.0.1:$redis_port/0"
export REDIS_SERVER=$redis
export ES_DIST="$PWD/var/elasticsearch/dist"
"$@"
