#!/usr/bin/env bash
# package.sh: builds dist/novacron_VERSION_ARCH.deb and the .rpm of it. NFPM,
# VERSION, ARCH and BINARY (built for ARCH) come from the Makefile; completions
# and manual pages are made by bin/novacron, which runs here. The same commit gives the same
# bytes: every date is SOURCE_DATE_EPOCH, which is the commit's date by default.
set -euo pipefail
cd "$(dirname "$0")/../.."

: "${NFPM:?}" "${VERSION:?}" "${ARCH:?}" "${BINARY:?}"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export VERSION ARCH SOURCE_DATE_EPOCH

work=.novacron/package

debian_changelog() {
	cat <<-TEXT
		novacron ($VERSION) unstable; urgency=medium

		  * See /usr/share/doc/novacron/CHANGELOG.md.gz.

		 -- The NovaCron authors <maintainers@novacron.invalid>  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")
	TEXT
}

rm -rf "$work"
mkdir -p "$work/completions" "$work/man" dist
install -m 0755 "$BINARY" "$work/novacron"
for shell in bash zsh fish; do
	bin/novacron completion "$shell" >"$work/completions/novacron.$shell"
done
bin/novacron man --dir "$work/man"
gzip -9n "$work"/man/*
gzip -9nc CHANGELOG.md >"$work/CHANGELOG.md.gz"
debian_changelog | gzip -9nc >"$work/changelog.gz"

for packager in deb rpm; do
	"$NFPM" package --config packaging/nfpm.yaml --packager "$packager" --target dist/
done
ls -l dist/
