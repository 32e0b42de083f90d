package store

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/novacron/novacron/novacron"
)

// VM returns a VM from memory. NotFound.
func (s *Store) VM(id novacron.VMID) (novacron.VM, error) {
	s.mu.RLock()
	entry := s.mem.vms.byID[id]
	s.mu.RUnlock()
	if entry == nil {
		return novacron.VM{}, errNoVM(string(id))
	}
	return cloneVM(entry.vm), nil
}

// VMByName returns the VM of exactly that name from memory. NotFound.
func (s *Store) VMByName(name string) (novacron.VM, error) {
	s.mu.RLock()
	entry := s.mem.vms.byID[s.mem.vms.byName[name]]
	s.mu.RUnlock()
	if entry == nil {
		return novacron.VM{}, errNoVM(name)
	}
	return cloneVM(entry.vm), nil
}

// VMs returns a page from memory. Invalid, naming the field, for a limit,
// sort, state or cursor that cannot be used. Total is exact for no filter, for
// states alone and for one label alone; for any other filter as long as its
// narrowest part matches up to 10,000 VMs, and -1 beyond.
func (s *Store) VMs(q novacron.VMQuery) (novacron.Page[novacron.VM], error) {
	sel, err := newVMSelection(q)
	if err != nil {
		return novacron.Page[novacron.VM]{}, err
	}
	s.mu.RLock()
	entries, more, total := s.mem.vms.page(sel)
	s.mu.RUnlock()

	page := novacron.Page[novacron.VM]{Items: make([]novacron.VM, len(entries)), Total: total}
	for i, entry := range entries { // entries never change: copy outside of the lock
		page.Items[i] = cloneVM(entry.vm)
	}
	if more {
		page.Next = sel.cursorAfter(entries[len(entries)-1]).encode()
	}
	return page, nil
}

// VMIDs returns the id of every VM, sorted.
func (s *Store) VMIDs() []novacron.VMID {
	s.mu.RLock()
	ids := slices.Collect(maps.Keys(s.mem.vms.byID))
	s.mu.RUnlock()
	slices.Sort(ids)
	return ids
}

// VMCounts returns how many VMs are in each state, and the virtual CPUs and
// the memory of the active ones.
func (s *Store) VMCounts() (byState map[novacron.VMState]int, vcpus int, memoryBytes uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	byState = make(map[novacron.VMState]int, len(s.mem.vms.states))
	for state, f := range s.mem.vms.states {
		byState[state] = f.len()
	}
	return byState, s.mem.vms.activeVCPUs, s.mem.vms.activeMemoryBytes
}

// VM returns a VM as the transaction sees it. NotFound.
func (tx *Tx) VM(id novacron.VMID) (novacron.VM, error) {
	raw := tx.bucket(bucketVMs).Get([]byte(id))
	if raw == nil {
		return novacron.VM{}, errNoVM(string(id))
	}
	return decode[novacron.VM](bucketVMs, []byte(id), raw)
}

// PutVM writes a VM, new or not, and returns it as it was written: with the
// next Revision (which no VM ever had or will have again), with UpdatedAt, and
// where they were empty with CreatedAt and Node. Conflict when another VM has
// the name, Invalid without an id or a name.
func (tx *Tx) PutVM(vm novacron.VM) (novacron.VM, error) {
	if err := tx.checkVM(vm); err != nil {
		return novacron.VM{}, err
	}
	revision, err := tx.next(bucketVMs)
	if err != nil {
		return novacron.VM{}, err
	}
	vm.Revision, vm.UpdatedAt = revision, tx.now
	if vm.CreatedAt.IsZero() {
		vm.CreatedAt = tx.now
	}
	if vm.Node == "" {
		vm.Node = tx.s.node
	}
	raw, err := json.Marshal(vm)
	if err != nil {
		return novacron.VM{}, novacron.Errorf(novacron.Internal, "encode vm %s: %w", vm.ID, err)
	}
	// Memory gets what the next start would read, not what the caller holds.
	entry, err := decodeVMEntry([]byte(vm.ID), raw)
	if err != nil {
		return novacron.VM{}, err
	}
	if err := tx.put(bucketVMs, []byte(vm.ID), raw); err != nil {
		return novacron.VM{}, err
	}
	tx.replaceVM(vm.ID, entry)
	return cloneVM(entry.vm), nil
}

func (tx *Tx) checkVM(vm novacron.VM) error {
	if err := tx.writable(); err != nil {
		return err
	}
	if vm.ID == "" {
		return novacron.InvalidField("id", "must not be empty")
	}
	if vm.Name == "" {
		return novacron.InvalidField("name", "must not be empty")
	}
	if owner := tx.vmNamed(vm.Name); owner != "" && owner != vm.ID {
		return novacron.Errorf(novacron.Conflict, "the name %s belongs to the vm %s", vm.Name, owner).
			WithMend("choose another name, or rename or delete that vm")
	}
	return nil
}

// DeleteVM removes a VM's record. NotFound.
func (tx *Tx) DeleteVM(id novacron.VMID) error {
	if tx.bucket(bucketVMs).Get([]byte(id)) == nil {
		return errNoVM(string(id))
	}
	if err := tx.delete(bucketVMs, []byte(id)); err != nil {
		return err
	}
	tx.replaceVM(id, nil)
	return nil
}

// vmNamed returns who has the name as the transaction sees it. Only the writer
// may call it: it reads memory without its lock, which only the writer changes.
func (tx *Tx) vmNamed(name string) novacron.VMID {
	if id, ok := tx.changes.names[name]; ok {
		return id
	}
	return tx.s.mem.vms.byName[name]
}

// replaceVM notes what a VM will be after the commit; nil for none.
func (tx *Tx) replaceVM(id novacron.VMID, entry *vmEntry) {
	old, ok := tx.changes.vms[id]
	if !ok {
		old = tx.s.mem.vms.byID[id]
	}
	if old != nil {
		tx.changes.names[old.vm.Name] = ""
	}
	if entry != nil {
		tx.changes.names[entry.vm.Name] = id
	}
	tx.changes.vms[id] = entry
}

func errNoVM(name string) error { return novacron.Errorf(novacron.NotFound, "vm %s", name) }

// cloneVM returns a VM that shares nothing that can change.
func cloneVM(vm novacron.VM) novacron.VM {
	vm.Labels = maps.Clone(vm.Labels)
	vm.Disks = slices.Clone(vm.Disks)
	vm.NICs = slices.Clone(vm.NICs)
	for i := range vm.NICs {
		vm.NICs[i].Addresses = slices.Clone(vm.NICs[i].Addresses)
	}
	vm.Pending = slices.Clone(vm.Pending)
	vm.StateSince = cloneTime(vm.StateSince)
	return vm
}

func cloneTime(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	c := *t
	return &c
}
