#!/bin/sh
# Fuzzes every decoder of what strangers send with Jazzer, so many seconds each, one after the other, and ends with 1 where one was broken.
#   benchmarks/soak/fuzz.sh [--built] [SECONDS [TARGET…]]     60 seconds each and all targets, unless said otherwise
# --built takes what was built before, and asks Maven for nothing. What was found to reach new code is kept in target/fuzz/TARGET/corpus, and the next run begins with it.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
module=$root/gateway-distribution/fuzz
work=$module/target/fuzz
version=0.24.0
built=
[ "${1:-}" != --built ] || { built=yes; shift; }
seconds=${1:-60}
[ $# -eq 0 ] || shift
case $seconds in *[!0-9]* | '') sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac

[ -n "$built" ] || (cd "$root" && mvn -B -q -Dmaven.test.skip=true -pl :org.headgate.fuzz -am package)
# Not a dependency of the build: only this script needs it. Apache-2.0.
for name in jazzer jazzer-api; do
    [ -n "$built" ] || [ -f "$module/target/jazzer/$name-$version.jar" ] \
        || (cd "$root" && mvn -B -q dependency:copy -Dartifact="com.code-intelligence:$name:$version" -DoutputDirectory="$module/target/jazzer")
    [ -f "$module/target/jazzer/$name-$version.jar" ] || { echo "There is no $module/target/jazzer/$name-$version.jar: run it once without --built." >&2; exit 2; }
done

path=$module/target/classes
for jar in "$module"/target/lib/*.jar "$module"/target/jazzer/*.jar; do
    path=$path:$jar
done
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
targets=${*:-$("$java" -cp "$path" org.headgate.fuzz.Seeds)}

failed=
for target in $targets; do
    "$java" -cp "$path" org.headgate.fuzz.Seeds "$target" "$work/$target"
    code=0
    # 600 MiB of heap: state that is kept from input to input fills it within minutes.
    (cd "$work/$target" && "$java" -Xmx600m -Xss1m -Dfuzz.target="$target" -cp "$path" com.code_intelligence.jazzer.Jazzer \
        --target_class=org.headgate.fuzz.JazzerEntry --instrumentation_includes='org.headgate.**:org.eclipse.californium.**' --keep_going=3 \
        -max_total_time="$seconds" -max_len=16384 -timeout=120 -rss_limit_mb=3000 -dict=words.dict -print_final_stats=1 corpus) >"$work/$target.txt" 2>&1 || code=$?
    ! grep -q '^== \(Java Exception\|libFuzzer crashing input\)' "$work/$target.txt" || code=77
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.txt" | tail -n 1)
    edges=$(sed -n 's/^#.* cov: \([0-9]*\) .*/\1/p' "$work/$target.txt" | tail -n 1)
    printf '%-22s %12s runs %7s edges, exit %s\n' "$target" "${runs:-?}" "${edges:-?}" "$code"
    [ "$code" -eq 0 ] || failed="$failed $target"
done
[ -z "$failed" ] || {
    printf 'Broken:%s. The input is in crash-* below %s, the stack in NAME.txt.\n' "$failed" "$work" >&2
    exit 1
}
