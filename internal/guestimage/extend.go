package guestimage

import (
	"errors"
	"io"
	"maps"
	"os"
	"path"
	"slices"
)

// Extend writes an initial file system to a path: that of an image, and more
// files, by their names without a slash before them, which everybody may run.
// Linux unpacks one archive after the other.
func (i Image) Extend(to string, files map[string][]byte) (Image, error) {
	in, err := os.Open(i.Initrd)
	if err != nil {
		return i, err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return i, err
	}
	size, err := io.Copy(out, in)
	if err == nil {
		_, err = out.Write(make([]byte, (4-size%4)%4))
	}
	a := &archive{w: out}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if dir := path.Dir(name); dir != "." {
			a.dir(dir)
		}
		a.file(name, 0o755, files[name])
	}
	i.Initrd = to
	return i, errors.Join(err, a.end(), out.Close())
}
