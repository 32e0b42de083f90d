package kvm

import (
	"context"
	"sync"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// eventIDs are libvirt's events that amount to a changed VM. Lifecycle must
// work; a driver may lack others.
func eventIDs() []libvirt.DomainEventID {
	return []libvirt.DomainEventID{
		libvirt.DomainEventIDLifecycle, libvirt.DomainEventIDReboot, libvirt.DomainEventIDMetadataChange,
		libvirt.DomainEventIDDeviceAdded, libvirt.DomainEventIDDeviceRemoved, libvirt.DomainEventIDDiskChange,
		libvirt.DomainEventIDTrayChange, libvirt.DomainEventIDBalloonChange, libvirt.DomainEventIDTunable,
	}
}

// subscribe asks for events. The group that it returns waits for their readers,
// which end when subscribed does. That must be after the link was closed: at
// its end go-libvirt takes the subscriptions back with one more call each, and
// libvirtd 9.0 crashes when these meet the end of their connection.
//
// go-libvirt queues without bound for a slow reader and blocks forever on one
// that stops, so the readers here stop last, and never wait for a watcher.
func (p *Provider) subscribe(ctx, subscribed context.Context, s *session) (*sync.WaitGroup, error) {
	var readers sync.WaitGroup
	t := &translator{p: p, paused: map[novacron.VMID]bool{}}
	limited, cancel := p.bounded(ctx)
	defer cancel()
	for _, id := range eventIDs() {
		events, err := call(limited, s.events, func(lv *libvirt.Libvirt) (<-chan any, error) {
			return lv.SubscribeEvents(subscribed, id, nil)
		})
		if err != nil && id == libvirt.DomainEventIDLifecycle {
			return &readers, err
		}
		if err != nil {
			p.log.Debug().Err(err).Int32("event", int32(id)).Msg("libvirt event is not offered")
			continue
		}
		readers.Go(func() {
			for ev := range events {
				t.translate(ctx, ev)
			}
		})
	}
	return &readers, nil
}

// translator makes notices of libvirt's events.
type translator struct {
	p *Provider

	mu     sync.Mutex
	paused map[novacron.VMID]bool // false once seen running: what follows a start is no resume
}

func (t *translator) translate(ctx context.Context, ev any) {
	changed := func(d libvirt.Domain, event, reason string) {
		t.p.hub.send(hypervisor.Notice{Kind: hypervisor.NoticeChanged, VM: vmID(d.UUID), Event: event, Reason: reason})
	}
	switch ev := ev.(type) {
	case *libvirt.DomainEventCallbackLifecycleMsg:
		t.lifecycle(ctx, ev.Msg)
	case *libvirt.DomainEventCallbackRebootMsg:
		changed(ev.Msg.Dom, novacron.EventVMRebooted, "")
	case *libvirt.DomainEventCallbackMetadataChangeMsg:
		changed(ev.Dom, novacron.EventVMChanged, "metadata")
	case *libvirt.DomainEventCallbackDeviceAddedMsg:
		changed(ev.Dom, novacron.EventVMChanged, "device added")
	case *libvirt.DomainEventCallbackDeviceRemovedMsg:
		changed(ev.Msg.Dom, novacron.EventVMChanged, "device removed")
	case *libvirt.DomainEventCallbackDiskChangeMsg:
		changed(ev.Msg.Dom, novacron.EventVMChanged, "disk changed")
	case *libvirt.DomainEventCallbackTrayChangeMsg:
		changed(ev.Msg.Dom, novacron.EventVMChanged, "tray moved")
	case *libvirt.DomainEventCallbackBalloonChangeMsg:
		changed(ev.Msg.Dom, "", "balloon")
	case *libvirt.DomainEventCallbackTunableMsg:
		changed(ev.Dom, novacron.EventVMChanged, "tunable")
	}
}

// lifecycle tells what a lifecycle event amounts to
// (https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainEventType).
func (t *translator) lifecycle(ctx context.Context, msg libvirt.DomainEventLifecycleMsg) {
	n := hypervisor.Notice{Kind: hypervisor.NoticeChanged, VM: vmID(msg.Dom.UUID)}
	n.Event, n.Reason = lifecycleEvent(libvirt.DomainEventType(msg.Event), msg.Detail)
	if n.Event == novacron.EventVMResumed && !t.wasPaused(n.VM) {
		n.Event = ""
	}
	t.remember(n)
	switch libvirt.DomainEventType(msg.Event) { //nolint:exhaustive // the others end no VM
	case libvirt.DomainEventUndefined:
		n = t.whereIs(ctx, n)
	case libvirt.DomainEventStopped:
		// A transient domain is gone without another event.
		t.p.hub.send(n)
		if n = t.whereIs(ctx, n); n.Kind != hypervisor.NoticeGone {
			return
		}
	}
	t.p.hub.send(n)
}

// whereIs turns the notice into Gone when libvirt no longer knows the domain.
func (t *translator) whereIs(ctx context.Context, n hypervisor.Notice) hypervisor.Notice {
	uuid, _ := parseID(n.VM)
	dom, err := ask(ctx, t.p, domains, func(lv *libvirt.Libvirt) (int32, error) {
		d, err := lv.DomainLookupByUUID(uuid)
		if err != nil {
			return 0, err
		}
		return lv.DomainIsPersistent(d)
	})
	switch {
	case novacron.CodeOf(err) == novacron.NotFound:
		return hypervisor.Notice{Kind: hypervisor.NoticeGone, VM: n.VM, Reason: n.Reason}
	case err != nil || dom == 0:
		t.p.resyncSoon()
	}
	return n
}

func (t *translator) wasPaused(id novacron.VMID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	paused, known := t.paused[id]
	return paused || !known
}

func (t *translator) remember(n hypervisor.Notice) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch n.Event {
	case novacron.EventVMStarted, novacron.EventVMResumed:
		t.paused[n.VM] = false
	case novacron.EventVMPaused, novacron.EventVMSuspended:
		t.paused[n.VM] = true
	case novacron.EventVMStopped:
		delete(t.paused, n.VM)
	}
}

