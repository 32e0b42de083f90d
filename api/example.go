package api

import (
	"time"

	"github.com/novacron/novacron/novacron"
)

// The examples of the document: one node on one morning.

func exampleTime(seconds int) time.Time {
	return time.Date(2026, 11, 23, 9, 0, seconds, 0, time.UTC)
}

const (
	exampleNodeID      = novacron.NodeID("n-5f0c2c1e")
	exampleOperationID = novacron.OperationID("op-0193a7c2e5b07d3e")
	exampleRequestID   = "k3v7q2m4x6p1r5t8"
)

func exampleTarget() novacron.Target {
	return novacron.Target{Kind: "vm", ID: "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55", Name: "web-1"}
}

func exampleVM() novacron.VM {
	since := exampleTime(2)
	return novacron.VM{
		ID: "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55", Name: "web-1", Title: "Shop front end",
		Labels: map[string]string{"tier": "web"}, Node: exampleNodeID, Provider: "kvm",
		State: novacron.VMRunning, StateReason: "booted", StateSince: &since,
		VCPUs: 2, MemoryBytes: 1 << 30, Firmware: "bios", Machine: "pc-q35-7.2", CPUModel: "host-model", Accel: "kvm",
		Persistent: true, Managed: true,
		Disks: []novacron.Disk{{
			Device: "vda", Kind: "disk", Bus: "virtio", Format: "qcow2", Source: "/var/lib/libvirt/images/web-1-vda.qcow2", SizeBytes: 10 << 30,
		}},
		NICs:      []novacron.NIC{{MAC: "52:54:00:12:34:56", Kind: "network", Source: "default", Model: "virtio"}},
		CreatedAt: exampleTime(0), UpdatedAt: exampleTime(2), Revision: 7,
	}
}

func exampleOperation(kind string) novacron.Operation {
	started := exampleTime(1)
	return novacron.Operation{
		ID: exampleOperationID, Kind: kind, Target: exampleTarget(), State: novacron.OperationRunning, Percent: 10,
		Identity: "user:admin", RequestID: exampleRequestID, CreatedAt: exampleTime(1), StartedAt: &started,
	}
}

func exampleDryRun(kind string) novacron.Operation {
	return novacron.Operation{
		Kind: kind, Target: exampleTarget(), State: novacron.OperationPending, Identity: "user:admin", RequestID: exampleRequestID,
		CreatedAt: exampleTime(1), DryRun: true,
		Changes: []novacron.Change{{Field: "state", From: "shutoff", To: "running", Applied: novacron.AppliedNow}},
	}
}

func exampleUpdate() novacron.VMUpdateResult {
	op := exampleOperation("vm.update")
	finished := exampleTime(2)
	op.State, op.Percent, op.FinishedAt = novacron.OperationSucceeded, 100, &finished
	op.Changes = []novacron.Change{{Field: "vcpus", From: "2", To: "4", Applied: novacron.AppliedNextStart}}
	vm := exampleVM()
	vm.Pending = op.Changes
	vm.Revision++
	return novacron.VMUpdateResult{VM: vm, Operation: op}
}

func exampleEvent() novacron.Event {
	return novacron.Event{
		Cursor: "bjEuMS43", Node: exampleNodeID, Sequence: 42, At: exampleTime(2), Type: novacron.EventVMStarted,
		Target: exampleTarget(), Identity: "user:admin", Operation: exampleOperationID, Data: map[string]string{"state": "running"},
	}
}

func exampleIdentity() novacron.Identity {
	return novacron.Identity{Kind: novacron.IdentityUser, Name: "admin", Role: novacron.RoleAdministrator, From: "192.0.2.7"}
}

func exampleAudit() novacron.AuditRecord {
	return novacron.AuditRecord{
		Sequence: 17, At: exampleTime(1), Stage: novacron.AuditIntent, Identity: exampleIdentity(), Verb: "vm.start",
		Target: exampleTarget(), RequestID: exampleRequestID,
	}
}

func exampleSession() session {
	return session{
		User:      novacron.User{Name: "admin", Role: novacron.RoleAdministrator, CreatedAt: exampleTime(0)},
		ExpiresAt: exampleTime(0).AddDate(0, 0, 7),
	}
}

func exampleToken(secret string) novacron.APIToken {
	expires := exampleTime(0).AddDate(1, 0, 0)
	return novacron.APIToken{
		ID: "tok_7f3a", User: "admin", Label: "backup script", CreatedAt: exampleTime(0), ExpiresAt: &expires, Secret: secret,
	}
}

func exampleNode() novacron.Node {
	since := exampleTime(0)
	return novacron.Node{
		ID: exampleNodeID, Name: "edge-1", Version: "0.1.0", StartedAt: exampleTime(0),
		Hypervisor: novacron.Hypervisor{
			Provider: "kvm", Connected: true, Since: &since, Version: "libvirt 9.0.0, QEMU 7.2.22", URI: "qemu:///system",
			Accel: "kvm", CPUModel: "AMD EPYC 7313", CPUs: 16, MemoryBytes: 64 << 30,
		},
	}
}

func exampleMetrics() novacron.NodeMetrics {
	return novacron.NodeMetrics{
		At: exampleTime(3), VMs: 4, VMsByState: map[novacron.VMState]int{novacron.VMRunning: 3, novacron.VMShutoff: 1},
		VCPUs: 6, VMMemoryBytes: 6 << 30, HostCPUs: 16, HostLoad1: 0.7, HostMemoryBytes: 64 << 30,
		HostMemoryAvailableBytes: 50 << 30, DataFreeBytes: 200 << 30, ResidentBytes: 60 << 20, EventsStored: 42,
	}
}

const exampleXML = "<domain type=\"kvm\">\n  <name>web-1</name>\n</domain>\n"

func examplePage[T any](items ...T) page[T] {
	return page[T]{Items: items, Total: len(items)}
}

// exampleProblem is a failure with the code.
func exampleProblem(code novacron.Code) *Problem {
	details := map[novacron.Code]*novacron.Error{
		novacron.Invalid:         novacron.InvalidField("memoryBytes", "must be at least 33554432 (32 MiB)"),
		novacron.Unauthenticated: novacron.Errorf(code, "this needs an identity").WithMend("log in, or send an API token"),
		novacron.Forbidden:       novacron.Errorf(code, "the role viewer does not permit vm.start"),
		novacron.NotFound:        novacron.Errorf(code, "vm 6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"),
		novacron.Conflict:        novacron.Errorf(code, "there is a vm named \"web-1\" already").WithMend("choose another name"),
		novacron.WrongState:      novacron.Errorf(code, "vm web-1 is running").WithMend("shut it down first"),
		novacron.Stale:           novacron.Errorf(code, "vm web-1 changed: it is at revision 8, not 7").WithMend("read it again"),
		novacron.TooLarge:        novacron.Errorf(code, "the body is over 1 MiB"),
		novacron.Exhausted:       novacron.Errorf(code, "too many attempts").WithMend("come again in 30 s"),
		novacron.Unsupported:     novacron.Errorf(code, "this hypervisor cannot do that"),
		novacron.Unavailable:     novacron.Errorf(code, "libvirt does not answer").WithMend("systemctl start libvirtd"),
		novacron.Timeout:         novacron.Errorf(code, "it did not end in time"),
		novacron.Canceled:        novacron.Errorf(code, "it was canceled"),
	}
	if err, ok := details[code]; ok {
		return newProblem(err, exampleRequestID)
	}
	return newProblem(novacron.Errorf(novacron.Internal, "internal"), exampleRequestID)
}
