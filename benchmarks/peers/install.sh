#!/bin/sh
# Installs the peers that Headgate is compared with into a folder of their own; about three minutes, once.
#   benchmarks/peers/install.sh DIR
# Debian: mosquitto, and what builds Node-RED's SQLite driver. npm: Node-RED. Maven Central: Camel and H2.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${1:?the folder to install into}
mkdir -p "$to"
to=$(cd "$to" && pwd)

missing=
for pair in mosquitto:mosquitto node:nodejs npm:npm python3:python3 g++:g++ make:make mvn:maven; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
if [ -n "$missing" ]; then
    [ "$(id -u)" -eq 0 ] || { echo "missing:$missing (apt-get install -y$missing)" >&2; exit 1; }
    apt-get update -qq
    # shellcheck disable=SC2086 # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi

# The driver's prebuilt binary comes from elsewhere: it is built here from the package's own source.
if ! ls "$to"/node-red/node_modules/sqlite3/build/Release/*.node >/dev/null 2>&1; then
    echo "Installing Node-RED"
    mkdir -p "$to/node-red"
    cp "$here"/node-red/package.json "$here"/node-red/npm-shrinkwrap.json "$here"/node-red/settings.js "$to/node-red"
    (cd "$to/node-red" && npm ci --no-audit --no-fund --silent --ignore-scripts && npm rebuild --build-from-source --silent sqlite3)
fi

if [ ! -f "$to/camel/target/camel.jar" ]; then
    echo "Building the Camel application"
    rm -rf "$to/camel"
    cp -R "$here/camel" "$to/camel"
    mvn -q -B -f "$to/camel/pom.xml" package
fi
echo "Installed: $to"
