package netpbm_test

import (
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/internal/netpbm"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	picture, err := netpbm.Decode([]byte("P6\n# by hand\n2 1\n255\n\x01\x02\x03\xff\xfe\xfd"), 2)
	require.NoError(t, err)
	require.Equal(t, 2, picture.Bounds().Dx())
	require.Equal(t, color.RGBA{1, 2, 3, 255}, picture.RGBAAt(0, 0))
	require.Equal(t, color.RGBA{255, 254, 253, 255}, picture.RGBAAt(1, 0))

	picture, err = netpbm.Decode([]byte("P6 1 1 1 \x01\x00\x07"), 1)
	require.NoError(t, err)
	require.Equal(t, color.RGBA{255, 0, 255, 255}, picture.RGBAAt(0, 0), "scaled, and no more than the most")
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "magic": "P3 1 1 255 abc", "short": "P6 2 2 255 abc", "zero": "P6 0 1 255 ", "no maximum": "P6 1 1 ",
		"two bytes a sample": "P6 1 1 65535 abcdef", "large": "P6 3 1 255 abcabcabc", "absurd": "P6 99999999 9 255 ",
		"product": "P6 999999 999999 255 ", "word": "P6 x 1 255 abc", "comment": "P6 # never ends",
	} {
		_, err := netpbm.Decode([]byte(text), 2)
		require.Error(t, err, name)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("P6\n2 1\n255\n\x01\x02\x03\xff\xfe\xfd"))
	f.Add([]byte("P6 1 1 1 \x01\x00\x07"))
	f.Fuzz(func(t *testing.T, b []byte) {
		picture, err := netpbm.Decode(b, 100)
		if err == nil && picture.Bounds().Dx()*picture.Bounds().Dy() > 100 {
			t.Fatal("larger than asked for")
		}
	})
}
