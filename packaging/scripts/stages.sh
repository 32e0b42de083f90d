#!/usr/bin/env bash
# stages.sh TARGET...: makes each target in turn, stops at the first that fails,
# and ends with what each took.
set -euo pipefail
cd "$(dirname "$0")/../.."

declare -a durations=()

stage() {
	local began=$SECONDS status=0
	printf '\n=== %s\n' "$1"
	make --no-print-directory "$1" </dev/null || status=$?
	durations+=("$(printf '%-14s %4d s' "$1" "$((SECONDS - began))")")
	return "$status"
}

summary() {
	local status=$? verdict=passed
	((status == 0)) || verdict=FAILED
	printf '\n=== %s in %d s\n' "$verdict" "$SECONDS"
	printf '    %s\n' "${durations[@]}"
}
trap summary EXIT

for target in "$@"; do
	stage "$target"
done
