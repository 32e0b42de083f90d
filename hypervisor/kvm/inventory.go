package kvm

import (
	"context"
	"slices"
	"sync"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// readers is how many domains List reads at once: libvirtd formats a domain's
// XML in a worker thread, and more than the host's spare cores gain nothing.
const readers = 4

// VM reads one VM.
func (p *Provider) VM(ctx context.Context, id novacron.VMID) (novacron.VM, error) {
	if isMerger(id) {
		return novacron.VM{}, errNoVM(id)
	}
	raw, err := onVM(ctx, p, id, readDomain)
	if err != nil {
		return novacron.VM{}, err
	}
	return p.decode(raw), nil
}

// XML returns the domain's XML as libvirt has it now, secrets left out.
func (p *Provider) XML(ctx context.Context, id novacron.VMID) (string, error) {
	return onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (string, error) {
		return lv.DomainGetXMLDesc(d, 0)
	})
}

// onVM makes calls about a VM's domain. NotFound names the VM.
func onVM[T any](ctx context.Context, p *Provider, id novacron.VMID, fn func(*libvirt.Libvirt, libvirt.Domain) (T, error)) (T, error) {
	var zero T
	uuid, err := parseID(id)
	if err != nil {
		if _, down := p.session(); down != nil {
			err = down
		}
		return zero, err
	}
	v, err := ask(ctx, p, domains, func(lv *libvirt.Libvirt) (T, error) {
		d, err := lv.DomainLookupByUUID(uuid)
		if err != nil {
			return zero, err
		}
		return fn(lv, d)
	})
	if isNumber(err, libvirt.ErrNoDomain) {
		return zero, errNoVM(id)
	}
	return v, err
}

// rawDomain is everything that libvirt says about a domain.
type rawDomain struct {
	id         novacron.VMID
	name       string
	state      int32
	reason     int32
	live       string // XML as it is
	config     string // XML as it will be at the next start, when that may differ
	persistent bool
	autostart  bool
	saved      bool
}

// readDomain reads a domain with a few calls.
func readDomain(lv *libvirt.Libvirt, d libvirt.Domain) (rawDomain, error) {
	raw := rawDomain{}
	persistent, err := lv.DomainIsPersistent(d)
	if err != nil {
		return raw, err
	}
	raw.persistent = persistent != 0
	if raw.persistent {
		autostart, err := lv.DomainGetAutostart(d)
		if err != nil {
			return raw, err
		}
		raw.autostart = autostart != 0
		saved, err := lv.DomainHasManagedSaveImage(d, 0)
		if err != nil && !isNumber(err, libvirt.ErrNoSupport) {
			return raw, err
		}
		raw.saved = saved != 0
	}
	return raw, raw.readState(lv, d)
}

// readState reads the state and the XML.
func (raw *rawDomain) readState(lv *libvirt.Libvirt, d libvirt.Domain) error {
	var err error
	raw.id, raw.name = vmID(d.UUID), d.Name
	if raw.live, err = lv.DomainGetXMLDesc(d, 0); err != nil {
		return err
	}
	if raw.state, raw.reason, err = lv.DomainGetState(d, 0); err != nil {
		return err
	}
	active := stateOf(raw.state).Active()
	if raw.persistent && active {
		raw.config, err = lv.DomainGetXMLDesc(d, libvirt.DomainXMLInactive)
	}
	if raw.saved && !active {
		raw.readSaved(lv, d)
	}
	return err
}

// readSaved reads what a saved VM is when it goes on; what libvirt tells of it
// otherwise is what it will be after the power-off that follows. A saved state
// that cannot be read is left to the start that needs it.
func (raw *rawDomain) readSaved(lv *libvirt.Libvirt, d libvirt.Domain) {
	if saved, err := lv.DomainManagedSaveGetXMLDesc(d, 0); err == nil {
		raw.live, raw.config = saved, raw.live
	}
}

// List visits every VM.
func (p *Provider) List(ctx context.Context, visit func(novacron.VM) error) error {
	l, err := p.listing(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make(chan rawDomain)
	work := make(chan libvirt.Domain)
	var group sync.WaitGroup
	var once sync.Once
	var failed error
	for range readers {
		group.Go(func() {
			if err := p.readAll(ctx, l, work, found); err != nil {
				once.Do(func() { failed = err; cancel() })
			}
		})
	}
	group.Go(func() { feed(ctx, l.all, work) })
	go func() { group.Wait(); close(found) }()
	err = p.visitAll(found, visit, cancel)
	if err != nil {
		return err
	}
	return failed
}

// feed hands out the domains.
func feed(ctx context.Context, all []libvirt.Domain, work chan<- libvirt.Domain) {
	defer close(work)
	for _, d := range all {
		select {
		case work <- d:
		case <-ctx.Done():
			return
		}
	}
}

// visitAll visits until visit has had enough, and takes what comes after.
func (p *Provider) visitAll(found <-chan rawDomain, visit func(novacron.VM) error, cancel func()) error {
	var stop error
	for raw := range found {
		if stop != nil {
			continue
		}
		if stop = visit(p.decode(raw)); stop != nil {
			cancel()
		}
	}
	return stop
}

// readAll reads domains from work. Those that vanish meanwhile are left out.
func (p *Provider) readAll(ctx context.Context, l listing, work <-chan libvirt.Domain, found chan<- rawDomain) error {
	for d := range work {
		raw, err := ask(ctx, p, domains, func(lv *libvirt.Libvirt) (rawDomain, error) {
			raw := l.known(d)
			return raw, raw.readState(lv, d)
		})
		if isNumber(err, libvirt.ErrNoDomain) {
			continue
		}
		if err != nil {
			return err
		}
		select {
		case found <- raw:
		case <-ctx.Done():
			return contextError(ctx)
		}
	}
	if ctx.Err() != nil {
		return contextError(ctx)
	}
	return nil
}

// listing is which domains there are, with what libvirt can tell of all of
// them in one call.
type listing struct {
	all        []libvirt.Domain
	persistent map[libvirt.UUID]bool
	autostart  map[libvirt.UUID]bool
	saved      map[libvirt.UUID]bool
}

func (l listing) known(d libvirt.Domain) rawDomain {
	return rawDomain{persistent: l.persistent[d.UUID], autostart: l.autostart[d.UUID], saved: l.saved[d.UUID]}
}

func (p *Provider) listing(ctx context.Context) (listing, error) {
	return ask(ctx, p, domains, func(lv *libvirt.Libvirt) (listing, error) {
		var l listing
		var err error
		if l.all, _, err = lv.ConnectListAllDomains(1, 0); err != nil {
			return l, err
		}
		l.all = slices.DeleteFunc(l.all, func(d libvirt.Domain) bool { return isMerger(vmID(d.UUID)) })
		if l.persistent, err = having(lv, libvirt.ConnectListDomainsPersistent); err != nil {
			return l, err
		}
		if l.autostart, err = having(lv, libvirt.ConnectListDomainsAutostart); err != nil {
			return l, err
		}
		l.saved, err = having(lv, libvirt.ConnectListDomainsManagedsave)
		return l, err
	})
}

// having is the set of domains that libvirt's flag chooses.
func having(lv *libvirt.Libvirt, flag libvirt.ConnectListAllDomainsFlags) (map[libvirt.UUID]bool, error) {
	list, _, err := lv.ConnectListAllDomains(1, flag)
	set := make(map[libvirt.UUID]bool, len(list))
	for _, d := range list {
		set[d.UUID] = true
	}
	return set, err
}
