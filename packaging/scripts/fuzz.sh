#!/usr/bin/env bash
# fuzz.sh TIME: runs every fuzz test of the project for TIME, one after another.
set -euo pipefail

time=${1:?usage: fuzz.sh TIME}
grep -rlE '^func Fuzz' --include='*_test.go' . | while read -r file; do
	package=$(dirname "$file")
	sed -nE 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/p' "$file" | while read -r name; do
		echo "== $package $name"
		CGO_ENABLED=0 go test -run '^$' -fuzz "^$name\$" -fuzztime "$time" "$package"
	done
done
