#!/usr/bin/env bash
# A real Elasticsearch 8 on 127.0.0.1 for tests and benchmarks, fetched with Maven. Not for production: no
# security, one node, few modules (docs/decisions/0130 says what is missing).
#
#   elasticsearch.sh install | start | stop | status
#
# ES_HOME       everything lives here            (var/elasticsearch under the current directory)
# ES_PORT       HTTP port                        (9200)
# ES_HEAP       heap                             (512m)
# ES_USER       account used when run as root    (es-test, created if missing)
# ES_JAVA_HOME  a Java 17 or newer               (the java on the PATH)
# ES_JAVA_OPTS  more JVM options; they win       (none)
set -euo pipefail
umask 022 # the server's own account must be able to read what root installs

VERSION=8.19.3
SHA256=c4b08b70523700efde9f3e4c9287229f085c2c0db1efca5c6a7d65abbdb9f2e1
# The only Elasticsearch distribution that is published as a Maven artifact: what plugin authors test against.
ARTIFACT=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$VERSION:zip
MAVEN_PLUGIN=org.apache.maven.plugins:maven-dependency-plugin:3.8.1

ES_HOME=$(realpath -m -- "${ES_HOME:-var/elasticsearch}")
ES_PORT=${ES_PORT:-9200}
ES_HEAP=${ES_HEAP:-512m}
ES_USER=${ES_USER:-es-test}
START_TIMEOUT=180 # seconds; a busy two-core machine has needed 57

DIST=$ES_HOME/dist/elasticsearch-$VERSION
CONF=$ES_HOME/config
LOGS=$ES_HOME/logs
PID_FILE=$ES_HOME/run/pid
PORT_FILE=$ES_HOME/run/port

say() { printf 'elasticsearch: %s\n' "$*"; }
die() {
  printf 'elasticsearch: %s\n' "$*" >&2
  exit 1
}

# need COMMAND DEBIAN_PACKAGE
need() {
  if command -v "$1" >/dev/null; then return; fi
  if ((EUID == 0)) && command -v apt-get >/dev/null; then
    say "$1 is missing, installing $2"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"; } \
      >/dev/null || die "could not install $2"
    command -v "$1" >/dev/null || die "$2 is installed, yet $1 is not on the PATH"
  else
    die "$1 not found, please install it (Debian: apt-get install $2)"
  fi
}

# The server refuses to run as root.
as_server() {
  if ((EUID == 0)); then
    setpriv --reuid="$ES_USER" --regid="$(id -g "$ES_USER")" --clear-groups -- "$@"
  else
    "$@"
  fi
}

# http PORT PATH: the body, or failure. Python, as curl may be absent; no proxy for our own machine.
http() {
  python3 -c 'import sys, urllib.request as u
print(u.build_opener(u.ProxyHandler({})).open(sys.argv[1], timeout=70).read().decode())' \
    "http://127.0.0.1:$1$2" 2>/dev/null
}

# Prints the pid of the server that `start` began, if it still runs. A pid file can outlive its process and the
# number be given to another, so the command line must be ours too.
server_pid() {
  local pid
  pid=$(cat "$PID_FILE" 2>/dev/null) || return 1
  grep -qzxF -- "-Des.path.home=$DIST" "/proc/$pid/cmdline" 2>/dev/null || return 1
  printf '%s\n' "$pid"
}

