package api_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/novacron/novacron/novacron"
)

var (
	_ novacron.VMService        = (*fake)(nil)
	_ novacron.CloudInitService = (*fake)(nil)
	_ novacron.ArchiveService   = (*fake)(nil)
	_ novacron.CloneService     = (*fake)(nil)
	_ novacron.OperationService = (*fake)(nil)
	_ novacron.EventService     = (*fake)(nil)
	_ novacron.AuditService     = (*fake)(nil)
	_ novacron.NodeService      = (*fake)(nil)
	_ novacron.AccessService    = (*fake)(nil)
)

const (
	firstID  = "00000000-0000-4000-8000-000000000001"
	secondID = "00000000-0000-4000-8000-000000000002"
	admin    = "session-of-admin"
)

// day is when everything in the fake happens.
func day() time.Time { return time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC) }

// fake is every service at once: a node with a few VMs in memory. It remembers
// the last request that it got, and fails when it is told to.
type fake struct {
	mu       sync.Mutex
	changed  *sync.Cond
	vms      []novacron.VM
	ops      map[novacron.OperationID]novacron.Operation
	events   []novacron.Event
	expired  int // events before this one are gone
	fail     error
	panics   bool
	last     any // the last request, as the service got it
	identity novacron.Identity
	sessions map[string]novacron.Identity
	console  func() (io.ReadWriteCloser, error)
}

func newFake() *fake {
	f := &fake{ops: map[novacron.OperationID]novacron.Operation{}}
	f.changed = sync.NewCond(&f.mu)
	f.sessions = map[string]novacron.Identity{
		admin: {Kind: novacron.IdentityUser, Name: "admin", Role: novacron.RoleAdministrator, Session: "s1"},
	}
	f.vms = []novacron.VM{fakeVM(1), fakeVM(2)}
	return f
}

func fakeVM(n int) novacron.VM {
	at := day()
	suffix := strconv.Itoa(n)
	return novacron.VM{
		ID: novacron.VMID("00000000-0000-4000-8000-" + strings.Repeat("0", 12-len(suffix)) + suffix), Name: "vm-" + suffix,
		Labels: map[string]string{"tier": "web"}, Node: "n-5f0c2c1e", Provider: "fake", State: novacron.VMRunning, StateSince: &at,
		VCPUs: 2, MemoryBytes: 1 << 30, Firmware: "bios", Accel: "none", Persistent: true, Managed: true,
		Disks:     []novacron.Disk{{Device: "vda", Kind: "disk", Bus: "virtio", Format: "qcow2", Source: "/pool/vm.qcow2", SizeBytes: 1 << 30}},
		NICs:      []novacron.NIC{{MAC: "52:54:00:00:00:01", Kind: "network", Source: "default", Model: "virtio"}},
		CreatedAt: at, UpdatedAt: at, Revision: 7,
	}
}

// called remembers what was asked, by whom, and says whether to fail.
func (f *fake) called(ctx context.Context, request any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = request
	f.identity, _ = novacron.IdentityFrom(ctx)
	if f.panics {
		panic("the fake panics")
	}
	return f.fail
}

func (f *fake) lastRequest() any {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

func (f *fake) failWith(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail = err
}

func (f *fake) endSession(secret string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.sessions, secret)
}

func (f *fake) VMs(ctx context.Context, q novacron.VMQuery) (novacron.Page[novacron.VM], error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.Page[novacron.VM]{}, err
	}
	start, _ := strconv.Atoi(q.Cursor)
	limit := q.Limit
	if limit == 0 {
		limit = novacron.DefaultPageLimit
	}
	end := min(start+limit, len(f.vms))
	p := novacron.Page[novacron.VM]{Items: slices.Clone(f.vms[start:end]), Total: len(f.vms)}
	if end < len(f.vms) {
		p.Next = strconv.Itoa(end)
	}
	return p, nil
}

func (f *fake) VM(ctx context.Context, id novacron.VMID) (novacron.VM, error) {
	if err := f.called(ctx, id); err != nil {
		return novacron.VM{}, err
	}
	for _, vm := range f.vms {
		if vm.ID == id {
			return vm, nil
		}
	}
	return novacron.VM{}, novacron.Errorf(novacron.NotFound, "vm %s", id)
}

func (f *fake) begin(ctx context.Context, kind string, id novacron.VMID, m novacron.Mutation) (novacron.Operation, error) {
	if m.Revision != 0 && m.Revision != 7 {
		return novacron.Operation{}, novacron.Errorf(novacron.Stale, "vm %s is at revision 7, not %d", id, m.Revision)
	}
	op := novacron.Operation{
		Kind: kind, Target: novacron.Target{Kind: "vm", ID: string(id)}, State: novacron.OperationSucceeded, Percent: 100,
		Identity: f.identity.Name, RequestID: novacron.RequestIDFrom(ctx), CreatedAt: day(), DryRun: m.DryRun,
	}
	if !m.DryRun {
		op.ID, op.State, op.Percent = "op-1", novacron.OperationRunning, 0
		f.mu.Lock()
		f.ops[op.ID] = op
		f.mu.Unlock()
	}
	return op, nil
}

