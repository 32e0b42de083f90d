package kvm

import (
	"context"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// How long a guest agent gets. libvirt itself would wait for ever.
const (
	agentPings   = 3  // seconds
	agentFreezes = 20 // seconds; a busy guest writes out its caches first
)

// snapshotAtRest makes a snapshot with the guest's file systems frozen, and says
// whether it did. libvirt freezes, makes it and thaws in one call, so that the
// guest thaws whatever becomes of NovaCron; an agent that does not answer in
// time is given up.
func (p *Provider) snapshotAtRest(ctx context.Context, id novacron.VMID, text string, flags libvirt.DomainSnapshotCreateFlags, plan hypervisor.SnapshotPlan, done *hypervisor.SnapshotDone) (bool, error) {
	err := p.pingAgent(ctx, id)
	if err == nil {
		err = p.takeSnapshot(ctx, id, text, flags|libvirt.DomainSnapshotCreateQuiesce)
	}
	if err == nil {
		done.Consistency = novacron.ConsistencyFilesystem
		return true, nil
	}
	if ctx.Err() != nil {
		return false, err
	}
	if plan.Freeze == novacron.FreezeRequire {
		return false, novacron.Errorf(novacron.Unavailable, "the guest agent did not bring the file systems to rest: %s", problemOf(err)).
			WithMend("look whether qemu-guest-agent runs in the guest, or do without")
	}
	done.Warnings = append(done.Warnings, "the guest's file systems were not at rest: "+problemOf(err))
	return false, nil
}

// pingAgent asks the agent whether it is there, and gives it a time for what
// follows.
func (p *Provider) pingAgent(ctx context.Context, id novacron.VMID) error {
	ctx, cancel := context.WithTimeout(ctx, (agentPings+2)*time.Second)
	defer cancel()
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		if _, err := lv.QEMUDomainAgentCommand(d, `{"execute":"guest-ping"}`, agentPings, 0); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, setAgentTimeout(lv, d)
	})
	return err
}

func setAgentTimeout(lv *libvirt.Libvirt, d libvirt.Domain) error {
	_, err := lv.DomainAgentSetResponseTimeout(d, agentFreezes, 0)
	return err
}
