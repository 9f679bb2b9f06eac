#!/bin/sh
# What device profiles cost: decodes a second of each family over its own vectors, and memory of a gateway with 100 more of them.
#   benchmarks/profiles.sh decode [ROUNDS [SECONDS [FAMILY...]]]   with a gateway's JVM options, then with the JVM's optimizing compiler beside
#   benchmarks/profiles.sh memory [COPIES]             resident memory of a gateway without and with 100 copies of the archive's profiles, each behind a collection
# Loopback only; needs python3. What it started it ends, and it leaves nothing.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
case ${1:-} in decode | memory) ;; *) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac
[ -n "${HEADGATE_BUILT:-}" ] || {
    "$root/headgate" build >/dev/null
    (cd "$root" && mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true -pl :org.headgate.benchmarks -am package)
}
PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/benchmarks/profiles" "$@"
