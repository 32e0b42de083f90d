// Package diskimage reads what a file says of itself before anything opens it as a disk: which format it is, how large
// the disk in it is, and whether opening it is safe. It reads headers and tables through an io.ReaderAt, never the
// guest's data, allocates nothing by a number that the file states, and follows nothing that the file names.
//
// It owns the rules for refusing: a file that names another file, is cut off, contradicts itself, or promises a disk
// larger than allowed. It does not decompress, convert or repair.
//
// What is checked of each format is said at its decoder. In a qcow2 file all of the header, the extensions, the L1 table and
// the refcount table are always read; L2 tables, refcount blocks, snapshots and bitmaps up to Options.MaxTableBytes, after
// which Info.Partial tells that the rest was not looked at. Guest data is never read, so that a bit that
// rotted there is for the checksum to find.
package diskimage
