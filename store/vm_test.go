package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

func TestPutVMSetsWhatIsTheStores(t *testing.T) {
	c := newClock()
	s := storetest.New(t, func(o *store.Options) { o.Now = c.Now })
	put(t, s, vm("a", "web-1"))
	first, err := s.VM("a")
	require.NoError(t, err)
	require.Equal(t, c.Now(), first.CreatedAt)
	require.Equal(t, c.Now(), first.UpdatedAt)
	require.Equal(t, s.NodeID(), first.Node)

	c.move(time.Hour)
	first.Title = "Shop"
	update(t, s, func(tx *store.Tx) error {
		second, err := tx.PutVM(first)
		require.NoError(t, err)
		require.Greater(t, second.Revision, first.Revision)
		require.Equal(t, first.CreatedAt, second.CreatedAt)
		require.Equal(t, c.Now(), second.UpdatedAt)
		inside, err := tx.VM("a")
		require.NoError(t, err)
		require.Equal(t, second, inside)
		outside, err := s.VM("a")
		require.NoError(t, err)
		require.Empty(t, outside.Title, "not committed yet")
		return nil
	})
}

func TestARecreatedVMNeverReusesARevision(t *testing.T) {
	s := storetest.New(t)
	put(t, s, vm("a", "web-1"))
	old, err := s.VM("a")
	require.NoError(t, err)
	update(t, s, func(tx *store.Tx) error { return tx.DeleteVM("a") })
	_, err = s.VM("a")
	requireCode(t, novacron.NotFound, err)
	put(t, s, vm("a", "web-1"))
	again, err := s.VM("a")
	require.NoError(t, err)
	require.Greater(t, again.Revision, old.Revision)
}

func TestNamesAreUnique(t *testing.T) {
	s := storetest.New(t)
	put(t, s, vm("a", "web-1"), vm("b", "web-2"))
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.PutVM(vm("c", "web-1"))
		return err
	})
	require.NotEmpty(t, requireCode(t, novacron.Conflict, err).Mend)

	// Names may be swapped in one transaction, and taken over from the deleted.
	put(t, s, vm("a", "spare"), vm("b", "web-1"), vm("a", "web-2"))
	got, err := s.VMByName("web-1")
	require.NoError(t, err)
	require.Equal(t, novacron.VMID("b"), got.ID)
	_, err = s.VMByName("spare")
	requireCode(t, novacron.NotFound, err)
	update(t, s, func(tx *store.Tx) error {
		require.NoError(t, tx.DeleteVM("a"))
		_, err := tx.VM("a")
		requireCode(t, novacron.NotFound, err)
		_, err = tx.PutVM(vm("c", "web-2"))
		return err
	})
}

func TestAVMWithoutIDOrNameIsInvalid(t *testing.T) {
	s := storetest.New(t)
	update(t, s, func(tx *store.Tx) error {
		_, err := tx.PutVM(vm("", "x"))
		requireField(t, err, "id")
		_, err = tx.PutVM(vm("x", ""))
		requireField(t, err, "name")
		requireCode(t, novacron.NotFound, tx.DeleteVM("x"))
		return nil
	})
}

func TestResultsAreCopies(t *testing.T) {
	s := storetest.New(t)
	since := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	full := vm("a", "web-1")
	full.Labels = map[string]string{"tier": "web"}
	full.Disks = []novacron.Disk{{Device: "vda"}}
	full.NICs = []novacron.NIC{{MAC: "52:54:00:00:00:01"}}
	full.Pending = []novacron.Change{{Field: "vcpus"}}
	full.StateSince = &since
	put(t, s, full)
	want, err := s.VM("a")
	require.NoError(t, err)

	spoil := func(vm novacron.VM) {
		vm.Labels["tier"] = "spoilt"
		vm.Disks[0].Device, vm.NICs[0].MAC, vm.Pending[0].Field = "", "", ""
		*vm.StateSince = time.Time{}
	}
	spoil(full)
	page, err := s.VMs(novacron.VMQuery{})
	require.NoError(t, err)
	spoil(page.Items[0])
	byName, err := s.VMByName("web-1")
	require.NoError(t, err)
	spoil(byName)
	got, err := s.VM("a")
	require.NoError(t, err)
	require.Equal(t, "web", got.Labels["tier"])
	require.Equal(t, want, got)
}

