// Package kvmtest starts libvirt daemons for tests.
//
// A daemon lives in mount, network and process namespaces of its own with
// folders of its own under the test's temporary directory, so that it touches
// nothing of the machine and any number run at once; its socket is reachable
// from outside of them. It needs root and Debian's libvirt-daemon-system,
// libvirt-daemon-driver-qemu and qemu-system-x86; where these are missing the
// test is skipped, or fails when the environment has CI=true.
package kvmtest
