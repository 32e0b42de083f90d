package hypervisortest

import (
	"slices"
	"strconv"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// whole returns an edit of every field, and the values in it.
func whole() hypervisor.Edit {
	title, description, vcpus, memory, autostart := "Another <title>", "Two\nlines & more", 2, uint64(192<<20), true
	labels := map[string]string{"tier": "edited", "new": ""}
	return hypervisor.Edit{
		Title: &title, Description: &description, Labels: &labels,
		VCPUs: &vcpus, MemoryBytes: &memory, Autostart: &autostart,
	}
}

// fields returns the names of the changed fields, sorted.
func fields(changes []novacron.Change) []string {
	names := []string{}
	for _, c := range changes {
		names = append(names, c.Field)
	}
	slices.Sort(names)
	return names
}

func testEdit(s *suite) {
	id := s.define(s.request())
	before := s.get(id)
	edit := whole()

	plan, err := s.PlanEdit(s.ctx(), id, edit)
	require.NoError(s.T, err)
	require.Equal(s.T, before, s.get(id), "a plan changes nothing")

	changes, err := s.Edit(s.ctx(), id, edit)
	require.NoError(s.T, err)
	require.Equal(s.T, plan, changes, "the plan was what happened")
	require.Equal(s.T, []string{"autostart", "description", "labels", "memoryBytes", "title", "vcpus"}, fields(changes))
	for _, c := range changes {
		require.Equal(s.T, novacron.AppliedNow, c.Applied, "%s of a VM that is off", c.Field)
		if c.Field == "vcpus" {
			require.Equal(s.T, novacron.Change{Field: "vcpus", From: "1", To: "2", Applied: novacron.AppliedNow}, c)
		}
	}
	want := before
	want.Title, want.Description, want.Labels = *edit.Title, *edit.Description, *edit.Labels
	want.VCPUs, want.MemoryBytes, want.Autostart = *edit.VCPUs, *edit.MemoryBytes, *edit.Autostart
	want.Hardware = s.get(id).Hardware // the maxima move along
	require.Equal(s.T, want, s.get(id), "what was asked changed, and nothing else")

	changes, err = s.Edit(s.ctx(), id, edit)
	require.NoError(s.T, err)
	require.Empty(s.T, changes, "again it changes nothing")

	empty, none, off := "", map[string]string{}, false
	_, err = s.Edit(s.ctx(), id, hypervisor.Edit{Title: &empty, Description: &empty, Labels: &none, Autostart: &off})
	require.NoError(s.T, err)
	vm := s.get(id)
	require.Empty(s.T, vm.Title)
	require.Empty(s.T, vm.Description)
	require.Empty(s.T, vm.Labels)
	require.False(s.T, vm.Autostart)
	require.True(s.T, vm.Managed, "the managed mark stays")
	require.Equal(s.T, before.CreatedAt, vm.CreatedAt)

	changes, err = s.Edit(s.ctx(), id, hypervisor.Edit{})
	require.NoError(s.T, err)
	require.Empty(s.T, changes)
}

func testEditInvalid(s *suite) {
	id := s.define(s.request())
	zero, little, lines, labels := 0, uint64(1), "two\nlines", map[string]string{"not a key": ""}
	for field, edit := range map[string]hypervisor.Edit{
		"vcpus":             {VCPUs: &zero},
		"memoryBytes":       {MemoryBytes: &little},
		"title":             {Title: &lines},
		"labels[not a key]": {Labels: &labels},
	} {
		for _, call := range []func() error{
			func() error { _, err := s.PlanEdit(s.ctx(), id, edit); return err },
			func() error { _, err := s.Edit(s.ctx(), id, edit); return err },
		} {
			err := call()
			s.code(novacron.Invalid, err)
			e, _ := novacron.AsError(err)
			require.Len(s.T, e.Fields, 1)
			require.Equal(s.T, field, e.Fields[0].Name)
		}
	}
}

func testEditRunning(s *suite) {
	id := s.running()
	before := s.get(id)
	edit := whole()
	plan, err := s.PlanEdit(s.ctx(), id, edit)
	require.NoError(s.T, err)
	changes, err := s.Edit(s.ctx(), id, edit)
	require.NoError(s.T, err)
	require.Equal(s.T, plan, changes)
	require.Equal(s.T, []string{"autostart", "description", "labels", "memoryBytes", "title", "vcpus"}, fields(changes))

	vm := s.get(id)
	later := []string{}
	for _, c := range changes {
		if c.Applied == novacron.AppliedNextStart {
			later = append(later, c.Field)
		}
	}
	slices.Sort(later)
	require.Subset(s.T, []string{"memoryBytes", "vcpus"}, later, "people's words take hold at once")
	require.Equal(s.T, later, fields(vm.Pending), "what waits is told")
	require.Equal(s.T, *edit.Title, vm.Title)
	require.Equal(s.T, *edit.Description, vm.Description)
	require.Equal(s.T, *edit.Labels, vm.Labels)
	require.True(s.T, vm.Autostart)
	for _, c := range vm.Pending {
		require.Equal(s.T, novacron.AppliedNextStart, c.Applied)
		if c.Field == "vcpus" {
			require.Equal(s.T, before.VCPUs, vm.VCPUs, "the running guest's number stays until then")
			require.Equal(s.T, strconv.Itoa(before.VCPUs), c.From)
			require.Equal(s.T, strconv.Itoa(*edit.VCPUs), c.To)
		}
	}
	changes, err = s.Edit(s.ctx(), id, edit)
	require.NoError(s.T, err)
	require.Empty(s.T, changes, "what waits already is not changed again")

	require.NoError(s.T, s.PowerOff(s.ctx(), id))
	s.state(id, novacron.VMShutoff)
	vm = s.get(id)
	require.Empty(s.T, vm.Pending)
	require.Equal(s.T, *edit.VCPUs, vm.VCPUs)
	require.Equal(s.T, *edit.MemoryBytes, vm.MemoryBytes)
}
