package seed

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/ssh"
)

// Fault is a field of a Config that cannot be used. Field is the name that the
// vocabulary's CloudInit has for it: sshKeys[1], network[0].gateway.
type Fault struct {
	Field  string
	Detail string
}

var (
	// A label is RFC 1123's; 64 bytes is what Linux has room for in all.
	labelPattern = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)
	// What useradd of Debian takes.
	userPattern = regexp.MustCompile(`^[a-z_][a-z0-9_-]{0,31}$`)
	// A package of any packager, with a version or a source after it.
	packagePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+:_/=~@-]{0,199}$`)
	// crypt(5): an id, then salt and hash, with parameters between them.
	hashPattern = regexp.MustCompile(`^\$(1|2[aby]|5|6|7|y|gy)\$[A-Za-z0-9./=,$*+-]{8,500}$`)
	macPattern  = regexp.MustCompile(`^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$`)
)

type faults []Fault

func (f *faults) add(bad bool, field, format string, args ...any) {
	if bad {
		*f = append(*f, Fault{Field: field, Detail: fmt.Sprintf(format, args...)})
	}
}

// Check returns what is wrong with a Config; nothing when a seed can be made.
func Check(c Config) []Fault {
	var f faults
	f.add(c.Hostname != "" && !validHost(c.Hostname), "hostname",
		"must be letters, digits and '-', in parts of at most 63 with '.' between them, the first part at most 63 and all at most 253 bytes")
	f.add(c.User != "" && !userPattern.MatchString(c.User), "user",
		"must be at most 32 lower-case letters, digits, '_' or '-', and begin with a letter or '_'")
	f.add(c.PasswordHash != "" && !hashPattern.MatchString(c.PasswordHash), "passwordHash",
		"must be a hash as in /etc/shadow ($6$salt$hash or $y$...); 'openssl passwd -6' makes one")
	f.checkKeys(c.SSHKeys)
	f.add(len(c.Packages) > maxPackages, "packages", "must be at most %d", maxPackages)
	for i, name := range c.Packages {
		f.add(!packagePattern.MatchString(name), fmt.Sprintf("packages[%d]", i), "is not the name of a package")
	}
	f.add(len(c.NICs) > maxNICs, "network", "must be at most %d", maxNICs)
	for i, nic := range c.NICs {
		f.checkNIC(fmt.Sprintf("network[%d]", i), nic)
	}
	f.checkUserData(c)
	return f
}

func validHost(name string) bool {
	if len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if !labelPattern.MatchString(label) {
			return false
		}
	}
	return true
}

func (f *faults) checkKeys(keys []string) {
	f.add(len(keys) > maxKeys, "sshKeys", "must be at most %d", maxKeys)
	for i, key := range keys {
		field := fmt.Sprintf("sshKeys[%d]", i)
		switch {
		case strings.Contains(key, "PRIVATE KEY"):
			f.add(true, field, "is a private key: it must stay with its owner; give the public one (the file with .pub)")
		case len(key) > maxKeyBytes:
			f.add(true, field, "must be at most %d bytes", maxKeyBytes)
		case strings.ContainsAny(strings.TrimSpace(key), "\n\r"):
			f.add(true, field, "must be one line; give each key for itself")
		default:
			_, _, _, rest, err := ssh.ParseAuthorizedKey([]byte(key))
			f.add(err != nil || len(rest) > 0, field, "is not an SSH public key as in authorized_keys: ssh-ed25519 AAAA... comment")
		}
	}
}

func (f *faults) checkNIC(field string, nic NIC) {
	f.add(!macPattern.MatchString(nic.MAC), field+".mac", "must be six pairs of hexadecimal digits with ':' between them")
	f.add(!nic.DHCP && len(nic.Addresses) == 0, field, "needs addresses, or dhcp")
	f.add(max(len(nic.Addresses), len(nic.Nameservers), len(nic.Search)) > maxOfANIC, field, "has more than %d of a kind", maxOfANIC)
	var prefixes []netip.Prefix
	for i, text := range nic.Addresses {
		prefix, err := netip.ParsePrefix(text)
		f.add(err != nil, fmt.Sprintf("%s.addresses[%d]", field, i), "must be an address with its prefix length: 192.0.2.10/24")
		prefixes = append(prefixes, prefix)
	}
	f.checkGateway(field+".gateway", nic.Gateway, "IPv4", netip.Addr.Is4, prefixes)
	f.checkGateway(field+".gateway6", nic.Gateway6, "IPv6", netip.Addr.Is6, prefixes)
	for i, text := range nic.Nameservers {
		_, err := netip.ParseAddr(text)
		f.add(err != nil, fmt.Sprintf("%s.nameservers[%d]", field, i), "must be an address")
	}
	for i, name := range nic.Search {
		f.add(!validHost(name), fmt.Sprintf("%s.search[%d]", field, i), "must be a domain")
	}
}

// checkGateway asks for one that lies in a network of the interface: a guest
// with another has no way to it. IPv6's link-local ones always do.
func (f *faults) checkGateway(field, text, family string, is func(netip.Addr) bool, prefixes []netip.Prefix) {
	if text == "" {
		return
	}
	addr, err := netip.ParseAddr(text)
	if err != nil || !is(addr) || addr.Zone() != "" {
		f.add(true, field, "must be an %s address", family)
		return
	}
	reachable := addr.IsLinkLocalUnicast()
	for _, prefix := range prefixes {
		reachable = reachable || prefix.Contains(addr)
	}
	f.add(!reachable, field, "lies in none of the interface's networks")
}

func (f *faults) checkUserData(c Config) {
	switch text := c.UserData; {
	case text == "":
	case len(text) > MaxUserDataBytes:
		f.add(true, "userData", "must be at most %d bytes; it has %d", MaxUserDataBytes, len(text))
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		f.add(true, "userData", "must be text")
	case strings.HasPrefix(text, "#!"):
	case isCloudConfig(text):
		_, err := parseCloudConfig(text)
		f.add(err != nil, "userData", "%v", err)
		if err == nil && len(*f) == 0 {
			_, err = renderUserData(c)
			f.add(err != nil, "userData", "%v", err)
		}
	default:
		f.add(true, "userData", "must begin with the line '#cloud-config', or be a script that begins with '#!'")
	}
}

// CheckPassword says what is wrong with a password in clear; "" when it can be
// typed at a console.
func CheckPassword(password string) string {
	if len(password) > 512 || !utf8.ValidString(password) ||
		strings.ContainsFunc(password, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
		return "must be at most 512 bytes of text in one line"
	}
	return ""
}
