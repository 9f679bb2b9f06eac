#!/bin/sh
# Headgate beside Mosquitto alone in one run: size, start, throughput, latency. Loopback only, bounded in time.
#   benchmarks/compare.sh [ROUNDS]     (default 3; about 90 s a round; prints one line of JSON a measurement, then medians)
# Needs: ./headgate built (run './headgate status' once), mosquitto, jq.
set -eu
rounds=${1:-3}
root=$(cd "$(dirname "$0")/.." && pwd)
installed=$root/gateway-distribution/target/headgate
work=$(mktemp -d)
results=${OUT:-$work/results.jsonl}
window=${WINDOW:-1000}
seconds=${SECONDS_MEASURED:-10}
for tool in mosquitto jq; do
    command -v "$tool" >/dev/null || { echo "missing: $tool (apt-get install -y $tool)" >&2; exit 1; }
done
[ -x "$installed/bin/headgate" ] || { echo "not built: run $root/headgate status once" >&2; exit 1; }
if [ ! -f "$root/benchmarks/target/lib/picocli-4.7.7.jar" ]; then
    (cd "$root" && mvn -q -B -DskipTests -pl :org.headgate.benchmarks package)
fi
load() { java -Xms128m -Xmx384m -XX:+UseSerialGC -jar "$root"/benchmarks/target/org.headgate.benchmarks-*.jar "$@" --seconds "$seconds" | tee -a "$results"; }
stop_all() {
    [ -z "${broker:-}" ] || kill "$broker" 2>/dev/null || true
    [ -z "${home:-}" ] || "$installed/bin/headgate" stop --home "$home" >/dev/null 2>&1 || true
}
trap 'stop_all; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
now() { date +%s%3N; }

mosquitto_round() {
    port=$((20000 + $$ % 20000))
    printf 'listener %s 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\nmax_inflight_messages 0\n' "$port" >"$work/mosquitto.conf"
    mosquitto -c "$work/mosquitto.conf" >"$work/mosquitto.log" 2>&1 &
    broker=$!
    until grep -q running "$work/mosquitto.log" 2>/dev/null; do kill -0 "$broker"; sleep 0.05; done
    load --label mosquitto-max --port "$port" --subscribe 'zigbee2mqtt/#' --window "$window" --pid "$broker"
    load --label mosquitto-500 --port "$port" --subscribe 'zigbee2mqtt/#' --rate 500 --pid "$broker"
    kill "$broker"
    wait "$broker" 2>/dev/null || true
    broker=
}

headgate_round() {
    home=$work/home$1
    mkdir -p "$home"
    began=$(now)
    "$installed/bin/headgate" start --home "$home" --set mqtt-door.port=0 --set coap-source.port=0 --set 'devices.adopt.rule=*' >"$work/start.txt"
    until "$installed/bin/headgate" status --home "$home" >/dev/null 2>&1; do sleep 0.05; done
    ready=$(($(now) - began))
    pid=$(cat "$home/cache/pid")
    port=$("$installed/bin/headgate" status --json --home "$home" | jq '.ports["mqtt-door"]')
    "$installed/bin/headgate" feed create bench --min-trust 0 --home "$home" >/dev/null
    "$installed/bin/headgate" pass grant bench --buyer bench --for 1h --json --home "$home" >"$work/pass.json"
    jq -r .token "$work/pass.json" >"$work/token"
    sleep 10
    jq -cn --argjson ready "$ready" --argjson rss "$(awk '/VmRSS/{print int($2/1024)}' "/proc/$pid/status")" \
        '{label:"headgate-idle",ready_ms:$ready,rss_mib:$rss}' | tee -a "$results"
    set -- --port "$port" --subscribe feeds/bench/records --buyer "$(jq -r .id "$work/pass.json")" --buyer-password-file "$work/token" --pid "$pid"
    load --label headgate-500 --rate 500 "$@"
    load --label headgate-max --window "$window" "$@"
    "$installed/bin/headgate" stop --home "$home" >/dev/null
    home=
}

round=1
while [ "$round" -le "$rounds" ]; do
    mosquitto_round
    headgate_round "$round"
    round=$((round + 1))
done
echo
jq -s -r 'group_by(.label)[] | .[0].label as $l | (map(to_entries[] | select(.value|type=="number")) | group_by(.key) |
    map({key: .[0].key, value: (map(.value) | sort | .[(length/2|floor)])}) | from_entries) | "\($l): \(tostring)"' "$results"
