package cli

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// unit is a suffix of a size and how many bytes it stands for.
type unit struct {
	suffix string
	bytes  uint64
}

// units returns what parseSize understands. A lone letter is binary, as virsh
// and qemu-img read it; kB, MB and so on are the decimal units of SI.
func units() []unit {
	return []unit{
		{"pib", 1 << 50},
		{"tib", 1 << 40},
		{"gib", 1 << 30},
		{"mib", 1 << 20},
		{"kib", 1 << 10},
		{"pb", 1e15},
		{"tb", 1e12},
		{"gb", 1e9},
		{"mb", 1e6},
		{"kb", 1e3},
		{"p", 1 << 50},
		{"t", 1 << 40},
		{"g", 1 << 30},
		{"m", 1 << 20},
		{"k", 1 << 10},
		{"b", 1},
	}
}

// maxSizeLength bounds what parseSize looks at: no honest size is longer.
const maxSizeLength = 40

// parseSize reads a size such as 2GiB, 512M, 1.5GiB or 1073741824 (bytes).
func parseSize(s string) (uint64, error) {
	text := strings.TrimSpace(s)
	if text == "" || len(text) > maxSizeLength {
		return 0, fmt.Errorf("%q is not a size; write a number and a unit, such as 512MiB or 2GiB", shorten(s))
	}
	number, factor := splitSize(text)
	if strings.HasPrefix(number, "-") {
		return 0, fmt.Errorf("%q is negative; a size is a positive number and a unit, such as 2GiB", s)
	}
	if !isDecimal(number) {
		return 0, fmt.Errorf("%q is not a size; write a number and one of B KiB MiB GiB TiB, such as 512MiB or 2GiB", s)
	}
	value, ok := new(big.Rat).SetString(number)
	if !ok {
		return 0, fmt.Errorf("%q is not a size", s)
	}
	value.Mul(value, new(big.Rat).SetInt(new(big.Int).SetUint64(factor)))
	if !value.IsInt() {
		return 0, fmt.Errorf("%q is not a whole number of bytes", s)
	}
	if !value.Num().IsUint64() {
		return 0, fmt.Errorf("%q is more than any disk or memory can be", s)
	}
	return value.Num().Uint64(), nil
}

// splitSize cuts the unit off and returns what it stands for.
func splitSize(text string) (number string, factor uint64) {
	lower := strings.ToLower(text)
	for _, u := range units() {
		if rest, found := strings.CutSuffix(lower, u.suffix); found {
			return strings.TrimSpace(rest), u.bytes
		}
	}
	return lower, 1
}

// isDecimal says whether s is digits with at most one point between them.
func isDecimal(s string) bool {
	whole, fraction, point := strings.Cut(s, ".")
	return isDigits(whole) && (!point || isDigits(fraction))
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// formatSize writes a size for a person, with at most one decimal: 1.5GiB.
func formatSize(bytes uint64) string {
	for _, u := range units()[:5] {
		if bytes >= u.bytes {
			value := float64(bytes) / float64(u.bytes)
			return strings.TrimSuffix(strconv.FormatFloat(value, 'f', 1, 64), ".0") + binaryName(u)
		}
	}
	return strconv.FormatUint(bytes, 10) + "B"
}

// exactSize writes a size so that parseSize reads the same number.
func exactSize(bytes uint64) string {
	for _, u := range units()[:5] {
		if bytes >= u.bytes && bytes%u.bytes == 0 {
			return strconv.FormatUint(bytes/u.bytes, 10) + binaryName(u)
		}
	}
	return strconv.FormatUint(bytes, 10) + "B"
}

// binaryName is how people write a binary unit: GiB.
func binaryName(u unit) string {
	return strings.ToUpper(u.suffix[:1]) + u.suffix[1:2] + strings.ToUpper(u.suffix[2:])
}

// shorten keeps an error readable when somebody pastes a file into a flag.
func shorten(s string) string {
	if len(s) <= maxSizeLength {
		return s
	}
	return s[:maxSizeLength] + "..."
}

// leastBytes is less than any memory or new disk can be: a number without a
// unit below it was not meant as bytes.
const leastBytes = 1 << 20

// parseSizeOf is parseSize for a memory or a disk, where a small number
// without a unit is a forgotten unit: the likely one.
func parseSizeOf(s, likely string) (uint64, error) {
	n, err := parseSize(s)
	if err == nil && n > 0 && n < leastBytes && isDigits(strings.TrimSpace(s)) {
		return 0, fmt.Errorf("%d is bytes; did you mean %d%s?", n, n, likely)
	}
	return n, err
}

// sizeValue is a flag that holds a size of memory.
type sizeValue struct {
	bytes *uint64
}

// String returns the size as it would be typed.
func (v sizeValue) String() string {
	if v.bytes == nil || *v.bytes == 0 {
		return ""
	}
	return exactSize(*v.bytes)
}

// Set reads the size.
func (v sizeValue) Set(s string) error {
	likely := "MiB"
	if isDigits(s) && len(s) <= 2 {
		likely = "GiB"
	}
	n, err := parseSizeOf(s, likely)
	if err != nil {
		return err
	}
	*v.bytes = n
	return nil
}

// Type names the flag's argument in help texts.
func (v sizeValue) Type() string { return "SIZE" }
