#!/bin/sh
# Strangers talk nonsense to the assembled gateway's MQTT, WebSocket, CoAP and DTLS ports, with and without a login, until a device beside them had so many messages stored.
# Usage: benchmarks/soak/hostile.sh [MESSAGES]     default: 10000, which takes four minutes or more
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
"$root/headgate" build
cd "$root"
exec mvn -B -o -pl :org.headgate.e2e -am verify -Dtest=HostileTest -Dsurefire.failIfNoSpecifiedTests=false "-Dhostile.messages=${1:-10000}"
