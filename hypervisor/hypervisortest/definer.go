package hypervisortest

import (
	"os"
	"path/filepath"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

func testComplete(s *suite) {
	id := newID()
	def, err := s.Complete(s.ctx(), id, novacron.CreateVM{Name: "suite-defaults", NICs: []novacron.CreateNIC{}})
	require.NoError(s.T, err)
	require.Equal(s.T, id, def.VM.ID)
	require.Equal(s.T, "suite-defaults", def.VM.Name)
	require.Equal(s.T, 1, def.VM.VCPUs)
	require.Equal(s.T, uint64(1<<30), def.VM.MemoryBytes)
	require.Equal(s.T, "bios", def.VM.Firmware)
	require.NotEmpty(s.T, def.VM.CPUModel)
	require.Empty(s.T, def.VM.NICs, "an empty list means none")
	require.Nil(s.T, def.Boot)

	_, err = s.VM(s.ctx(), id)
	s.code(novacron.NotFound, err)

	iso := filepath.Join(s.TempDir(), "boot.iso")
	require.NoError(s.T, os.WriteFile(iso, nil, 0o600))
	def, err = s.Complete(s.ctx(), id, novacron.CreateVM{
		Name:  "suite-full",
		Disks: []novacron.CreateDisk{{SizeBytes: 1 << 20}, {SizeBytes: 2 << 20, Format: "raw"}, {Source: iso, Kind: "cdrom"}},
		NICs:  []novacron.CreateNIC{{Bridge: "br0"}, {Bridge: "br0", MAC: "52:54:00:AB:CD:EF", Model: "e1000e"}},
		Boot:  &novacron.DirectBoot{Kernel: "/nowhere/vmlinuz", Cmdline: "quiet"},
	})
	require.NoError(s.T, err)
	require.Len(s.T, def.VM.Disks, 3)
	devices := map[string]bool{}
	for _, disk := range def.VM.Disks {
		require.NotEmpty(s.T, disk.Device)
		require.NotEmpty(s.T, disk.Format)
		require.False(s.T, devices[disk.Device], "devices have names of their own")
		devices[disk.Device] = true
	}
	first, second, cdrom := def.VM.Disks[0], def.VM.Disks[1], def.VM.Disks[2]
	require.Equal(s.T, novacron.Disk{
		Device: first.Device, Kind: "disk", Bus: "virtio", Format: "qcow2",
		Source: first.Source, Pool: "default", Volume: first.Volume, SizeBytes: 1 << 20,
	}, first)
	require.NotEmpty(s.T, first.Volume)
	require.NotEqual(s.T, first.Volume, second.Volume)
	require.Equal(s.T, "raw", second.Format)
	require.Equal(s.T, "cdrom", cdrom.Kind)
	require.True(s.T, cdrom.ReadOnly, "a CD-ROM is read-only")
	require.Equal(s.T, iso, cdrom.Source)
	require.Empty(s.T, cdrom.Volume)

	require.Len(s.T, def.VM.NICs, 2)
	require.Regexp(s.T, "^52:54:00(:[0-9a-f]{2}){3}$", def.VM.NICs[0].MAC)
	require.Equal(s.T, novacron.NIC{MAC: def.VM.NICs[0].MAC, Kind: "bridge", Source: "br0", Model: "virtio"}, def.VM.NICs[0])
	require.Equal(s.T, novacron.NIC{MAC: "52:54:00:ab:cd:ef", Kind: "bridge", Source: "br0", Model: "e1000e"}, def.VM.NICs[1])
	require.Equal(s.T, &novacron.DirectBoot{Kernel: "/nowhere/vmlinuz", Cmdline: "quiet"}, def.Boot)
}

func testCompleteInvalid(s *suite) {
	bad := map[string]novacron.CreateVM{
		"name":               {Name: "no spaces"},
		"vcpus":              {Name: "a", VCPUs: -1},
		"memoryBytes":        {Name: "a", MemoryBytes: 1},
		"firmware":           {Name: "a", Firmware: "coreboot"},
		"disks[0].sizeBytes": {Name: "a", Disks: []novacron.CreateDisk{{}}},
		"disks[1].format":    {Name: "a", Disks: []novacron.CreateDisk{{SizeBytes: 1 << 20}, {SizeBytes: 1 << 20, Format: "vmdk"}}},
		"disks[0].kind":      {Name: "a", Disks: []novacron.CreateDisk{{Source: "/x", Kind: "tape"}}},
		"disks[0].source":    {Name: "a", Disks: []novacron.CreateDisk{{Source: "relative/path"}}},
		"nics[0].mac":        {Name: "a", NICs: []novacron.CreateNIC{{Bridge: "br0", MAC: "nonsense"}}},
		"nics[0].bridge":     {Name: "a", NICs: []novacron.CreateNIC{{Bridge: "br0", Network: "default"}}},
		"boot.kernel":        {Name: "a", Boot: &novacron.DirectBoot{Initrd: "/x"}},
		"boot.initrd":        {Name: "a", Boot: &novacron.DirectBoot{Kernel: "/x", Initrd: "y"}},
		"labels[not a key]":  {Name: "a", Labels: map[string]string{"not a key": "x"}},
		"title":              {Name: "a", Title: "two\nlines"},
		"cpuModel":           {Name: "a", CPUModel: "<evil/>"},
	}
	for field, req := range bad {
		if req.NICs == nil {
			req.NICs = []novacron.CreateNIC{}
		}
		_, err := s.Complete(s.ctx(), newID(), req)
		s.code(novacron.Invalid, err)
		e, _ := novacron.AsError(err)
		require.Len(s.T, e.Fields, 1, "%s: %v", field, err)
		require.Equal(s.T, field, e.Fields[0].Name)
		require.NotEmpty(s.T, e.Fields[0].Detail)
	}
}

func testDefine(s *suite) {
	req := s.request()
	req.Autostart = true
	def := s.complete(req)
	def.VM.CreatedAt = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s.defineExactly(def)

	vm := s.get(def.VM.ID)
	require.Equal(s.T, req.Name, vm.Name)
	require.Equal(s.T, req.Title, vm.Title)
	require.Equal(s.T, req.Description, vm.Description)
	require.Equal(s.T, req.Labels, vm.Labels)
	require.Equal(s.T, def.VM.VCPUs, vm.VCPUs)
	require.Equal(s.T, def.VM.MemoryBytes, vm.MemoryBytes)
	require.Equal(s.T, def.VM.Firmware, vm.Firmware)
	require.Equal(s.T, novacron.VMShutoff, vm.State)
	require.Equal(s.T, def.VM.CreatedAt, vm.CreatedAt.UTC())
	require.NotEmpty(s.T, vm.Provider)
	require.True(s.T, vm.Managed)
	require.True(s.T, vm.Autostart)
	require.True(s.T, vm.Persistent)
	require.False(s.T, vm.SavedState)
	require.Empty(s.T, vm.Pending)
	require.Len(s.T, vm.Disks, len(def.VM.Disks))
	require.Len(s.T, vm.NICs, len(def.VM.NICs))

	text, err := s.XML(s.ctx(), def.VM.ID)
	require.NoError(s.T, err)
	require.Contains(s.T, text, string(def.VM.ID))

	require.NoError(s.T, s.Define(s.ctx(), def), "the same again is success")
	require.Equal(s.T, vm, s.get(def.VM.ID), "and changes nothing")
}

func testDefineConflict(s *suite) {
	def := s.complete(s.request())
	s.defineExactly(def)

	other := s.complete(s.request())
	other.VM.ID = def.VM.ID
	s.code(novacron.Conflict, s.Define(s.ctx(), other))

	other = s.complete(s.request())
	other.VM.Name = def.VM.Name
	s.code(novacron.Conflict, s.Define(s.ctx(), other))
	_, err := s.VM(s.ctx(), other.VM.ID)
	s.code(novacron.NotFound, err)

	require.Equal(s.T, def.VM.Name, s.get(def.VM.ID).Name)
}

func testUndefine(s *suite) {
	id := s.running()
	s.code(novacron.WrongState, s.Undefine(s.ctx(), id))
	require.NoError(s.T, s.PowerOff(s.ctx(), id))
	require.NoError(s.T, s.Undefine(s.ctx(), id))
	_, err := s.VM(s.ctx(), id)
	s.code(novacron.NotFound, err)
	require.NoError(s.T, s.Undefine(s.ctx(), id), "twice is as good as once")
}
