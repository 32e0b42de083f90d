package fake

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// Edit changes a definition. Memory of a running VM shrinks at once, and grows
// back to what it booted with; more memory, and any number of vCPUs, wait for
// the next start. Everything else takes hold at once.
func (p *Provider) Edit(ctx context.Context, id novacron.VMID, edit hypervisor.Edit) (changes []novacron.Change, err error) {
	err = p.change(ctx, "Edit", id, func(m *machine) error {
		if changes, err = plan(m, edit); err != nil || len(changes) == 0 {
			return err
		}
		apply(m, edit)
		p.changedLocked(id, novacron.EventVMChanged, "edited")
		return nil
	})
	return changes, err
}

// PlanEdit returns what Edit would.
func (p *Provider) PlanEdit(ctx context.Context, id novacron.VMID, edit hypervisor.Edit) (changes []novacron.Change, err error) {
	err = p.do(ctx, "PlanEdit", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		changes, err = plan(m, edit)
		return err
	})
	return changes, err
}

func plan(m *machine, edit hypervisor.Edit) ([]novacron.Change, error) {
	if err := checkEdit(m, edit); err != nil {
		return nil, err
	}
	var changes []novacron.Change
	note := func(field string, from, to any, at novacron.Applied) {
		if c := change(field, from, to, at); c.From != c.To {
			changes = append(changes, c)
		}
	}
	if edit.Title != nil {
		note("title", m.VM.Title, *edit.Title, novacron.AppliedNow)
	}
	if edit.Description != nil {
		note("description", m.VM.Description, *edit.Description, novacron.AppliedNow)
	}
	if edit.Labels != nil {
		note("labels", labelText(m.VM.Labels), labelText(*edit.Labels), novacron.AppliedNow)
	}
	if edit.VCPUs != nil {
		note("vcpus", m.VM.VCPUs, *edit.VCPUs, m.vcpusApply(*edit.VCPUs))
	}
	if edit.MemoryBytes != nil {
		note("memoryBytes", m.VM.MemoryBytes, *edit.MemoryBytes, m.memoryApplies(*edit.MemoryBytes))
	}
	if edit.Autostart != nil {
		note("autostart", m.VM.Autostart, *edit.Autostart, novacron.AppliedNow)
	}
	return changes, nil
}

func checkEdit(m *machine, edit hypervisor.Edit) error {
	c := completer{vm: novacron.VM{VCPUs: 1, MemoryBytes: minMemoryBytes}}
	if edit.Title != nil {
		c.vm.Title = *edit.Title
	}
	if edit.Labels != nil {
		c.vm.Labels = *edit.Labels
	}
	if edit.VCPUs != nil {
		c.vm.VCPUs = *edit.VCPUs
	}
	if edit.MemoryBytes != nil {
		c.vm.MemoryBytes = *edit.MemoryBytes
	}
	c.size()
	c.words()
	if len(c.faults) > 0 {
		return novacron.InvalidFields(c.faults)
	}
	if edit.Autostart != nil && *edit.Autostart && !m.VM.Persistent {
		return novacron.Errorf(novacron.WrongState, "vm %s vanishes when it stops, so it cannot start by itself", m.VM.Name)
	}
	return nil
}

func apply(m *machine, edit hypervisor.Edit) {
	if edit.VCPUs != nil {
		m.VM.VCPUs = *edit.VCPUs
	}
	if edit.MemoryBytes != nil {
		if m.Live != nil && m.memoryApplies(*edit.MemoryBytes) == novacron.AppliedNow {
			m.Live.MemoryBytes = *edit.MemoryBytes
		}
		m.VM.MemoryBytes = *edit.MemoryBytes
	}
	if edit.Title != nil {
		m.VM.Title = *edit.Title
	}
	if edit.Description != nil {
		m.VM.Description = *edit.Description
	}
	if edit.Labels != nil {
		m.VM.Labels = maps.Clone(*edit.Labels)
	}
	if edit.Autostart != nil {
		m.VM.Autostart = *edit.Autostart
	}
}

// vcpusApply says when a number of vCPUs takes hold.
func (m *machine) vcpusApply(n int) novacron.Applied {
	if m.Live == nil || n == m.Live.VCPUs {
		return novacron.AppliedNow
	}
	return novacron.AppliedNextStart
}

// memoryApplies says when an amount of memory takes hold.
func (m *machine) memoryApplies(n uint64) novacron.Applied {
	if m.Live == nil || n <= m.Live.BootMemoryBytes {
		return novacron.AppliedNow
	}
	return novacron.AppliedNextStart
}

func change(field string, from, to any, at novacron.Applied) novacron.Change {
	return novacron.Change{Field: field, From: fmt.Sprint(from), To: fmt.Sprint(to), Applied: at}
}

// labelText writes labels in the order of their keys: "a=1,b=2".
func labelText(labels map[string]string) string {
	parts := make([]string, 0, len(labels))
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		parts = append(parts, key+"="+labels[key])
	}
	return strings.Join(parts, ",")
}