func (f *fake) CreateVM(ctx context.Context, req novacron.CreateVM) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "vm.create", secondID, req.Mutation)
}

func (f *fake) UpdateVM(ctx context.Context, id novacron.VMID, req novacron.VMUpdate) (novacron.VMUpdateResult, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.VMUpdateResult{}, err
	}
	op, err := f.begin(ctx, "vm.update", id, req.Mutation)
	vm := fakeVM(1)
	vm.Revision = 8
	return novacron.VMUpdateResult{VM: vm, Operation: op}, err
}

func (f *fake) DeleteVM(ctx context.Context, id novacron.VMID, req novacron.DeleteVM) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "vm.delete", id, req.Mutation)
}

func (f *fake) PowerVM(ctx context.Context, id novacron.VMID, req novacron.PowerRequest) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "vm."+string(req.Verb), id, req.Mutation)
}

func (f *fake) Console(ctx context.Context, id novacron.VMID, takeOver bool) (io.ReadWriteCloser, error) {
	if err := f.called(ctx, takeOver); err != nil {
		return nil, err
	}
	if f.console == nil {
		return nil, novacron.Errorf(novacron.Unsupported, "vm %s has no serial console", id)
	}
	return f.console()
}

func (f *fake) VMXML(ctx context.Context, id novacron.VMID) (string, error) {
	return "<domain><uuid>" + string(id) + "</uuid></domain>\n", f.called(ctx, id)
}

func (f *fake) Operations(ctx context.Context, q novacron.OperationQuery) (novacron.Page[novacron.Operation], error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.Page[novacron.Operation]{}, err
	}
	return novacron.Page[novacron.Operation]{Total: -1}, nil
}

func (f *fake) Operation(ctx context.Context, id novacron.OperationID) (novacron.Operation, error) {
	if err := f.called(ctx, id); err != nil {
		return novacron.Operation{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	op, ok := f.ops[id]
	if !ok {
		return op, novacron.Errorf(novacron.NotFound, "operation %s", id)
	}
	return op, nil
}

// Wait lets a phase pass each time, and ends the operation at the third.
func (f *fake) Wait(ctx context.Context, id novacron.OperationID) (novacron.Operation, error) {
	op, err := f.Operation(ctx, id)
	if err != nil {
		return op, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if op.Percent += 50; op.Percent >= 100 {
		op.State = novacron.OperationSucceeded
	}
	f.ops[id] = op
	return op, nil
}

func (f *fake) Cancel(ctx context.Context, id novacron.OperationID, m novacron.Mutation) (novacron.Operation, error) {
	op, err := f.Operation(ctx, id)
	op.DryRun = m.DryRun
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = mutated{m, string(id)}
	return op, err
}

// mutated is a change that is asked for with a Mutation and an id alone.
type mutated struct {
	novacron.Mutation `json:"-"`

	ID string
}

// cursors of the fake are "c" and a sequence.
func cursorOf(sequence int) string { return "c" + strconv.Itoa(sequence) }

// add appends events and wakes those who wait.
func (f *fake) add(kinds ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, kind := range kinds {
		n := len(f.events) + 1
		f.events = append(f.events, novacron.Event{
			Cursor: cursorOf(n), Node: "n-5f0c2c1e", Sequence: uint64(n), At: day(), Type: kind,
			Target: novacron.Target{Kind: "vm", ID: firstID, Name: "vm-1"},
		})
	}
	f.changed.Broadcast()
}

func (f *fake) Events(ctx context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.EventPage{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.eventsLocked(q)
}

func (f *fake) eventsLocked(q novacron.EventQuery) (novacron.EventPage, error) {
	after, err := strconv.Atoi(strings.TrimPrefix(q.Cursor, "c"))
	p := novacron.EventPage{Items: []novacron.Event{}}
	switch {
	case q.Cursor == "" && q.Tail:
		after = max(len(f.events)-q.Limit, f.expired)
	case q.Cursor == "":
		after = f.expired
	case err != nil || after > len(f.events):
		return p, novacron.InvalidField("cursor", "is not a cursor")
	case after < f.expired:
		after = f.expired
		p.Gap = &novacron.Gap{Reason: "expired", Oldest: cursorOf(f.expired)}
	}
	p.Next = cursorOf(after)
	for _, ev := range f.events[after:] {
		if noun, all := strings.CutSuffix(q.Type, ".*"); q.Type != "" && ev.Type != q.Type && (!all || !strings.HasPrefix(ev.Type, noun+".")) {
			continue
		}
		if q.Limit > 0 && len(p.Items) == q.Limit {
			p.More = true
			break
		}
		p.Items = append(p.Items, ev)
		p.Next = ev.Cursor
	}
	return p, nil
}

func (f *fake) WaitEvents(ctx context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.EventPage{}, err
	}
	stop := context.AfterFunc(ctx, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.changed.Broadcast()
	})
	defer stop()
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		p, err := f.eventsLocked(q)
		if err != nil || len(p.Items) > 0 || p.Gap != nil {
			return p, err
		}
		if ctx.Err() != nil {
			return p, ctx.Err()
		}
		f.changed.Wait()
	}
}

func (f *fake) Audit(ctx context.Context, q novacron.AuditQuery) (novacron.Page[novacron.AuditRecord], error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.Page[novacron.AuditRecord]{}, err
	}
	return novacron.Page[novacron.AuditRecord]{Total: 1, Items: []novacron.AuditRecord{{
		Sequence: 1, At: day(), Stage: "intent", Identity: f.sessions[admin], Verb: "vm.start", Target: novacron.Target{Kind: "vm", ID: firstID},
	}}}, nil
}

