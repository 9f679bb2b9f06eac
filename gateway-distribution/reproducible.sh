#!/bin/sh
# Builds the committed sources twice, in two folders of different names, and compares the archives byte by byte.
# Jars hold the modes of files, therefore the mask. Usage: reproducible.sh [MAVEN ARGUMENTS], for example -o
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for folder in one another/and/longer; do
    git clone -q "$root" "$work/$folder"
    (cd "$work/$folder" && umask 022 && mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl :org.headgate.gateway-distribution -am package "$@")
    sha256sum "$work/$folder"/gateway-distribution/target/headgate-*.tar.gz | sed "s|  .*/|  $folder: |"
done
cmp "$work"/one/gateway-distribution/target/headgate-*.tar.gz "$work"/another/and/longer/gateway-distribution/target/headgate-*.tar.gz
printf 'The same bytes.\n'
