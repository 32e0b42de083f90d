#!/usr/bin/env bash
# vuln.sh GOVULNCHECK: fails when code that is reached has a known vulnerability.
# GOVULNDB names another database (https://... or file:///... of a copy). Where
# the database cannot be had, it says plainly that nothing was checked.
set -euo pipefail

govulncheck=${1:?usage: vuln.sh GOVULNCHECK}
database=${GOVULNDB:-https://vuln.go.dev}

has_database() {
	curl --fail --silent --output /dev/null --max-time 20 "$database/index/db.json"
}

if ! has_database; then
	echo "NOT CHECKED for known vulnerabilities: the database $database cannot be had."
	echo "Give a copy by GOVULNDB=file:///path (a directory with index/db.json)."
	exit 0
fi
"$govulncheck" -db "$database" ./...
