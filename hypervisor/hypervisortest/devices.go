package hypervisortest

import (
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// devices returns the provider's hypervisor.Devices.
func (s *suite) devices() hypervisor.Devices {
	s.Helper()
	if !s.traits.Devices {
		s.Skip("it does not change hardware")
	}
	d, ok := s.Provider.(hypervisor.Devices)
	require.True(s.T, ok)
	return d
}

// edited does an edit that was planned, twice: the second changes nothing.
func (s *suite) edited(id novacron.VMID, edit hypervisor.DeviceEdit) []novacron.Change {
	s.Helper()
	d := s.devices()
	before := s.get(id)
	plan, err := d.PlanDevices(s.ctx(), id, edit)
	require.NoError(s.T, err)
	require.Equal(s.T, before, s.get(id), "a plan changes nothing")
	changes, err := d.EditDevices(s.ctx(), id, edit)
	require.NoError(s.T, err)
	require.Equal(s.T, plan, changes, "the plan was what happened")
	again, err := d.EditDevices(s.ctx(), id, edit)
	require.NoError(s.T, err)
	require.Empty(s.T, again, "again it changes nothing")
	return changes
}

// newDisk completes a disk and makes its volume.
func (s *suite) newDisk(id novacron.VMID, req novacron.CreateDisk) novacron.Disk {
	s.Helper()
	disk, err := s.devices().CompleteDisk(s.ctx(), id, req)
	require.NoError(s.T, err)
	disk.Source, err = s.EnsureVolume(s.ctx(), disk)
	require.NoError(s.T, err)
	s.Cleanup(func() {
		_ = s.DeleteVolume(s.T.Context(), hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume})
	})
	return disk
}

func testDevices(s *suite) {
	d := s.devices()
	id := s.define(s.request())
	disk := s.newDisk(id, novacron.CreateDisk{SizeBytes: 4 << 20, Serial: "suite-1", IOLimits: &novacron.IOLimits{IOPS: 100}})
	changes := s.edited(id, hypervisor.DeviceEdit{AddDisk: &disk})
	require.Equal(s.T, []novacron.Change{{Field: "disks[" + disk.Device + "]", To: disk.Source, Applied: novacron.AppliedNow}}, changes)
	vm := s.get(id)
	have := vm.Disk(disk.Device)
	require.NotNil(s.T, have)
	require.Equal(s.T, "suite-1", have.Serial)
	require.Equal(s.T, &novacron.IOLimits{IOPS: 100}, have.IOLimits)

	cache, limits := "none", novacron.IOLimits{BytesPerSecond: 1 << 20, BurstBytesPerSecond: 2 << 20, BurstSeconds: 5}
	s.edited(id, hypervisor.DeviceEdit{ChangeDisk: &hypervisor.DiskEdit{Device: disk.Device, Cache: &cache, IOLimits: &limits}})
	vm = s.get(id)
	require.Equal(s.T, "none", vm.Disk(disk.Device).Cache)
	require.Equal(s.T, &limits, vm.Disk(disk.Device).IOLimits)

	nic, err := d.CompleteNIC(s.ctx(), id, novacron.CreateNIC{Bridge: "br-suite"})
	require.NoError(s.T, err)
	s.edited(id, hypervisor.DeviceEdit{AddNIC: &nic})
	down := true
	s.edited(id, hypervisor.DeviceEdit{ChangeNIC: &hypervisor.NICEdit{MAC: nic.MAC, Change: novacron.ChangeNIC{
		LinkDown: &down, Inbound: &novacron.Bandwidth{BytesPerSecond: 1_000_000},
	}}})
	vm = s.get(id)
	require.True(s.T, vm.NIC(nic.MAC).LinkDown)
	require.Equal(s.T, &novacron.Bandwidth{BytesPerSecond: 1_000_000}, vm.NIC(nic.MAC).Inbound)
	s.edited(id, hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{BootOrder: &[]string{nic.MAC, disk.Device}}})
	require.Equal(s.T, []string{nic.MAC, disk.Device}, s.get(id).Hardware.BootOrder)
	s.edited(id, hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{
		Watchdog: &novacron.Watchdog{Model: "i6300esb", Action: "poweroff"}, Video: &novacron.Video{Model: "vga"},
	}})
	vm = s.get(id)
	require.Equal(s.T, &novacron.Watchdog{Model: "i6300esb", Action: "poweroff"}, vm.Hardware.Watchdog)
	require.Equal(s.T, &novacron.Video{Model: "vga"}, vm.Hardware.Video)
	require.Empty(s.T, vm.Pending)

	s.edited(id, hypervisor.DeviceEdit{RemoveNIC: nic.MAC})
	s.edited(id, hypervisor.DeviceEdit{RemoveDisk: disk.Device})
	vm = s.get(id)
	require.Nil(s.T, vm.NIC(nic.MAC))
	require.Nil(s.T, vm.Disk(disk.Device))

	_, err = d.EditDevices(s.ctx(), id, hypervisor.DeviceEdit{ChangeDisk: &hypervisor.DiskEdit{Device: "vdz", Cache: &cache}})
	s.code(novacron.NotFound, err)
	_, err = d.EditDevices(s.ctx(), id, hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{BootOrder: &[]string{"vdz"}}})
	s.code(novacron.Invalid, err)
	_, err = d.CompleteDisk(s.ctx(), newID(), novacron.CreateDisk{SizeBytes: 1 << 20})
	s.code(novacron.NotFound, err)
	_, err = d.HostDevices(s.ctx())
	require.NoError(s.T, err)
	options, err := d.HardwareOptions(s.ctx())
	require.NoError(s.T, err)
	require.Contains(s.T, options.Firmware, "bios")
}