# describe PORT: prints URL, version and health of a server that answers and has found its data again, or fails.
# Not by GET /, which this distribution lacks.
describe() {
  local health version
  health=$(http "$1" '/_cluster/health?wait_for_status=yellow&timeout=60s') || return 1
  version=$(http "$1" '/_nodes/_local?filter_path=nodes.*.version') || return 1
  printf 'http://127.0.0.1:%s version %s health %s\n' "$1" \
    "$(sed -n 's/.*"version":"\([^"]*\)".*/\1/p' <<<"$version")" \
    "$(sed -n 's/.*"status":"\([a-z]*\)".*/\1/p' <<<"$health")"
}

do_install() {
  need python3 python3
  [[ -n ${ES_JAVA_HOME:-} ]] || need java default-jre-headless
  if [[ $(cat "$DIST/.sha256" 2>/dev/null) == "$SHA256" ]]; then return; fi
  need mvn maven
  local zip=$ES_HOME/download/elasticsearch-$VERSION.zip
  say "fetching $ARTIFACT"
  rm -rf "$ES_HOME/download"
  mkdir -p "$ES_HOME/download" "$ES_HOME/dist"
  # In a folder of its own: Maven would read a pom.xml lying in the current one.
  (cd "$ES_HOME/download" && mvn -B -q -ntp "$MAVEN_PLUGIN:copy" -Dartifact="$ARTIFACT" -DoutputDirectory=.) ||
    die "Maven could not fetch $ARTIFACT"
  if ! sha256sum --check --status <<<"$SHA256  $zip"; then
    rm -f "$zip"
    die "the download's checksum is not the pinned one: remove it from the local Maven repository and try again"
  fi
  rm -rf "$DIST"
  python3 -m zipfile -e "$zip" "$ES_HOME/dist"
  rm -rf "$ES_HOME/download" # Maven keeps a copy
  chmod +x "$DIST"/bin/*     # Python's unzip drops the mode bits
  chmod -R go+rX "$ES_HOME/dist"
  chmod go+rx "$ES_HOME"
  printf '%s\n' "$SHA256" >"$DIST/.sha256" # last: says that all of the above is done
  say "installed $VERSION in $ES_HOME"
}

configure() {
  rm -rf "$ES_HOME/tmp" # a killed server leaves files there
  mkdir -p "$CONF/jvm.options.d" "$LOGS" "$ES_HOME"/{data,run,tmp}
  grep -v '^-Xlog:' "$DIST/config/jvm.options" >"$CONF/jvm.options" # no garbage collector's log
  cat >"$CONF/elasticsearch.yml" <<EOF
cluster.name: test
node.name: test
discovery.type: single-node
network.host: 127.0.0.1
http.port: $ES_PORT
path.data: "$ES_HOME/data"
path.logs: "$LOGS"
xpack.security.enabled: false
# A disk that fills up must not turn the indices of a test read-only.
cluster.routing.allocation.disk.threshold_enabled: false
EOF
  # Quick compiler, simple collector, memory taken as needed: half the CPU time of a normal start and less memory.
  # The cost is speed once warm. Benchmarks: ES_HEAP=1g and
  # ES_JAVA_OPTS="-XX:TieredStopAtLevel=4 -XX:-UseSerialGC -XX:+UseG1GC", then some hundred questions first.
  cat >"$CONF/jvm.options.d/test.options" <<EOF
-Xms$ES_HEAP
-Xmx$ES_HEAP
-XX:TieredStopAtLevel=1
-XX:-UseG1GC
-XX:+UseSerialGC
-XX:-AlwaysPreTouch
-XX:-HeapDumpOnOutOfMemoryError
EOF
  cat >"$CONF/log4j2.properties" <<'EOF'
status = error
appender.file.type = File
appender.file.name = file
appender.file.fileName = ${sys:es.logs.base_path}/test.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] [%node_name]%marker %m%n
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
# Complains of limits that only matter in production.
logger.checks.name = org.elasticsearch.bootstrap.BootstrapChecks
logger.checks.level = error
EOF
  if [[ -s $LOGS/test.log ]]; then mv -f "$LOGS/test.log" "$LOGS/test.log.old"; fi
  : >"$LOGS/test.log"
  rm -f "$PID_FILE"
  if ((EUID == 0)); then
    id "$ES_USER" >/dev/null 2>&1 || useradd --system --user-group --no-create-home --shell /usr/sbin/nologin "$ES_USER"
    chown -R "$ES_USER": "$CONF" "$LOGS" "$ES_HOME"/{data,run,tmp}
    as_server test -x "$DIST/bin/elasticsearch" ||
      die "user $ES_USER cannot reach $ES_HOME (a folder above it is closed to others): set ES_HOME to an open place"
  fi
}

do_start() {
  do_install
  if server_pid >/dev/null; then
    do_status
    return
  fi
  python3 -c 'import socket, sys
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))' \
    "$ES_PORT" 2>/dev/null || die "port $ES_PORT is in use or not allowed: set ES_PORT to another"

  # Asked of java itself, as the command on the PATH may be a wrapper.
  local java=java settings java_home java_version
  if [[ -n ${ES_JAVA_HOME:-} ]]; then java=$ES_JAVA_HOME/bin/java; fi
  settings=$("$java" -XshowSettings:properties -version 2>&1) || die "$java does not run"
  java_home=$(sed -n 's/^ *java\.home = //p' <<<"$settings")
  java_version=$(sed -n 's/^ *java\.specification\.version = //p' <<<"$settings")
  # Up to Java 8 it reads 1.8, hence the cut at the point.
  ((${java_version%%.*} >= 17)) || die "Java 17 or newer is needed, $java is $java_version: set ES_JAVA_HOME"

  configure
  SECONDS=0
  # A clean environment, so that the caller's settings cannot change the server. With -d the launcher returns when
  # the server is ready, and fails if it did not come up; if the launcher is ended, so is the server.
  if ! (cd "$ES_HOME/run" && as_server timeout -k 10 "$START_TIMEOUT" \
    env -i PATH="$PATH" LANG=C.UTF-8 HOME="$ES_HOME/run" ES_JAVA_HOME="$java_home" ES_JAVA_OPTS="${ES_JAVA_OPTS:-}" \
    ES_PATH_CONF="$CONF" ES_TMPDIR="$ES_HOME/tmp" CLI_JAVA_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" \
    "$DIST/bin/elasticsearch" -d -p "$PID_FILE") >"$LOGS/boot.log" 2>&1 </dev/null; then
    cat "$LOGS/test.log" "$LOGS/boot.log" | tail -n 30 >&2
    die "the server did not start, its last log lines are above ($LOGS)"
  fi
  printf '%s\n' "$ES_PORT" >"$PORT_FILE"
  local description
  if ! description=$(describe "$ES_PORT"); then
    tail -n 30 "$LOGS/test.log" >&2
    do_stop
    die "the server started but did not become healthy, its last log lines are above ($LOGS)"
  fi
  say "$description, pid $(cat "$PID_FILE"), started in $SECONDS s"
}

do_stop() {
  local pid
  if ! pid=$(server_pid); then
    say "not running"
    rm -f "$PID_FILE" "$PORT_FILE"
    return
  fi
  kill "$pid"
  for ((i = 0; i < 300; i++)); do
    server_pid >/dev/null || break
    sleep 0.1
  done
  if server_pid >/dev/null; then
    say "pid $pid ignores SIGTERM, killing it"
    kill -9 "$pid"
  fi
  rm -f "$PID_FILE" "$PORT_FILE"
  say "stopped"
}

do_status() {
  local pid description
  if ! pid=$(server_pid); then
    say "not running"
    exit 3
  fi
  description=$(describe "$(cat "$PORT_FILE")") || die "pid $pid runs but does not answer"
  say "running, $description, pid $pid"
}

case ${1:-} in
  install | start | stop | status) "do_$1" ;;
  *) die "usage: $(basename "$0") install|start|stop|status" ;;
esac
