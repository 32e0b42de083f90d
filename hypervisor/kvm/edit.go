package kvm

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// Edit changes a domain through libvirt's own calls for each thing, so that
// whatever else is in its definition, and whatever others change at the same
// time, stays.
func (p *Provider) Edit(ctx context.Context, id novacron.VMID, edit hypervisor.Edit) ([]novacron.Change, error) {
	return p.edit(ctx, id, edit, func(lv *libvirt.Libvirt, e *editing) error {
		for _, step := range e.steps {
			if err := step(lv); err != nil {
				return err
			}
		}
		return nil
	})
}

// PlanEdit tells what Edit would do.
func (p *Provider) PlanEdit(ctx context.Context, id novacron.VMID, edit hypervisor.Edit) ([]novacron.Change, error) {
	return p.edit(ctx, id, edit, func(*libvirt.Libvirt, *editing) error { return nil })
}

func (p *Provider) edit(ctx context.Context, id novacron.VMID, edit hypervisor.Edit, do func(*libvirt.Libvirt, *editing) error) ([]novacron.Change, error) {
	s, err := p.session()
	if err != nil {
		return nil, err
	}
	if fields := checkEdit(edit, s.vcpuLimit()); len(fields) > 0 {
		return nil, novacron.InvalidFields(fields)
	}
	return onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) ([]novacron.Change, error) {
		e, err := newEditing(lv, d)
		if err != nil {
			return nil, err
		}
		if err := e.plan(lv, edit); err != nil {
			return nil, err
		}
		return e.changes, do(lv, e)
	})
}

func checkEdit(edit hypervisor.Edit, vcpuLimit int) []novacron.Field {
	var f faults
	var title, description string
	var labels map[string]string
	if edit.Title != nil {
		title = *edit.Title
	}
	if edit.Description != nil {
		description = *edit.Description
	}
	if edit.Labels != nil {
		labels = *edit.Labels
	}
	f.words(title, description, labels)
	if edit.VCPUs != nil {
		f.vcpus(*edit.VCPUs, vcpuLimit)
	}
	if edit.MemoryBytes != nil {
		f.memory(*edit.MemoryBytes)
	}
	return f
}

// editing is one edit of one domain: what it is, what changes, and the calls
// that change it.
type editing struct {
	d      libvirt.Domain
	raw    rawDomain
	live   domainXML // what runs, or would
	config domainXML // what the next start gets; live's twin when it is off
	active bool

	changes []novacron.Change
	steps   []func(*libvirt.Libvirt) error
}

func newEditing(lv *libvirt.Libvirt, d libvirt.Domain) (*editing, error) {
	raw, err := readDomain(lv, d)
	if err != nil {
		return nil, err
	}
	e := &editing{d: d, raw: raw, active: stateOf(raw.state).Active()}
	if e.live, err = parseDomain(raw.live); err != nil {
		return nil, err
	}
	e.config = e.live
	if raw.config != "" {
		e.config, err = parseDomain(raw.config)
	}
	return e, err
}

// change notes a change and the call that makes it.
func (e *editing) change(field, from, to string, applied novacron.Applied, step func(*libvirt.Libvirt) error) {
	e.changes = append(e.changes, novacron.Change{Field: field, From: from, To: to, Applied: applied})
	e.steps = append(e.steps, step)
}

// impact is where a change must be made so that it holds now and later.
func (e *editing) impact() libvirt.DomainModificationImpact {
	flags := libvirt.DomainAffectCurrent
	if e.raw.persistent {
		flags |= libvirt.DomainAffectConfig
	}
	if e.active {
		flags |= libvirt.DomainAffectLive
	}
	return flags
}

func (e *editing) plan(lv *libvirt.Libvirt, edit hypervisor.Edit) error {
	// What libvirt may refuse comes first, so that a refusal changes nothing.
	if edit.VCPUs != nil {
		if err := e.checkTopology(*edit.VCPUs); err != nil {
			return err
		}
		e.planVCPUs(*edit.VCPUs)
	}
	if edit.MemoryBytes != nil {
		e.planMemory(lv, wholeMiB(*edit.MemoryBytes))
	}
	e.planWords(edit)
	if edit.Labels != nil {
		if err := e.planLabels(*edit.Labels); err != nil {
			return err
		}
	}
	if edit.Autostart == nil || *edit.Autostart == e.raw.autostart {
		return nil
	}
	if !e.raw.persistent {
		return novacron.Errorf(novacron.Unsupported, "vm %s vanishes when it stops; it cannot start with its host", e.d.Name)
	}
	e.change("autostart", strconv.FormatBool(e.raw.autostart), strconv.FormatBool(*edit.Autostart), novacron.AppliedNow,
		func(lv *libvirt.Libvirt) error { return lv.DomainSetAutostart(e.d, oneIf(*edit.Autostart)) })
	return nil
}

func (e *editing) planWords(edit hypervisor.Edit) {
	word := func(field string, kind libvirt.DomainMetadataType, live, config string, to *string) {
		if to == nil || (live == *to && config == live) {
			return
		}
		from := live
		if from == *to {
			from = config
		}
		e.change(field, from, *to, novacron.AppliedNow, func(lv *libvirt.Libvirt) error {
			var text libvirt.OptString // none removes it
			if *to != "" {
				text = libvirt.OptString{*to}
			}
			return lv.DomainSetMetadata(e.d, int32(kind), text, nil, nil, e.impact())
		})
	}
	word("title", libvirt.DomainMetadataTitle, e.live.Title, e.config.Title, edit.Title)
	word("description", libvirt.DomainMetadataDescription, e.live.Desc, e.config.Desc, edit.Description)
}

