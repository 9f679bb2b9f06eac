#!/bin/sh
# What selling costs: vouchers, paid delivery beside granted, a claim of 100 channels, a ledger of a million rows. Loopback only, some minutes.
#   benchmarks/sale.sh                        every row (--help: rows, rounds, seconds, buyers)
# Prints a line a measurement, and a table.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
for pair in python3:python3 taskset:util-linux npm:npm; do
    command -v "${pair%%:*}" >/dev/null || { echo "missing: ${pair%%:*} (apt-get install -y ${pair#*:})" >&2; exit 1; }
done
case " $* " in
    *" --help "* | *" -h "*) ;;
    *)
        "$root/headgate" build >/dev/null
        (cd "$root" && mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true -pl :org.headgate.benchmarks -am package)
        solidity=$root/bundles/chain-testkit/src/main/solidity
        [ -d "$solidity/node_modules/@foundry-rs" ] || (cd "$solidity" && npm ci --ignore-scripts --silent)
        ;;
esac
PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/benchmarks/sale" "$@"
