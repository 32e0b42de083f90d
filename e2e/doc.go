// Package e2e holds the tests that need whole appliances: the built binary on a
// real libvirt, killed at random, and the rules that hold for the whole tree.
// It exports nothing.
package e2e