func TestEmptyPartsAreTheSameBeforeAndAfterAReopen(t *testing.T) {
	s := storetest.New(t) // its check compares memory and file
	v := vm("a", "web-1")
	v.Labels, v.Disks = map[string]string{}, []novacron.Disk{}
	v.CreatedAt = time.Now()
	put(t, s, v)
}

func TestCounts(t *testing.T) {
	s := storetest.New(t)
	running := vm("a", "web-1")
	running.State, running.VCPUs, running.MemoryBytes = novacron.VMRunning, 2, 1<<30
	off := vm("b", "web-2")
	off.VCPUs, off.MemoryBytes = 4, 1<<31
	put(t, s, running, off)
	states, vcpus, memory := s.VMCounts()
	require.Equal(t, map[novacron.VMState]int{novacron.VMRunning: 1, novacron.VMShutoff: 1}, states)
	require.Equal(t, 2, vcpus)
	require.Equal(t, uint64(1<<30), memory)

	running.State = novacron.VMShutoff
	put(t, s, running)
	states, vcpus, memory = s.VMCounts()
	require.Equal(t, map[novacron.VMState]int{novacron.VMShutoff: 2}, states)
	require.Zero(t, vcpus)
	require.Zero(t, memory)
	require.Equal(t, 2, s.Stats().VMs)
}

func TestAQueryThatCannotBeUsedNamesTheField(t *testing.T) {
	s := storetest.New(t)
	put(t, s, vm("a", "a"), vm("b", "b"))
	for field, q := range map[string]novacron.VMQuery{
		"limit":  {PageRequest: novacron.PageRequest{Limit: novacron.MaxPageLimit + 1}},
		"sort":   {Sort: "size"},
		"state":  {States: []novacron.VMState{"off"}},
		"cursor": {PageRequest: novacron.PageRequest{Cursor: "!"}},
	} {
		_, err := s.VMs(q)
		requireField(t, err, field)
	}
	_, err := s.VMs(novacron.VMQuery{PageRequest: novacron.PageRequest{Limit: -1}})
	requireField(t, err, "limit")

	page, err := s.VMs(novacron.VMQuery{PageRequest: novacron.PageRequest{Limit: 1}})
	require.NoError(t, err)
	require.NotEmpty(t, page.Next)
	for _, sort := range []string{"-name", "state"} {
		_, err = s.VMs(novacron.VMQuery{Sort: sort, PageRequest: novacron.PageRequest{Cursor: page.Next}})
		requireField(t, err, "cursor")
	}
	_, err = s.VMs(novacron.VMQuery{Sort: "name", PageRequest: novacron.PageRequest{Cursor: page.Next}})
	require.NoError(t, err, "name is what no sort means")
}

func TestAPageIsNeverNil(t *testing.T) {
	s := storetest.New(t)
	page, err := s.VMs(novacron.VMQuery{Labels: map[string]string{"none": ""}})
	require.NoError(t, err)
	require.NotNil(t, page.Items)
	require.Zero(t, page.Total)
	require.Empty(t, page.Next)
}

func TestPagingGoesOnWhenItsLastItemIsGone(t *testing.T) {
	s := storetest.New(t)
	put(t, s, vm("1", "a"), vm("2", "b"), vm("3", "c"), vm("4", "d"))
	first, err := s.VMs(novacron.VMQuery{PageRequest: novacron.PageRequest{Limit: 2}})
	require.NoError(t, err)
	update(t, s, func(tx *store.Tx) error {
		require.NoError(t, tx.DeleteVM("2"))
		_, err := tx.PutVM(vm("0", "aa"))
		return err
	})
	rest, err := s.VMs(novacron.VMQuery{PageRequest: novacron.PageRequest{Limit: 2, Cursor: first.Next}})
	require.NoError(t, err)
	require.Len(t, rest.Items, 2)
	require.Equal(t, "c", rest.Items[0].Name)
	require.Equal(t, "d", rest.Items[1].Name)
	require.Empty(t, rest.Next)
}
