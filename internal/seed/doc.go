// Package seed makes the small CD from which cloud-init in a guest learns, at
// its first boot, who may log in, what the guest is called and what to install:
// the NoCloud data source (https://docs.cloud-init.io, "NoCloud").
//
// It owns three things: the files user-data, meta-data and network-config that
// a Config amounts to (Render), what can be wrong with a Config before any
// guest sees it (Check), and the ISO 9660 image that holds the files (Image,
// Files). It promises that the same Config gives the same bytes, and an image
// of always the same size, so that a new one fits where an old one was. It
// touches no disk and knows nothing of NovaCron; fleet calls it.
package seed
