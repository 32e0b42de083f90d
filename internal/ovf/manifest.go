package ovf

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Sum is a checksum of a file.
type Sum struct {
	File      string
	Algorithm string // SHA1, SHA256 or SHA512
	Hex       string // lower case
}

var sumPattern = regexp.MustCompile(`^(SHA1|SHA256|SHA512)\s*\(([^)]+)\)\s*=\s*([0-9A-Fa-f]{40,128})$`)

// ReadManifest reads a manifest (.mf).
func ReadManifest(text []byte) ([]Sum, error) {
	if len(text) > MaxBytes {
		return nil, errors.New("it is too large")
	}
	var sums []Sum
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		parts := sumPattern.FindStringSubmatch(line)
		if parts == nil {
			return nil, fmt.Errorf("%q is no checksum", clip(line))
		}
		sums = append(sums, Sum{File: parts[2], Algorithm: parts[1], Hex: strings.ToLower(parts[3])})
	}
	return sums, nil
}

// WriteManifest writes a manifest.
func WriteManifest(sums []Sum) []byte {
	var b strings.Builder
	for _, s := range sums {
		fmt.Fprintf(&b, "%s(%s)= %s\n", s.Algorithm, s.File, s.Hex)
	}
	return []byte(b.String())
}
