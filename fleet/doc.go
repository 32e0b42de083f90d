// Package fleet is the life of the VMs on this node: it answers for the
// inventory, turns requests into operations, and keeps the records and the
// hypervisor in agreement.
//
// It owns three things. Operations accepts a mutation, makes it durable, runs
// it, and finishes or fails what a crash interrupted. The inventory follows the
// hypervisor: what anybody changes there, with whatever tool, is in the records
// moments later, and each change of state becomes one event. The consoles share
// one serial console among its watchers.
//
// It promises that a VM has at most one operation at a time, that an operation
// that was answered for is in the store before anything is done, and that a VM
// runs on whatever becomes of NovaCron. It does not ask who the caller is (auth
// does) nor which node owns a VM (cluster does), and it never speaks to libvirt:
// only to hypervisor.Provider.
package fleet
