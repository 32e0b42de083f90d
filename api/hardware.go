package api

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

// DiskInput names a disk of a VM.
type DiskInput struct {
	VMInput
	Device string `path:"device" minLength:"1" maxLength:"32" pattern:"^[a-z0-9]+$" patternDescription:"a device's name, as vda" doc:"The disk's device" example:"vdb"`
}

type addDiskInput struct {
	VMInput
	RevisionInput
	Body novacron.CreateDisk
}

type changeDiskInput struct {
	DiskInput
	RevisionInput
	Body novacron.ChangeDisk
}

type removeDiskInput struct {
	DiskInput
	RevisionInput
	DeleteVolume bool `query:"deleteVolume" doc:"Delete its volume too: its data is gone. Refused when anything else uses it"`
}

type addNICInput struct {
	VMInput
	RevisionInput
	Body novacron.CreateNIC
}

type changeNICInput struct {
	NICInput
	RevisionInput
	Body novacron.ChangeNIC
}

type removeNICInput struct {
	NICInput
	RevisionInput
}

type changeHardwareInput struct {
	VMInput
	RevisionInput
	Body novacron.ChangeHardware
}

type listDevicesInput struct{ PageInput }

type hardwareOptionsOutput struct {
	Body novacron.HardwareOptions
}

func (a *API) registerHardware() {
	const detail = "The operation's changes say what the running VM has now and what takes hold at its next start; " +
		"what waits is in the VM's pending. With dryRun the answer says so before."
	change := func(id, method, path, kind, summary, more string) route {
		return route{
			id: id, method: method, path: "/vms/{id}" + path, tag: vmTag, status: http.StatusAccepted, summary: summary,
			description: more + detail, example: exampleOperation(kind), codes: append(thingCodes(), novacron.Unsupported),
			more: a.documentDryRun(kind),
		}
	}
	register(a, change("addDisk", http.MethodPost, "/disks", "vm.disk.add", "Add a disk to a VM", ""), a.addDisk)
	register(a, change("changeDisk", http.MethodPatch, "/disks/{device}", "vm.disk.change",
		"Change a disk, insert or eject a medium", ""), a.changeDisk)
	register(a, change("removeDisk", http.MethodDelete, "/disks/{device}", "vm.disk.remove", "Remove a disk from a VM",
		"A guest that does not let go of it in time ends the operation as timeout. "), a.removeDisk)
	register(a, change("addNIC", http.MethodPost, "/nics", "vm.nic.add", "Add a network interface to a VM", ""), a.addNIC)
	register(a, change("changeNIC", http.MethodPatch, "/nics/{mac}", "vm.nic.change", "Change a network interface", ""), a.changeNIC)
	register(a, change("removeNIC", http.MethodDelete, "/nics/{mac}", "vm.nic.remove", "Remove a network interface from a VM", ""), a.removeNIC)
	register(a, change("changeHardware", http.MethodPatch, "/hardware", "vm.hardware",
		"Change what a VM has beside disks and network interfaces", "What is left out stays as it is. "), a.changeHardware)
	register(a, route{
		id: "listHostDevices", method: http.MethodGet, path: "/node/devices", tag: nodeTag, status: http.StatusOK,
		summary: "List the host's devices that VMs can be given", example: examplePage(exampleHostDevice()),
		codes: []novacron.Code{novacron.Unsupported},
	}, a.listHostDevices)
	register(a, route{
		id: "getHardwareOptions", method: http.MethodGet, path: "/node/hardware", tag: nodeTag, status: http.StatusOK,
		summary: "Describe what hardware VMs can have on this host", example: exampleHardwareOptions(),
		codes: []novacron.Code{novacron.Unsupported},
	}, a.getHardwareOptions)
}

func (a *API) addDisk(ctx context.Context, in *addDiskInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Hardware.AddDisk(ctx, in.id(), novacron.AddDisk{Mutation: m, Disk: in.Body}))
}

func (a *API) changeDisk(ctx context.Context, in *changeDiskInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = m
	return newOperationOutput(a.services.Hardware.ChangeDisk(ctx, in.id(), in.Device, in.Body))
}

func (a *API) removeDisk(ctx context.Context, in *removeDiskInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	req := novacron.RemoveDisk{Mutation: m, DeleteVolume: in.DeleteVolume}
	return newOperationOutput(a.services.Hardware.RemoveDisk(ctx, in.id(), in.Device, req))
}

func (a *API) addNIC(ctx context.Context, in *addNICInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Hardware.AddNIC(ctx, in.id(), novacron.AddNIC{Mutation: m, NIC: in.Body}))
}

func (a *API) changeNIC(ctx context.Context, in *changeNICInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = m
	return newOperationOutput(a.services.Hardware.ChangeNIC(ctx, in.id(), in.MAC, in.Body))
}

func (a *API) removeNIC(ctx context.Context, in *removeNICInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Hardware.RemoveNIC(ctx, in.id(), in.MAC, novacron.RemoveNIC{Mutation: m}))
}

func (a *API) changeHardware(ctx context.Context, in *changeHardwareInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = m
	return newOperationOutput(a.services.Hardware.ChangeHardware(ctx, in.id(), in.Body))
}

func (a *API) listHostDevices(ctx context.Context, in *listDevicesInput) (*pageOutput[novacron.HostDevice], error) {
	p, err := a.services.Hardware.HostDevices(ctx, in.request())
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, p), nil
}

func (a *API) getHardwareOptions(ctx context.Context, _ *struct{}) (*hardwareOptionsOutput, error) {
	o, err := a.services.Hardware.HardwareOptions(ctx)
	if err != nil {
		return nil, err
	}
	return &hardwareOptionsOutput{Body: o}, nil
}

func exampleHostDevice() novacron.HostDevice {
	group := 14
	return novacron.HostDevice{
		ID: "0000:03:00.0", Kind: "pci", Name: "Intel Corporation I350 Gigabit Network Connection", VendorID: "8086", ProductID: "1521",
		Class: "020000", Driver: "igb", IOMMUGroup: &group, GroupIDs: []string{"0000:03:00.1"}, UsedBy: []novacron.Target{exampleTarget()},
	}
}

func exampleHardwareOptions() novacron.HardwareOptions {
	return novacron.HardwareOptions{
		DiskBuses: []string{"virtio", "sata", "usb"}, NICModels: []string{"virtio", "e1000e"}, VideoModels: []string{"virtio", "vga"},
		Watchdogs: []string{"i6300esb"}, TPMModels: []string{"tpm-tis", "tpm-crb"}, Firmware: []string{"bios", "uefi"}, SecureBoot: true,
		MaxVCPUs: 288, HugePageBytes: []uint64{2 << 20}, NUMANodes: []novacron.NUMANode{{CPUs: "0-15", MemoryBytes: 64 << 30}},
	}
}

// exampleHardwareRequest returns the example of a body that changes hardware.
func exampleHardwareRequest(id string) any {
	switch id {
	case "addDisk":
		return novacron.CreateDisk{SizeBytes: 20 << 30, IOLimits: &novacron.IOLimits{IOPS: 500}}
	case "changeDisk":
		return novacron.ChangeDisk{Media: &novacron.Media{Pool: "default", Volume: "debian.iso"}}
	case "addNIC":
		return novacron.CreateNIC{Network: "default"}
	case "changeNIC":
		return novacron.ChangeNIC{Inbound: &novacron.Bandwidth{BytesPerSecond: 12_500_000}}
	default:
		return novacron.ChangeHardware{TPM: &novacron.TPM{Model: "tpm-crb"}, BootOrder: &[]string{"sda", "vda"}}
	}
}