func testDevicesRunning(s *suite) {
	d := s.devices()
	id := s.running()
	if s.traits.Console {
		s.booted(id)
	}
	disk := s.newDisk(id, novacron.CreateDisk{SizeBytes: 4 << 20})
	changes := s.edited(id, hypervisor.DeviceEdit{AddDisk: &disk})
	require.Equal(s.T, novacron.AppliedNow, changes[0].Applied)
	vm := s.get(id)
	require.NotNil(s.T, vm.Disk(disk.Device))
	require.Empty(s.T, vm.Pending)

	cache := "writeback"
	changes = s.edited(id, hypervisor.DeviceEdit{ChangeDisk: &hypervisor.DiskEdit{Device: disk.Device, Cache: &cache, IOLimits: &novacron.IOLimits{IOPS: 50}}})
	require.Len(s.T, changes, 2)
	for _, c := range changes {
		want := novacron.AppliedNow
		if strings.HasSuffix(c.Field, ".cache") {
			want = novacron.AppliedNextStart
		}
		require.Equal(s.T, want, c.Applied, c.Field)
	}
	vm = s.get(id)
	require.Equal(s.T, &novacron.IOLimits{IOPS: 50}, vm.Disk(disk.Device).IOLimits)
	require.Len(s.T, vm.Pending, 1)
	require.Equal(s.T, "disks["+disk.Device+"].cache", vm.Pending[0].Field)

	changes = s.edited(id, hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{Watchdog: &novacron.Watchdog{Model: "i6300esb"}}})
	require.Equal(s.T, novacron.AppliedNextStart, changes[0].Applied)
	pins := []novacron.CPUPin{{VCPU: 0, CPUs: "0"}}
	changes = s.edited(id, hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{CPUPins: &pins}})
	require.Equal(s.T, novacron.AppliedNow, changes[0].Applied)
	require.Equal(s.T, pins, s.get(id).Hardware.CPUPins)

	// A guest that has just seen the disk may not listen at once.
	require.Eventually(s.T, func() bool {
		_, err := d.EditDevices(s.ctx(), id, hypervisor.DeviceEdit{RemoveDisk: disk.Device})
		return err == nil
	}, s.traits.Boots, 100*time.Millisecond, "the guest lets go of the disk")
	vm = s.get(id)
	require.Nil(s.T, vm.Disk(disk.Device))
	require.NoError(s.T, s.PowerOff(s.ctx(), id))
	s.state(id, novacron.VMShutoff)
	vm = s.get(id)
	require.Empty(s.T, vm.Pending)
	require.Equal(s.T, "i6300esb", vm.Hardware.Watchdog.Model)
}
