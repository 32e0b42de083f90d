// Package auth knows who may do what and records who did it: users and their
// passwords, sessions, API tokens, the first setup, the identity of processes
// on the host, the node's certificate, the guards before the services, and the
// audit.
//
// It promises:
//   - No record, no action: a guarded mutation begins after its intent is on
//     disk. Changes of this room's own records are one transaction with theirs.
//   - Every intent is followed by an outcome, or by an acceptance whose
//     operation has one; a missing outcome means that the process or the disk
//     died between the two, and that it is not known what was done. Refusals
//     are recorded as denied, at a bounded rate. Reads and dry runs that are
//     permitted leave no record, nor do calls without any identity.
//   - Secrets (passwords, setup codes, session and token secrets) are not in
//     the store, the audit or the log; their hashes are.
//   - What costs memory or time for people who have proven nothing is bounded:
//     attempts by address and account, hashes at once, records of denials, and
//     the memory of all these.
//   - Nobody is locked out for good: every limit refills within minutes, and
//     root on the host needs no password.
//
// It refuses to know what a VM is beyond its id and name, and how requests come
// in: api reads cookies and headers, appliance hands out the local socket.
// Appliance wraps each service once (GuardVMs and its kin), so that no entrance
// can forget a check. Access is its own guard.
//
// This room alone imports golang.org/x/crypto.
package auth
