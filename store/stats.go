package store

import (
	"os"
)

// Stats are a store's figures at one moment.
type Stats struct {
	FileBytes         int64  // size of the file; it may be sparse
	VMs               int    // VMs in the inventory
	EventsStored      uint64 // events kept
	EventsUnpublished uint64 // events kept that the bus has not taken yet
	OperationsRunning int    // operations that are pending or running
}

// Stats returns the store's figures, without reading the file.
func (s *Store) Stats() Stats {
	var st Stats
	if info, err := os.Stat(s.Path()); err == nil {
		st.FileBytes = info.Size()
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	st.VMs = len(s.mem.vms.byID)
	if s.mem.firstEvent > 0 {
		st.EventsStored = s.mem.lastEvent + 1 - s.mem.firstEvent
		st.EventsUnpublished = s.mem.lastEvent + 1 - max(s.mem.firstEvent, s.mem.published+1)
	}
	for state, n := range s.mem.operations {
		if !state.Final() {
			st.OperationsRunning += n
		}
	}
	return st
}
