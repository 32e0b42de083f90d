// Package fake is a hypervisor in memory that behaves: its VMs boot, print,
// answer on their serial console, take their time to shut down, keep their
// saved memory, fill their pools and sometimes break, on request.
//
// It owns no VM of the real world. Tests use it in place of libvirt, `novacron
// demo` shows the appliance on it where a machine has no usable hypervisor, and
// benchmarks fill it with ten thousand VMs. It promises what
// hypervisor.Provider promises, in the same codes, and passes hypervisortest.
//
// Three handles:
//   - Provider is what NovaCron holds.
//   - Outside is everybody else: people with virsh, crashing guests, a host that
//     runs out of space, a hypervisor that restarts.
//   - Faults breaks calls: fail, hang, do it but lose the answer.
//
// Time is the process's own: delays run on timers, so a test inside
// testing/synctest moves through them at once. With Options.StateFile the VMs
// survive the process, as real ones do; what their guests do meanwhile is worked
// out when the next process opens the file.
//
// Closing a Provider is closing a connection: open it again and the same VMs
// are there.
package fake
