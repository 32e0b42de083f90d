#!/usr/bin/env bash
# coverage.sh PROFILE [MINIMUM]: coverage of each room (package) in a profile of
# `go test -coverprofile`, and failure when one is under MINIMUM percent (80).
# Left out: the program itself (main.go), its packaging, and packages that exist only for tests.
set -euo pipefail

profile=${1:?usage: coverage.sh PROFILE [MINIMUM]}
minimum=${2:-80}

awk -v minimum="$minimum" '
function left_out(room) {
	return room == "." || room ~ /^packaging(\/|$)/ || room ~ /^e2e(\/|$)/ || room ~ /test$/
}
FNR == 1 && /^mode:/ { next }
{
	file = $1
	sub(/:[^:]*$/, "", file)
	sub(/^github\.com\/novacron\/novacron\//, "", file)
	room = file
	if (!sub(/\/[^\/]*$/, "", room)) room = "."
	statements[$1] = $2
	rooms[$1] = room
	if ($3 > 0) hit[$1] = 1
}
END {
	for (block in statements) {
		total[rooms[block]] += statements[block]
		if (block in hit) covered[rooms[block]] += statements[block]
	}
	for (room in total) {
		percent = 100 * covered[room] / total[room]
		verdict = left_out(room) ? "not counted" : percent < minimum ? "TOO LOW" : ""
		printf "%-28s %6.1f %% of %5d  %s\n", room, percent, total[room], verdict
	}
}' "$profile" | LC_ALL=C sort | awk -v minimum="$minimum" '
{ print }
/TOO LOW/ { low = low " " $1 }
END {
	if (low == "") exit
	printf "coverage under %d %%:%s\n", minimum, low > "/dev/stderr"
	exit 1
}'
