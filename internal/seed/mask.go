package seed

import (
	"regexp"
	"strings"
)

// Masked stands where a secret was.
const Masked = "(hidden)"

var (
	// secretKey finds the keys of cloud-init's whose values are passwords, as
	// lines of YAML and within braces.
	secretKey = regexp.MustCompile(`(?i)((?:^|[\s{,])['"]?[a-z0-9_-]*(?:passwd|password|secret|token|private|api[_-]?key)[a-z0-9_-]*['"]?[ \t]*[:=][ \t]*)("[^"]*"|'[^']*'|[^\s,}\]]+)`)
	// secretHash finds password hashes wherever they are.
	secretHash = regexp.MustCompile(`\$(?:1|2[aby]|5|6|7|y|gy)\$[A-Za-z0-9./=,$*+-]{8,}`)
	// secretPEM finds private keys.
	secretPEM = regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----`)
	// secretPair finds the lines NAME:PASSWORD of chpasswd.
	secretPair = regexp.MustCompile(`(?m)^(\s+-?\s*['"]?[a-z_][a-z0-9_-]*:)([^\s:][^\s]*)$`)
)

// Mask hides what looks like a secret in a text of user-data: values of keys
// that are called passwords, tokens and the like, password hashes, private
// keys, chpasswd's pairs. What a person hid otherwise in a script it does not
// find.
func Mask(text string) string {
	text = secretPEM.ReplaceAllString(text, Masked)
	text = secretHash.ReplaceAllString(text, Masked)
	text = secretKey.ReplaceAllStringFunc(text, maskValue)
	if strings.Contains(text, "chpasswd") {
		text = secretPair.ReplaceAllString(text, "${1}"+Masked)
	}
	return text
}

// maskValue hides the value of a secret key; true, false and null are none, nor
// is the beginning of a nested value.
func maskValue(found string) string {
	parts := secretKey.FindStringSubmatch(found)
	switch strings.Trim(parts[2], `"'`) {
	case "true", "false", "null", "~", "", "|", ">", "|-", ">-", "{", "[", Masked:
		return found
	}
	return parts[1] + Masked
}