// lifecycleEvent returns the event and reason of a lifecycle event. Details
// that are not known (a newer libvirt) give no reason.
func lifecycleEvent(event libvirt.DomainEventType, detail int32) (string, string) {
	reason := func(words ...string) string {
		if detail < 0 || int(detail) >= len(words) {
			return ""
		}
		return words[detail]
	}
	switch event {
	case libvirt.DomainEventDefined:
		if libvirt.DomainEventDefinedDetailType(detail) == libvirt.DomainEventDefinedAdded {
			return novacron.EventVMCreated, "defined"
		}
		return novacron.EventVMChanged, reason("defined", "updated", "renamed", "from snapshot")
	case libvirt.DomainEventUndefined:
		return novacron.EventVMChanged, reason("undefined", "renamed")
	case libvirt.DomainEventStarted:
		return novacron.EventVMStarted, reason("booted", "migrated", "restored", "from snapshot", "wakeup", "recreated")
	case libvirt.DomainEventSuspended:
		return novacron.EventVMPaused, reason("paused", "migrated", "io error", "watchdog", "restored", "from snapshot",
			"api error", "postcopy", "postcopy failed")
	case libvirt.DomainEventResumed:
		return novacron.EventVMResumed, reason("unpaused", "migrated", "from snapshot", "postcopy", "postcopy failed")
	case libvirt.DomainEventStopped:
		return novacron.EventVMStopped, reason("shutdown", "power_off", "crashed", "migrated", "saved", "failed",
			"from snapshot", "recreated")
	case libvirt.DomainEventShutdown:
		return "", reason("finished", "guest", "host")
	case libvirt.DomainEventPmsuspended:
		return novacron.EventVMSuspended, reason("memory", "disk")
	case libvirt.DomainEventCrashed:
		return novacron.EventVMCrashed, reason("panicked", "crash loaded")
	}
	return "", ""
}
