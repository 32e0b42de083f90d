package fleet

import (
	"path"
	"regexp"
	"strings"
)

// systems are how the names of published images tell which system is in them.
// The first that matches counts; a version that was found is put behind the name.
var systems = []struct {
	pattern *regexp.Regexp
	name    string
}{
	{regexp.MustCompile(`debian[-_ ]?(?:cloud[-_])?v?(\d+)`), "debian"},
	{regexp.MustCompile(`(?:ubuntu|server-cloudimg)[-_ ]?v?(\d\d[.]?\d\d)`), "ubuntu"},
	{regexp.MustCompile(`fedora[-a-z_ .]*?[-_ ]v?(\d{2})`), "fedora"},
	{regexp.MustCompile(`alma(?:linux)?[-_ ]?v?(\d+(?:\.\d+)?)`), "almalinux"},
	{regexp.MustCompile(`rocky[-a-z_ ]*?[-_ ]?v?(\d+(?:\.\d+)?)`), "rocky"},
	{regexp.MustCompile(`centos[-a-z_ ]*?[-_ ]?v?(\d+)`), "centos-stream"},
	{regexp.MustCompile(`rhel[-_ ]?(?:server[-_ ])?v?(\d+(?:\.\d+)?)`), "rhel"},
	{regexp.MustCompile(`opensuse[-_ ]?leap[-_ ]?v?(\d+\.\d+)`), "opensuse-leap"},
	{regexp.MustCompile(`opensuse[-_ ]?tumbleweed()`), "opensuse-tumbleweed"},
	{regexp.MustCompile(`alpine[-a-z_ ]*?[-_ ]?v?(\d+\.\d+)`), "alpine"},
	{regexp.MustCompile(`arch[-_ ]?linux()`), "archlinux"},
	{regexp.MustCompile(`freebsd[-_ ]?v?(\d+(?:\.\d+)?)`), "freebsd"},
	{regexp.MustCompile(`openbsd[-_ ]?v?(\d+\.\d+)`), "openbsd"},
	{regexp.MustCompile(`nixos[-a-z_ ]*?[-_ ]?(\d\d\.\d\d)`), "nixos"},
	{regexp.MustCompile(`win(?:dows)?[-_ ]?(?:server[-_ ]?)(\d{4})`), "windows-server"},
	{regexp.MustCompile(`win(?:dows)?[-_ ]?(1[01])`), "windows"},
	{regexp.MustCompile(`virtio-win()`), "virtio-win"},
	{regexp.MustCompile(`cirros[-_ ]?v?(\d+\.\d+)`), "cirros"},
	// Names without a version, and code names.
	{regexp.MustCompile(`trixie()`), "debian-13"},
	{regexp.MustCompile(`bookworm()`), "debian-12"},
	{regexp.MustCompile(`noble()`), "ubuntu-24.04"},
	{regexp.MustCompile(`jammy()`), "ubuntu-22.04"},
	{regexp.MustCompile(`debian()`), "debian"},
	{regexp.MustCompile(`ubuntu()`), "ubuntu"},
	{regexp.MustCompile(`fedora()`), "fedora"},
	{regexp.MustCompile(`windows()`), "windows"},
}

// guessOS tells which system is in an image by its names: an ISO's label, the
// file's name in a URL, what a person calls it. Empty when nothing is known.
func guessOS(names ...string) string {
	for _, name := range names {
		name = strings.ToLower(path.Base(name))
		for _, system := range systems {
			if match := system.pattern.FindStringSubmatch(name); match != nil {
				return strings.TrimSuffix(system.name+"-"+match[1], "-")
			}
		}
	}
	return ""
}
