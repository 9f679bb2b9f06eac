#!/bin/sh
# Headgate beside its peers in one run: speed, latency, fan-out, memory, start, disk. Loopback only, bounded in time.
#   benchmarks/compare.sh --rounds 5          every row (--help: rows, peers, --short, --budget MINUTES, --work DIR)
#   benchmarks/peers/install.sh DIR/peers     once, for the peers other than Mosquitto; DIR is the --work folder
# Prints how long it will take, a line a measurement, and the tables of docs/performance.md; writes JSON lines.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
for pair in mosquitto:mosquitto python3:python3; do
    command -v "${pair%%:*}" >/dev/null || { echo "missing: ${pair%%:*} (apt-get install -y ${pair#*:})" >&2; exit 1; }
done
case " $* " in
    *" --help "* | *" -h "* | *" --report "*) ;;
    *)
        "$root/headgate" build >/dev/null
        newer=$(find "$root/benchmarks/src" "$root/benchmarks/pom.xml" "$root/bundles" -name target -prune -o -type f -newer "$root/benchmarks/target/built" -print 2>/dev/null | head -n 1) || newer=yes
        if [ ! -f "$root/benchmarks/target/built" ] || [ -n "$newer" ]; then
            (cd "$root" && mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true -pl :org.headgate.benchmarks -am package)
            touch "$root/benchmarks/target/built"
        fi
        # Ten thousand connections need a file descriptor each.
        ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
        ;;
esac
PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/benchmarks/compare" "$@"
