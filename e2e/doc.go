// Package e2e holds the tests that need whole appliances: the built binary on a
// real libvirt, killed at random, and the rules that hold for the whole tree.
// What needs a kernel with more than the test machines' have runs inside a
// Debian booted for it (TestHost, make test-host). It exports nothing.
package e2e
