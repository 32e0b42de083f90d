// Package store keeps what a node owns: its VMs, pools, volumes, images,
// networks, snapshots, operations, events, audit, users, sessions, tokens and
// settings, in one bbolt file in the data directory.
//
// It promises:
//   - Update is one transaction and one fsync: all of it is on disk when it
//     returns nil, nothing of it is there when it returns an error.
//   - Memory follows the disk. What VM, VMs, Events and the waits show was
//     committed; a commit that fails changes nothing that anybody can see.
//   - Results are copies: the caller may keep and change them.
//   - A page of VMs, filtered and sorted, walks an index from the cursor on; it
//     never reads the disk nor looks at VMs that neither match nor lie between.
//   - A second appliance on the same directory is refused.
//
// It refuses to know permissions, the hypervisor, or what a VM may do next: it
// checks that names are unique, and leaves rules to fleet. It is called by
// fleet, auth, cluster and metrics, and assembled by appliance. Only this room
// imports bbolt. DESIGN.md beside this file has the format and the reasons.
package store
