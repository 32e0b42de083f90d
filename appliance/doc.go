// Package appliance assembles NovaCron: it is the only room in which the others
// meet as what they are, and not as the interfaces of the vocabulary.
//
// New takes a Config and cannot fail. Open brings the rooms up in order: data
// directory and store, hypervisor, fleet, bus, entrances. Close takes them down
// in reverse and never touches a VM. Ready says whether requests are answered;
// neither the hypervisor nor the bus has to be there for that.
package appliance