func (e *editing) planLabels(labels map[string]string) error {
	mine := e.config.mine()
	if e.active && mine.CreatedAt == "" {
		mine = e.live.mine()
	}
	live, config := e.live.vm().Labels, e.config.vm().Labels
	if maps.Equal(live, labels) && maps.Equal(config, labels) {
		return nil
	}
	text, err := mine.withLabels(labels)
	if err != nil {
		return err
	}
	e.change("labels", labelText(live), labelText(labels), novacron.AppliedNow, func(lv *libvirt.Libvirt) error {
		return lv.DomainSetMetadata(e.d, int32(libvirt.DomainMetadataElement), libvirt.OptString{text},
			libvirt.OptString{namespacePrefix}, libvirt.OptString{namespace}, e.impact())
	})
	return nil
}

// labelText writes labels as a person would: "a=1, b".
func labelText(labels map[string]string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		if v := labels[k]; v != "" {
			k += "=" + v
		}
		parts = append(parts, k)
	}
	return strings.Join(parts, ", ")
}

// checkTopology refuses a number of vCPUs that somebody's own CPU topology has
// no room for: libvirt wants the maximum to be what the topology has.
func (e *editing) checkTopology(n int) error {
	slots := e.config.CPU.Topology.slots()
	if slots == 0 || n <= e.config.maxVCPUs() {
		return nil
	}
	return novacron.Errorf(novacron.Unsupported, "vm %s has a CPU topology of %d vcpus, which %d does not fit", e.d.Name, slots, n).
		WithMend("change the topology with virsh edit first")
}

// planVCPUs plugs vCPUs into a running guest that has room for them, and
// leaves unplugging, which needs the guest's help, to the next start. The
// maximum moves along where it was the number, as NovaCron defines it; where
// somebody gave room for more, or a topology, it stays.
func (e *editing) planVCPUs(n int) {
	now, later, room := e.live.vcpus(), e.config.vcpus(), e.config.maxVCPUs()
	if n == later && (n == now || !e.active || e.raw.persistent) {
		return
	}
	plug := e.active && n > now && n <= e.live.maxVCPUs()
	applied := novacron.AppliedNow
	if e.active && !plug && n != now {
		applied = novacron.AppliedNextStart
	}
	e.change("vcpus", strconv.Itoa(now), strconv.Itoa(n), applied, func(lv *libvirt.Libvirt) error {
		count := uint32(n)
		set := func(flags libvirt.DomainVCPUFlags) error { return lv.DomainSetVcpusFlags(e.d, count, uint32(flags)) }
		steps := []func() error{}
		if plug {
			steps = append(steps, func() error { return set(libvirt.DomainVCPULive) })
		}
		if e.raw.persistent {
			move := func() error { return set(libvirt.DomainVCPUConfig | libvirt.DomainVCPUMaximum) }
			count := func() error { return set(libvirt.DomainVCPUConfig) }
			switch {
			case n > room:
				steps = append(steps, move, count)
			case later == room && e.config.CPU.Topology.slots() == 0:
				steps = append(steps, count, move)
			default:
				steps = append(steps, count)
			}
		}
		return run(steps)
	})
}

// planMemory moves the balloon of a running guest that listens to it and has
// room, and leaves the rest to the next start. The maximum moves along as with
// vCPUs.
func (e *editing) planMemory(lv *libvirt.Libvirt, bytes uint64) {
	now, later, room := e.live.memory(), e.config.memory(), e.config.Memory.bytes()
	if bytes == later && (bytes == now || !e.active || e.raw.persistent) {
		return
	}
	balloon := e.active && bytes != now && bytes <= e.live.Memory.bytes() && e.listens(lv)
	applied := novacron.AppliedNow
	if e.active && !balloon && bytes != now {
		applied = novacron.AppliedNextStart
	}
	e.change("memoryBytes", decimal(now), decimal(bytes), applied, func(lv *libvirt.Libvirt) error {
		set := func(flags libvirt.DomainMemoryModFlags) error {
			return lv.DomainSetMemoryFlags(e.d, bytes>>10, uint32(flags))
		}
		steps := []func() error{}
		if balloon {
			steps = append(steps, func() error { return set(libvirt.DomainMemLive) })
		}
		if e.raw.persistent {
			if bytes > room || later == room {
				steps = append(steps, func() error { return set(libvirt.DomainMemConfig | libvirt.DomainMemMaximum) })
			}
			steps = append(steps, func() error { return set(libvirt.DomainMemConfig) })
		}
		return run(steps)
	})
}

// listens says whether the guest has a balloon driver: only then does it report
// what it uses. Without one, asking it to shrink would change nothing.
func (e *editing) listens(lv *libvirt.Libvirt) bool {
	stats, err := lv.DomainMemoryStats(e.d, uint32(libvirt.DomainMemoryStatNr), 0)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(stats, func(s libvirt.DomainMemoryStat) bool {
		return libvirt.DomainMemoryStatTags(s.Tag) == libvirt.DomainMemoryStatAvailable
	})
}

func run(steps []func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
