package seed

import (
	"crypto/rand"
	"crypto/sha512"
	"strings"
)

// cryptAlphabet is crypt(3)'s base 64, least significant six bits first.
const cryptAlphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// cryptRounds is SHA-crypt's default, which every guest's login understands
// without it being written down.
const cryptRounds = 5000

// HashPassword returns the password in crypt(3)'s $6$ form (SHA-512, Drepper,
// https://www.akkadia.org/drepper/SHA-crypt.txt) with a salt of its own: the one
// that every Linux of the last fifteen years knows.
func HashPassword(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	for i := range salt {
		salt[i] = cryptAlphabet[salt[i]&63]
	}
	return shaCrypt(password, string(salt))
}

// shaCrypt follows the steps of the specification; the numbers are theirs.
func shaCrypt(password, salt string) string {
	b := sum(password, salt, password)       // 4 to 8
	h := sha512.New()                        // 1
	h.Write([]byte(password + salt))         // 2, 3
	h.Write(repeat(b, len(password)))        // 9, 10
	for n := len(password); n > 0; n >>= 1 { // 11
		if n&1 == 1 {
			h.Write(b)
		} else {
			h.Write([]byte(password))
		}
	}
	a := h.Sum(nil)                                                          // 12
	p := repeat(sum(strings.Repeat(password, len(password))), len(password)) // 13 to 16
	s := repeat(sum(strings.Repeat(salt, 16+int(a[0]))), len(salt))          // 17 to 20
	for i := range cryptRounds {                                             // 21
		a = cryptRound(i, a, p, s)
	}
	return "$6$" + salt + "$" + encodeCrypt(a)
}

func cryptRound(i int, a, p, s []byte) []byte {
	h := sha512.New()
	first, last := a, p
	if i%2 == 1 {
		first, last = p, a
	}
	h.Write(first)
	if i%3 != 0 {
		h.Write(s)
	}
	if i%7 != 0 {
		h.Write(p)
	}
	h.Write(last)
	return h.Sum(nil)
}

func sum(parts ...string) []byte {
	out := sha512.Sum512([]byte(strings.Join(parts, "")))
	return out[:]
}

// repeat is block again and again until there are n bytes.
func repeat(block []byte, n int) []byte {
	out := make([]byte, 0, n+len(block))
	for len(out) < n {
		out = append(out, block...)
	}
	return out[:n]
}

// encodeCrypt writes 64 bytes in the order of step 22: three at a time, each
// group one further round the circle.
func encodeCrypt(a []byte) string {
	var b strings.Builder
	put := func(v uint, n int) {
		for range n {
			b.WriteByte(cryptAlphabet[v&63])
			v >>= 6
		}
	}
	i, j, k := 0, 21, 42
	for range 21 {
		put(uint(a[i])<<16|uint(a[j])<<8|uint(a[k]), 4)
		i, j, k = j+1, k+1, i+1
	}
	put(uint(a[63]), 2)
	return b.String()
}