func (f *fake) AuditHead(ctx context.Context) (novacron.AuditHead, error) {
	return novacron.AuditHead{Node: "n-5f0c2c1e", Sequence: 1, Hash: "00ff", At: day(), Key: "a2V5", Signature: "c2ln"}, f.called(ctx, nil)
}

func (f *fake) ExportAudit(ctx context.Context, w io.Writer) error {
	if err := f.called(ctx, nil); err != nil {
		return err
	}
	_, err := io.WriteString(w, "{\"novacronAudit\":\"1\",\"node\":\"n-5f0c2c1e\"}\n{\"sequence\":1}\n{\"head\":{}}\n")
	return err
}

func (f *fake) Node(ctx context.Context) (novacron.Node, error) {
	return novacron.Node{
		ID: "n-5f0c2c1e", Name: "edge-1", Version: "0.1.0", StartedAt: day(), Demo: true,
		Hypervisor: novacron.Hypervisor{Provider: "fake", Connected: true, Accel: "none"},
	}, f.called(ctx, nil)
}

func (f *fake) NodeMetrics(ctx context.Context) (novacron.NodeMetrics, error) {
	return novacron.NodeMetrics{At: day(), VMs: 2, VMsByState: map[novacron.VMState]int{novacron.VMRunning: 2}}, f.called(ctx, nil)
}

// errCause is what nobody but the log may see.
var errCause = errors.New("password=hunter2 at /var/lib/novacron")

func (f *fake) PreviewCloudInit(ctx context.Context, req novacron.PreviewCloudInit) (novacron.CloudInitSeed, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.CloudInitSeed{}, err
	}
	return novacron.CloudInitSeed{InstanceID: "i-1", Files: []novacron.CloudInitFile{{Name: "user-data", Text: "#cloud-config\n"}}}, nil
}

func (f *fake) CloudInit(ctx context.Context, id novacron.VMID) (novacron.CloudInitSeed, error) {
	if err := f.called(ctx, id); err != nil {
		return novacron.CloudInitSeed{}, err
	}
	return novacron.CloudInitSeed{InstanceID: "i-1", Pool: "default", Volume: "vm-1-seed-00000000.iso", Files: []novacron.CloudInitFile{{Name: "user-data", Text: "#cloud-config\n"}}}, nil
}

func (f *fake) ReplaceCloudInit(ctx context.Context, id novacron.VMID, req novacron.ReplaceCloudInit) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "cloudinit.replace", id, req.Mutation)
}

func (f *fake) CloneVM(ctx context.Context, _ novacron.VMID, req novacron.CloneVM) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "vm.clone", secondID, req.Mutation)
}

func (f *fake) MarkTemplate(ctx context.Context, id novacron.VMID, req novacron.MarkTemplate) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "vm.template", id, req.Mutation)
}

func (f *fake) ExportVM(ctx context.Context, id novacron.VMID, m novacron.Mutation) (novacron.VMArchive, error) {
	if err := f.called(ctx, id); err != nil {
		return novacron.VMArchive{}, err
	}
	op, err := f.begin(ctx, "vm.export", id, m)
	return novacron.VMArchive{Name: "vm-1.ova", Operation: op, Body: io.NopCloser(strings.NewReader(strings.Repeat("x", 600)))}, err
}

func (f *fake) ImportVM(ctx context.Context, req novacron.ImportVM) (novacron.Operation, error) {
	if err := f.called(ctx, req); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "vm.import", secondID, req.Mutation)
}
