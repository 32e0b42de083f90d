// Package hypervisortest is the contract of hypervisor.Provider as a test suite.
//
// Every provider passes Run; what it cannot do at all it says in Traits, and
// the suite then asks for the refusal (Unsupported) instead of the deed, or
// leaves the chapter out where no refusal is promised. It is called from the
// tests of hypervisor/kvm (libvirt's test driver and real QEMU) and
// hypervisor/fake.
//
// The suite works beside VMs that are not its own: it makes VMs with names of
// its own, removes them, and ignores all others.
package hypervisortest
