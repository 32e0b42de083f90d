package auth

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/novacron/novacron/novacron"
)

// The password rule, after NIST SP 800-63B revision 4, section 3.1.1.2: length
// and nothing about composition. It asks for 15 characters where the password
// is the only factor, and 8 where it is one of two; 12 is between them, because
// logins are limited by address and account and the hash is memory-hard. The
// upper limit keeps a body from being hashed for minutes; NIST wants at least 64.
const (
	MinPasswordLength = 12   // characters
	MaxPasswordBytes  = 1024 // bytes of UTF-8
)

// normalPassword is the form in which a password is hashed: NFKC, as NIST asks,
// so that one keyboard's composed 'é' is the other's decomposed one.
func normalPassword(password string) string { return norm.NFKC.String(password) }

// checkPassword says why a password cannot be used, or the empty string.
func checkPassword(name, password string) string {
	if len(password) > MaxPasswordBytes {
		return "must be 1024 bytes at the most"
	}
	if !utf8.ValidString(password) {
		return "must be UTF-8"
	}
	password = normalPassword(password)
	first, _ := utf8.DecodeRuneInString(password)
	switch {
	case utf8.RuneCountInString(password) < MinPasswordLength:
		return "must have at least 12 characters; a few words are easier to remember than signs"
	case strings.EqualFold(password, name):
		return "must not be the user name"
	case strings.Trim(password, string(first)) == "":
		return "must not be one character over and over"
	}
	return ""
}

// maxNameLength is the most characters that a user name may have.
const maxNameLength = 64

// normalName is the form in which a user's name is kept and compared. Names do
// not differ by case.
func normalName(name string) string { return strings.ToLower(name) }

// validName says whether a normal name may be a user's: letters, digits,
// '.', '_', '-' and '@', beginning with a letter or digit.
func validName(name string) bool {
	if name == "" || len(name) > maxNameLength {
		return false
	}
	const alnum = "abcdefghijklmnopqrstuvwxyz0123456789"
	return strings.Contains(alnum, name[:1]) && strings.Trim(name, alnum+"._-@") == ""
}

// checkCredentials refuses a name and a password that a user cannot have,
// naming every field at fault.
func checkCredentials(name, password string) error {
	var fields []novacron.Field
	if !validName(name) {
		fields = append(fields, novacron.Field{
			Name:   "name",
			Detail: "must be 1 to 64 letters, digits, '.', '_', '-' or '@', beginning with a letter or digit",
		})
	}
	if why := checkPassword(name, password); why != "" {
		fields = append(fields, novacron.Field{Name: "password", Detail: why})
	}
	if fields != nil {
		return novacron.InvalidFields(fields)
	}
	return nil
}
