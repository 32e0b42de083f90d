package seed

import (
	"encoding/binary"
	"errors"

	"go.yaml.in/yaml/v3"
)

// errNotSeed is told for an image that Image did not make.
var errNotSeed = errors.New("is not an image of this package")

// Files reads an image that Image made. Anything else is an error, or files of
// which none is longer than the image.
func Files(image []byte) ([]File, error) {
	if len(image) < dataAt*sector || string(image[primaryAt*sector:][:8]) != "\x01CD001\x01\x00" {
		return nil, errNotSeed
	}
	dir := image[rootAt*sector:][:sector]
	var files []File
	for len(dir) > 33 && dir[0] != 0 {
		n := int(dir[0])
		if n < 34 || n > len(dir) {
			return nil, errNotSeed
		}
		file, ok, err := fileOf(dir[:n], image)
		if err != nil {
			return nil, err
		}
		if ok {
			files = append(files, file)
		}
		dir = dir[n:]
	}
	return files, nil
}

// fileOf reads one directory record; the directory itself is no file.
func fileOf(r, image []byte) (File, bool, error) {
	if r[25]&2 != 0 {
		return File{}, false, nil
	}
	at, size := uint64(binary.LittleEndian.Uint32(r[2:])), uint64(binary.LittleEndian.Uint32(r[10:]))
	end := at*sector + size
	use := 33 + int(r[32])
	use += use % 2
	if end > uint64(len(image)) || use > len(r) {
		return File{}, false, errNotSeed
	}
	for r = r[use:]; len(r) > 5; r = r[r[2]:] {
		n := int(r[2])
		if n < 5 || n > len(r) {
			break
		}
		if string(r[:2]) == "NM" {
			return File{Name: string(r[5:n]), Data: image[at*sector : end]}, true, nil
		}
	}
	return File{}, false, errNotSeed
}

// InstanceIDOf returns the instance ID that the files name; "" for none.
func InstanceIDOf(files []File) string {
	for _, f := range files {
		if f.Name != MetaData {
			continue
		}
		var meta struct {
			ID string `yaml:"instance-id"`
		}
		if yaml.Unmarshal(f.Data, &meta) == nil {
			return meta.ID
		}
	}
	return ""
}
