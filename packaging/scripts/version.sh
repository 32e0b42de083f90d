#!/usr/bin/env bash
# Prints the version of this checkout as packages order it:
#   1.2.3               the tag v1.2.3 itself
#   1.2.3+4.gabcdef0    4 commits after it
#   0.1.0~4.gabcdef0    4 commits, and no tag yet: before 0.1.0
# NOVACRON_VERSION, when set, is printed instead (a source archive without git).
set -euo pipefail
cd "$(dirname "$0")/../.."

if [[ -n ${NOVACRON_VERSION:-} ]]; then
	echo "$NOVACRON_VERSION"
elif described=$(git describe --tags --long --match 'v[0-9]*' 2>/dev/null); then
	[[ $described =~ ^v(.+)-([0-9]+)-(g[0-9a-f]+)$ ]]
	tag=${BASH_REMATCH[1]} ahead=${BASH_REMATCH[2]} commit=${BASH_REMATCH[3]}
	if ((ahead == 0)); then echo "$tag"; else echo "$tag+$ahead.$commit"; fi
elif commit=$(git rev-parse --short HEAD 2>/dev/null); then
	echo "0.1.0~$(git rev-list --count HEAD).g$commit"
else
	echo "0.1.0~unknown"
fi
