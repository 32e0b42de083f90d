package kvm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// Define makes the VM, or finds that it made it before.
func (p *Provider) Define(ctx context.Context, def hypervisor.Definition) error {
	s, err := p.session()
	if err != nil {
		return err
	}
	uuid, err := parseID(def.VM.ID)
	if err != nil {
		return novacron.InvalidField("id", "%q is not a UUID", def.VM.ID)
	}
	mark, err := fingerprint(def)
	if err != nil {
		return err
	}
	if err := p.resolveDisks(ctx, &def); err != nil {
		return err
	}
	text, err := s.marshalDomain(def, mark, p.opts)
	if err != nil {
		return fmt.Errorf("write domain xml: %w", err)
	}
	return tell(ctx, p, domains, func(lv *libvirt.Libvirt) error {
		return define(lv, uuid, def.VM, mark, text)
	})
}

// define asks libvirt. It looks before, because libvirt redefines a domain of
// the same UUID and name without a word, and after a refusal, because somebody
// may have been quicker.
func define(lv *libvirt.Libvirt, uuid libvirt.UUID, vm novacron.VM, mark, text string) error {
	found, err := defined(lv, uuid, vm, mark)
	if err != nil {
		return err
	}
	if !found {
		if _, err := lv.DomainDefineXMLFlags(text, libvirt.DomainDefineValidate); err != nil {
			if found, conflict := defined(lv, uuid, vm, mark); conflict != nil || !found {
				return first(conflict, err)
			}
		}
	}
	d, err := lv.DomainLookupByUUID(uuid)
	if err != nil {
		return err
	}
	if !found || vm.Autostart {
		return lv.DomainSetAutostart(d, oneIf(vm.Autostart))
	}
	return nil
}

// defined says whether the VM was made from this definition already; Conflict
// when its ID or name belongs to something else.
func defined(lv *libvirt.Libvirt, uuid libvirt.UUID, vm novacron.VM, mark string) (bool, error) {
	d, err := lv.DomainLookupByUUID(uuid)
	if isNumber(err, libvirt.ErrNoDomain) {
		return false, nameFree(lv, vm.Name)
	}
	if err != nil {
		return false, err
	}
	text, err := lv.DomainGetXMLDesc(d, libvirt.DomainXMLInactive)
	if err != nil {
		return false, err
	}
	domain, err := parseDomain(text)
	if err != nil {
		return false, err
	}
	if mine := domain.mine(); mine.Definition != mark {
		return false, novacron.Errorf(novacron.Conflict, "a vm with the id %s exists already: %s", vm.ID, d.Name)
	}
	return true, nil
}

func nameFree(lv *libvirt.Libvirt, name string) error {
	d, err := lv.DomainLookupByName(name)
	if isNumber(err, libvirt.ErrNoDomain) {
		return nil
	}
	if err != nil {
		return err
	}
	return novacron.Errorf(novacron.Conflict, "a vm named %s exists already (%s)", name, vmID(d.UUID)).WithMend("choose another name")
}

// fingerprint tells one definition from another. Paths of volumes are left
// out: they follow from pool and name.
func fingerprint(def hypervisor.Definition) (string, error) {
	vm := def.VM
	vm.Disks = append([]novacron.Disk(nil), vm.Disks...)
	for i := range vm.Disks {
		if vm.Disks[i].Volume != "" {
			vm.Disks[i].Source = ""
		}
	}
	same := struct {
		Name, Title, Description, Firmware, CPUModel string
		Labels                                       map[string]string
		VCPUs                                        int
		MemoryBytes                                  uint64
		Disks                                        []novacron.Disk
		NICs                                         []novacron.NIC
		Boot                                         *novacron.DirectBoot
	}{vm.Name, vm.Title, vm.Description, vm.Firmware, vm.CPUModel, vm.Labels, vm.VCPUs, vm.MemoryBytes, vm.Disks, vm.NICs, def.Boot}
	b, err := json.Marshal(same)
	if err != nil {
		return "", fmt.Errorf("fingerprint the definition: %w", err)
	}
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:16]), nil
}

// resolveDisks fills in the paths of volumes.
func (p *Provider) resolveDisks(ctx context.Context, def *hypervisor.Definition) error {
	disks := append([]novacron.Disk(nil), def.VM.Disks...)
	for i := range disks {
		if disks[i].Volume == "" {
			continue
		}
		path, err := p.volumePath(ctx, disks[i].Pool, disks[i].Volume)
		if err != nil {
			return err
		}
		disks[i].Source = path
	}
	def.VM.Disks = disks
	return nil
}

// Undefine removes the definition and what belongs to it alone.
func (p *Provider) Undefine(ctx context.Context, id novacron.VMID) error {
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		state, _, err := lv.DomainGetState(d, 0)
		if err != nil {
			return struct{}{}, err
		}
		if stateOf(state).Active() {
			return struct{}{}, novacron.Errorf(novacron.WrongState, "vm %s is %s", d.Name, stateOf(state)).WithMend("shut it down or power it off first")
		}
		return struct{}{}, undefine(lv, d)
	})
	if err == nil {
		p.dropFilters(ctx, id)
	}
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	return err
}

// undefine tries with everything that may hang on a domain, then with less:
// drivers and versions refuse flags that they do not know.
func undefine(lv *libvirt.Libvirt, d libvirt.Domain) error {
	saved := libvirt.DomainUndefineManagedSave
	snapshots := saved | libvirt.DomainUndefineSnapshotsMetadata
	nvram := snapshots | libvirt.DomainUndefineNvram
	checkpoints := nvram | libvirt.DomainUndefineCheckpointsMetadata
	var err error
	for _, flags := range []libvirt.DomainUndefineFlagsValues{
		checkpoints | libvirt.DomainUndefineTpm, checkpoints, nvram, snapshots, saved, 0,
	} {
		err = lv.DomainUndefineFlags(d, flags)
		if !isNumber(err, libvirt.ErrInvalidArg, libvirt.ErrNoSupport, libvirt.ErrArgumentUnsupported, libvirt.ErrOperationUnsupported) {
			return err
		}
	}
	return err
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func oneIf(b bool) int32 {
	if b {
		return 1
	}
	return 0
}
