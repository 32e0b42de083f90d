package api

import (
	"time"

	"github.com/novacron/novacron/novacron"
)

// The examples of the document: one small world in which a VM named web-1 was
// made and started. A test holds each against its schema.

const (
	exampleVMID      = "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"
	exampleNodeID    = "n-5f0c2c1e"
	exampleRequestID = "k3v7q2m4x6p1r5t8"
	exampleXML       = "<domain type='kvm'><name>web-1</name></domain>\n"
)

func exampleTime() time.Time { return time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC) }

func exampleVM() novacron.VM {
	at := exampleTime()
	return novacron.VM{
		ID: exampleVMID, Name: "web-1", Title: "Shop front end", Labels: map[string]string{"tier": "web"},
		Node: exampleNodeID, Provider: "kvm", State: novacron.VMRunning, StateReason: "booted", StateSince: &at,
		VCPUs: 2, MemoryBytes: 1 << 30, Firmware: "bios", Machine: "pc-q35-7.2", CPUModel: "host-model", Accel: "kvm", Persistent: true,
		Disks: []novacron.Disk{{
			Device: "vda", Kind: "disk", Bus: "virtio", Format: "qcow2", Source: "/var/lib/libvirt/images/web-1-vda.qcow2",
			Pool: "default", Volume: "web-1-vda.qcow2", SizeBytes: 10 << 30,
		}},
		NICs:    []novacron.NIC{{MAC: "52:54:00:12:34:56", Kind: "network", Source: "default", Model: "virtio"}},
		Managed: true, CreatedAt: at, UpdatedAt: at, Revision: 7,
	}
}

func exampleTarget() novacron.Target {
	return novacron.Target{Kind: "vm", ID: exampleVMID, Name: "web-1"}
}

func exampleOperation(kind string) novacron.Operation {
	at := exampleTime()
	return novacron.Operation{
		ID: "op-0193a7c2e5b07d3e", Kind: kind, Target: exampleTarget(), State: novacron.OperationRunning, Phase: "prepare",
		Percent: 10, Identity: "user:admin", RequestID: exampleRequestID, CreatedAt: at, StartedAt: &at, Cancelable: true,
	}
}

func exampleDryRun(kind string) novacron.Operation {
	return novacron.Operation{
		Kind: kind, Target: exampleTarget(), State: novacron.OperationSucceeded, Percent: 100, Identity: "user:admin",
		RequestID: exampleRequestID, CreatedAt: exampleTime(), DryRun: true,
		Changes: []novacron.Change{{Field: "state", From: "shutoff", To: "running", Applied: novacron.AppliedNow}},
	}
}

func exampleUpdate() novacron.VMUpdateResult {
	vm, op, at := exampleVM(), exampleOperation("vm.update"), exampleTime()
	vm.Revision, op.State, op.Phase, op.Percent, op.FinishedAt, op.Cancelable = 8, novacron.OperationSucceeded, "", 100, &at, false
	change := novacron.Change{Field: "memoryBytes", From: "1073741824", To: "2147483648", Applied: novacron.AppliedNextStart}
	vm.Pending, op.Changes = []novacron.Change{change}, []novacron.Change{change}
	return novacron.VMUpdateResult{VM: vm, Operation: op}
}

func examplePage[T any](items ...T) page[T] {
	return page[T]{Items: items, Total: len(items)}
}

func exampleEvent() novacron.Event {
	return novacron.Event{
		Cursor: "bjEuMS43", Node: exampleNodeID, Sequence: 42, At: exampleTime(), Type: novacron.EventVMStarted, Target: exampleTarget(),
		Identity: "user:admin", Operation: "op-0193a7c2e5b07d3e", Data: map[string]string{"state": "running"},
	}
}

func exampleIdentity() novacron.Identity {
	return novacron.Identity{Kind: novacron.IdentityUser, Name: "admin", Role: novacron.RoleAdministrator, From: "192.0.2.7"}
}

func exampleAudit() novacron.AuditRecord {
	return novacron.AuditRecord{
		Sequence: 17, At: exampleTime(), Stage: "outcome", Identity: exampleIdentity(), Verb: "vm.start", Target: exampleTarget(),
		RequestID: exampleRequestID, Operation: "op-0193a7c2e5b07d3e", Intent: 16,
	}
}

func exampleAuditHead() novacron.AuditHead {
	return novacron.AuditHead{
		Node: exampleNodeID, Sequence: 17, Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", At: exampleTime(),
		Key: "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=", Signature: "c2lnbmF0dXJl",
	}
}

func exampleNode() novacron.Node {
	at := exampleTime()
	return novacron.Node{
		ID: exampleNodeID, Name: "edge-1", Version: "0.1.0", StartedAt: at,
		Hypervisor: novacron.Hypervisor{
			Provider: "kvm", Connected: true, Since: &at, Version: "libvirt 9.0.0, QEMU 7.2.22", URI: "qemu:///system",
			Accel: "tcg", CPUs: 16, MemoryBytes: 64 << 30,
		},
		Warnings: []novacron.Warning{{
			ID: "kvm_unusable", Detail: "/dev/kvm is there but did not run the probe; VMs are emulated and slow",
			Mend: "enable virtualization in the firmware, or nested virtualization in the host that runs this one",
		}},
	}
}

func exampleMetrics() novacron.NodeMetrics {
	return novacron.NodeMetrics{
		At: exampleTime(), VMs: 4, VMsByState: map[novacron.VMState]int{novacron.VMRunning: 3, novacron.VMShutoff: 1},
		VCPUs: 6, VMMemoryBytes: 3 << 30, HostCPUs: 16, HostLoad1: 0.42, HostMemoryBytes: 64 << 30, HostMemoryAvailableBytes: 48 << 30,
		DataFreeBytes: 200 << 30, ResidentBytes: 96 << 20, EventsStored: 1312,
	}
}

func exampleSession() session {
	return session{
		User:      novacron.User{Name: "admin", Role: novacron.RoleAdministrator, CreatedAt: exampleTime()},
		ExpiresAt: exampleTime().Add(12 * time.Hour),
	}
}

func exampleSessionDryRun() session {
	s := exampleSession()
	s.DryRun = true
	return s
}

func exampleTokenDryRun() novacron.APIToken {
	token := exampleToken("")
	token.ID, token.DryRun = "", true
	return token
}

func exampleToken(secret string) novacron.APIToken {
	return novacron.APIToken{ID: "tok_7f3a", User: "admin", Label: "backup script", CreatedAt: exampleTime(), Secret: secret}
}

func exampleSeed() novacron.CloudInitSeed {
	return novacron.CloudInitSeed{
		InstanceID: "i-6b1f6c1e-1f2e3d4c", Pool: "default", Volume: "web-1-seed-6b1f6c1e.iso",
		Files: []novacron.CloudInitFile{
			{Name: "meta-data", Text: "instance-id: i-6b1f6c1e-1f2e3d4c\nlocal-hostname: web-1\n"},
			{Name: "user-data", Text: "#cloud-config\nhostname: web-1\n"},
		},
	}
}
