#!/bin/sh
# Fuzzes every decoder of what strangers send with Jazzer, so many seconds each, and ends with 1 where one was broken.
# Usage: benchmarks/soak/fuzz.sh [SECONDS [TARGET…]]     default: 60 seconds each, all targets
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
module=$root/gateway-distribution/fuzz
work=$module/target/fuzz
version=0.24.0
seconds=${1:-60}
[ $# -eq 0 ] || shift

[ -f "$module/target/lib/jazzer.done" ] || {
    (cd "$root" && mvn -B -q -Dmaven.test.skip=true -pl :org.headgate.fuzz -am package)
    # Not a dependency of the build: only this script needs it. Apache-2.0.
    (cd "$root" && mvn -B -q dependency:copy -Dartifact="com.code-intelligence:jazzer:$version" -DoutputDirectory="$module/target/jazzer" \
        && mvn -B -q dependency:copy -Dartifact="com.code-intelligence:jazzer-api:$version" -DoutputDirectory="$module/target/jazzer")
    touch "$module/target/lib/jazzer.done"
}

path=$module/target/classes
for jar in "$module"/target/lib/*.jar "$module"/target/jazzer/*.jar; do
    path=$path:$jar
done
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
targets=${*:-mqtt-door mqtt-source senml-json senml-cbor profile-senml profile-sparkplug profile-homeassistant profile-zigbee2mqtt profile-esphome profile-shelly profile-tasmota profile-bthome profile-ruuvi profile-theengs profile-cayenne profile-chirpstack profile-thethingsstack profile-lora-sightings pack inbox coap lora verify feature}

failed=
for target in $targets; do
    mkdir -p "$work/$target"
    "$java" -cp "$path" org.headgate.fuzz.Seeds "$target" "$work/$target/corpus"
    code=0
    (cd "$work/$target" && "$java" -Xmx1g -Xss1m -Dfuzz.target="$target" -cp "$path" com.code_intelligence.jazzer.Jazzer \
        --target_class=org.headgate.fuzz.JazzerEntry --instrumentation_includes='org.headgate.**:org.eclipse.californium.**' --keep_going=3 \
        -max_total_time="$seconds" -max_len=16384 -timeout=120 -rss_limit_mb=3000 -print_final_stats=1 corpus) >"$work/$target.txt" 2>&1 || code=$?
    ! grep -q '^== \(Java Exception\|libFuzzer crashing input\)' "$work/$target.txt" || code=77
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.txt" | tail -n 1)
    printf '%-22s %12s runs, exit %s\n' "$target" "${runs:-?}" "$code"
    [ "$code" -eq 0 ] || failed="$failed $target"
done
[ -z "$failed" ] || {
    printf 'Broken:%s. The input is in crash-* below %s, the stack in NAME.txt.\n' "$failed" "$work" >&2
    exit 1
}
