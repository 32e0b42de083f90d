package seed

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
)

// The image is ISO 9660 (ECMA-119) with one directory. Its own names have no
// room for 'user-data', so each file has three: a plain one, Rock Ridge's for
// Linux and the BSDs, Joliet's for Windows.
const (
	sector = 2048

	primaryAt    = 16
	jolietAt     = 17
	terminatorAt = 18
	pathAt       = 19 // little-endian, then big-endian
	jolietPathAt = 21
	rootAt       = 23
	jolietRootAt = 24
	dataAt       = 25
)

// Label is the volume's label, which cloud-init looks for.
const Label = "cidata"

// entry is a file with its place in the image.
type entry struct {
	File
	at int // sector
}

// Image returns the ISO 9660 image of the files: ImageBytes bytes, the same for
// the same files. An error says that they do not fit.
func Image(files []File) ([]byte, error) {
	image := make([]byte, ImageBytes)
	at := dataAt
	entries := make([]entry, 0, len(files))
	for _, f := range files {
		if at*sector+len(f.Data) > len(image) {
			return nil, fmt.Errorf("the files of the seed are larger than its %d bytes", ImageBytes)
		}
		copy(image[at*sector:], f.Data)
		entries = append(entries, entry{f, at})
		at += (len(f.Data) + sector - 1) / sector
	}
	primary, joliet := directory(entries, rootAt, rockRidgeNames{}), directory(entries, jolietRootAt, jolietNames{})
	if max(len(primary), len(joliet)) > sector {
		return nil, fmt.Errorf("the seed has too many files")
	}
	copy(image[rootAt*sector:], primary)
	copy(image[jolietRootAt*sector:], joliet)
	copy(image[primaryAt*sector:], descriptor(1, []byte(pad(Label, 32)), nil, pathAt, rootAt))
	copy(image[jolietAt*sector:], descriptor(2, []byte(padJoliet(Label, 32)), []byte("%/E"), jolietPathAt, jolietRootAt))
	copy(image[terminatorAt*sector:], "\xffCD001\x01")
	putPathTables(image, pathAt, rootAt)
	putPathTables(image, jolietPathAt, jolietRootAt)
	return image, nil
}

// descriptor is a volume descriptor (ECMA-119, 8.4 and 8.5).
func descriptor(kind byte, label, escape []byte, paths, root int) []byte {
	d := make([]byte, sector)
	blank := byte(' ')
	if kind == 2 {
		blank = 0 // Joliet's text is UCS-2, where two spaces are none
	}
	fill(d[8:72], blank)    // system identifier, and volume identifier after it
	fill(d[190:813], blank) // who made it of what
	d[0] = kind
	copy(d[1:], "CD001\x01")
	copy(d[40:72], label)
	both32(d[80:], ImageBytes/sector)
	copy(d[88:120], escape)
	both16(d[120:], 1) // volumes in the set
	both16(d[124:], 1) // the number of this one
	both16(d[128:], sector)
	both32(d[132:], 10) // bytes of a path table: the root alone
	binary.LittleEndian.PutUint32(d[140:], uint32(paths))
	binary.BigEndian.PutUint32(d[148:], uint32(paths+1))
	copy(d[156:], record([]byte{0}, root, sector, true, nil))
	for at := 813; at < 881; at += 17 { // made, changed, expires, effective: not told
		copy(d[at:], "0000000000000000")
	}
	d[881] = 1 // version of the structure
	return d
}

func putPathTables(image []byte, at, root int) {
	little, big := image[at*sector:], image[(at+1)*sector:]
	little[0], big[0] = 1, 1 // length of the root's name
	binary.LittleEndian.PutUint32(little[2:], uint32(root))
	binary.BigEndian.PutUint32(big[2:], uint32(root))
	binary.LittleEndian.PutUint16(little[6:], 1)
	binary.BigEndian.PutUint16(big[6:], 1)
}

// namer is how one of the two directories names files.
type namer interface {
	name(file string) []byte
	systemUse(file string) []byte // file is "." and ".." for the directory itself
}

// directory is the one directory: itself, its parent, which it is too, and the
// files, which are in the order of their names in either way of writing.
func directory(entries []entry, at int, names namer) []byte {
	d := record([]byte{0}, at, sector, true, names.systemUse("."))
	d = append(d, record([]byte{1}, at, sector, true, names.systemUse(".."))...)
	for _, e := range entries {
		d = append(d, record(names.name(e.Name), e.at, len(e.Data), false, names.systemUse(e.Name))...)
	}
	return d
}

// record is a directory record (ECMA-119, 9.1).
func record(name []byte, at, size int, dir bool, systemUse []byte) []byte {
	r := make([]byte, 33, 255)
	both32(r[2:], uint32(at))
	both32(r[10:], uint32(size))
	copy(r[18:], recordTime())
	if dir {
		r[25] = 2
	}
	both16(r[28:], 1)
	r[32] = byte(len(name))
	r = append(r, name...)
	if len(r)%2 == 1 {
		r = append(r, 0)
	}
	r = append(r, systemUse...)
	if len(r)%2 == 1 {
		r = append(r, 0)
	}
	r[0] = byte(len(r))
	return r
}

// recordTime is the time of every file: a fixed one, for an image depends on
// nothing but its files.
func recordTime() []byte {
	t := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	return []byte{byte(t.Year() - 1900), byte(t.Month()), byte(t.Day()), 0, 0, 0, 0}
}

// rockRidgeNames are plain names with Rock Ridge's beside them (IEEE P1282).
type rockRidgeNames struct{}

func (rockRidgeNames) name(file string) []byte {
	return []byte(strings.ToUpper(strings.ReplaceAll(file, "-", "_")) + ".;1")
}

func (rockRidgeNames) systemUse(file string) []byte {
	mode := uint32(0o100444)
	var b []byte
	switch file {
	case ".":
		mode = 0o40555
		b = append(b, 'S', 'P', 7, 1, 0xbe, 0xef, 0)
	case "..":
		mode = 0o40555
	default:
		b = append(b, 'N', 'M', byte(5+len(file)), 1, 0)
		b = append(b, file...)
	}
	px := make([]byte, 36)
	copy(px, "PX\x24\x01")
	both32(px[4:], mode)
	both32(px[12:], 1) // links
	b = append(b, px...)
	if file == "." {
		b = append(b, 'E', 'R', 18, 1, 10, 0, 0, 1)
		b = append(b, "RRIP_1991A"...)
	}
	return b
}

// jolietNames are names in UCS-2.
type jolietNames struct{}

func (jolietNames) name(file string) []byte { return ucs2(file) }

func (jolietNames) systemUse(string) []byte { return nil }

func ucs2(s string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, unit)
	}
	return b
}

func pad(s string, n int) string { return s + strings.Repeat(" ", n-len(s)) }

func padJoliet(s string, n int) string {
	return string(append(ucs2(s), bytes.Repeat([]byte{0, ' '}, n/2-len(s))...))
}

func fill(b []byte, with byte) {
	for i := range b {
		b[i] = with
	}
}

// both16 and both32 write a number in both byte orders, as ECMA-119 has it.
func both16(b []byte, n uint16) {
	binary.LittleEndian.PutUint16(b, n)
	binary.BigEndian.PutUint16(b[2:], n)
}

func both32(b []byte, n uint32) {
	binary.LittleEndian.PutUint32(b, n)
	binary.BigEndian.PutUint32(b[4:], n)
}
