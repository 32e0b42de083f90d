package auth

import (
	"strings"
)

// A setup code is three groups of four characters, 60 bits, like
// 7QK2-M9XD-4TRH: short enough to read off a console and type, long enough that
// a day of guessing at the rate that Setup allows finds it with a chance of
// less than 1 in 10^14.
const (
	setupGroups    = 3
	setupGroupSize = 4
	setupChars     = setupGroups * setupGroupSize
)

// crockford is Douglas Crockford's base 32: no I, L, O and U, so nothing that
// is mistaken for something else (https://www.crockford.com/base32.html).
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newSetupCode makes a setup code.
func newSetupCode() string {
	var b strings.Builder
	for i, r := range randomBytes(setupChars) {
		if i > 0 && i%setupGroupSize == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(crockford[r%32]) // 256 is a multiple of 32: no bias
	}
	return b.String()
}

// normalSetupCode brings a code as a person typed it to the form in which it
// is hashed: upper case, without dashes and spaces, and with the digits that
// Crockford's alphabet means by I, L and O. It returns false for what cannot be
// a code.
func normalSetupCode(typed string) (string, bool) {
	if len(typed) > 4*setupChars {
		return "", false
	}
	r := strings.NewReplacer("-", "", " ", "", "\t", "", "I", "1", "L", "1", "O", "0")
	code := r.Replace(strings.ToUpper(strings.TrimSpace(typed)))
	if len(code) != setupChars || strings.Trim(code, crockford) != "" {
		return "", false
	}
	return code, true
}
