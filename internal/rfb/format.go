package rfb

import (
	"encoding/binary"
	"fmt"
)

// pixelFormat is how pixels are written (RFC 6143, 7.4): true color of 8, 16 or
// 32 bits.
type pixelFormat struct {
	bits  int
	big   bool
	most  [3]uint16 // of red, green and blue
	shift [3]uint8
}

func defaultFormat() pixelFormat {
	return pixelFormat{bits: 32, most: [3]uint16{255, 255, 255}, shift: [3]uint8{16, 8, 0}}
}

func (f pixelFormat) bytes() int { return f.bits / 8 }

func (f pixelFormat) encode() []byte {
	b := []byte{byte(f.bits), 24, 0, 1}
	for _, most := range f.most {
		b = binary.BigEndian.AppendUint16(b, most)
	}
	return append(b, f.shift[0], f.shift[1], f.shift[2], 0, 0, 0)
}

func decodeFormat(b []byte) (pixelFormat, error) {
	f := pixelFormat{bits: int(b[0]), big: b[2] != 0}
	for i := range 3 {
		f.most[i], f.shift[i] = binary.BigEndian.Uint16(b[4+2*i:]), b[10+i]
	}
	if b[3] == 0 || f.bits != 8 && f.bits != 16 && f.bits != 32 {
		return f, fmt.Errorf("%w: pixels of %d bits, or no true color", ErrProtocol, f.bits)
	}
	return f, nil
}

// append writes one pixel.
func (f pixelFormat) append(b []byte, red, green, blue byte) []byte {
	var v uint32
	for i, sample := range [3]byte{red, green, blue} {
		v |= uint32(sample) * uint32(f.most[i]) / 255 << f.shift[i]
	}
	switch {
	case f.bits == 8:
		return append(b, byte(v))
	case f.bits == 16 && f.big:
		return binary.BigEndian.AppendUint16(b, uint16(v))
	case f.bits == 16:
		return binary.LittleEndian.AppendUint16(b, uint16(v))
	case f.big:
		return binary.BigEndian.AppendUint32(b, v)
	}
	return binary.LittleEndian.AppendUint32(b, v)
}
