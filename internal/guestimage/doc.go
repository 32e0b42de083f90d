// Package guestimage makes the micro guest: a Linux that boots in seconds in
// 128 MiB, even emulated, from a kernel and an initial file system alone. It
// prints a line on its serial console when it is ready and a heartbeat after,
// gives a shell there, and powers off when its power button is pressed.
//
// It is made of Debian's (or Ubuntu's) packages, which are downloaded with
// apt-get and unpacked, not installed: the kernel, and busybox where the host
// has no static one. It knows nothing of NovaCron; `make run` and the tests
// with real VMs use it.
package guestimage
