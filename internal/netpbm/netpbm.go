// Package netpbm reads binary PPM pictures (P6, netpbm.sourceforge.net/doc/ppm.html),
// in which QEMU gives pictures of screens. It knows nothing of NovaCron.
package netpbm

import (
	"errors"
	"fmt"
	"image"
	"math"
)

// ErrFormat is a picture that is no binary PPM with one byte for each sample.
var ErrFormat = errors.New("not a binary PPM picture")

// Decode reads a picture of at most maxPixels pixels. What follows it is left.
func Decode(b []byte, maxPixels int) (*image.RGBA, error) {
	h := header{rest: b}
	if !h.magic("P6") {
		return nil, ErrFormat
	}
	width, height, most := h.number(), h.number(), h.number()
	if h.bad || most == 0 || most > math.MaxUint8 || width == 0 || height == 0 {
		return nil, ErrFormat
	}
	if width > maxPixels/height {
		return nil, fmt.Errorf("a picture of %d by %d pixels has more than %d", width, height, maxPixels)
	}
	if len(h.rest) < 3*width*height {
		return nil, fmt.Errorf("the picture ends after %d of %d bytes", len(h.rest), 3*width*height)
	}
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	samples := h.rest
	for to := picture.Pix; len(to) >= 4; to, samples = to[4:], samples[3:] {
		to[0], to[1], to[2], to[3] = scale(samples[0], most), scale(samples[1], most), scale(samples[2], most), math.MaxUint8
	}
	return picture, nil
}

func scale(sample byte, most int) byte {
	if most == math.MaxUint8 {
		return sample
	}
	return byte(min(int(sample), most) * math.MaxUint8 / most)
}

// header reads the words before the samples.
type header struct {
	rest []byte
	bad  bool
}

func (h *header) magic(want string) bool {
	if len(h.rest) < len(want) || string(h.rest[:len(want)]) != want {
		return false
	}
	h.rest = h.rest[len(want):]
	return true
}

// number reads white space, a number, and the one white space after it.
func (h *header) number() int {
	h.skip()
	n, digits := 0, 0
	for len(h.rest) > 0 && h.rest[0] >= '0' && h.rest[0] <= '9' {
		n, digits, h.rest = n*10+int(h.rest[0]-'0'), digits+1, h.rest[1:]
		if digits > 6 { // no screen is that large, and no product overflows
			h.bad = true
			return 0
		}
	}
	if digits == 0 || len(h.rest) == 0 || !space(h.rest[0]) {
		h.bad = true
		return 0
	}
	h.rest = h.rest[1:]
	return n
}

// skip passes white space and comments.
func (h *header) skip() {
	for len(h.rest) > 0 {
		switch {
		case space(h.rest[0]):
			h.rest = h.rest[1:]
		case h.rest[0] == '#':
			for len(h.rest) > 0 && h.rest[0] != '\n' {
				h.rest = h.rest[1:]
			}
		default:
			return
		}
	}
}

func space(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'
}
