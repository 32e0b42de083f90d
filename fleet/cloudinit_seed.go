package fleet

import (
	"context"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/seed"
	"github.com/novacron/novacron/novacron"
)

// seedPlan is a CD to be written, saved with its operation. It holds no
// password in clear.
type seedPlan struct {
	hypervisor.VolumeRef

	InstanceID string      `json:"instanceId"`
	Files      []seed.File `json:"files"`
}

// newSeedPlan checks a request and makes the files; Invalid names the fields.
// nics are the VM's, name is what the guest is called when nothing else is said.
func newSeedPlan(pool string, c novacron.CloudInit, name string, nics []novacron.NIC, instance string) (seedPlan, error) {
	var f faults
	config := seed.Config{
		InstanceID: instance, Hostname: c.Hostname, User: c.User, SSHKeys: c.SSHKeys,
		PasswordHash: c.PasswordHash, Packages: c.Packages, UserData: c.UserData,
	}
	if config.Hostname == "" {
		config.Hostname = hostnameOf(name)
	}
	f.add(c.Password != "" && c.PasswordHash != "", "cloudInit.password", "give the password or its hash, not both")
	if c.Password != "" && c.PasswordHash == "" {
		wrong := seed.CheckPassword(c.Password)
		f.add(wrong != "", "cloudInit.password", "%s", wrong)
		config.PasswordHash = seed.HashPassword(c.Password)
	}
	for i, nic := range c.Network {
		mac := nic.MAC
		if mac == "" && i < len(nics) {
			mac = nics[i].MAC
		}
		f.add(mac == "", "cloudInit."+indexed("network", i), "the vm has no interface in this place; name one by mac, or leave this out")
		config.NICs = append(config.NICs, seed.NIC{
			MAC: mac, DHCP: nic.DHCP, Addresses: nic.Addresses, Gateway: nic.Gateway, Gateway6: nic.Gateway6,
			Nameservers: nic.Nameservers, Search: nic.Search,
		})
	}
	if err := f.err(); err != nil {
		return seedPlan{}, err
	}
	for _, fault := range seed.Check(config) {
		f.add(true, "cloudInit."+fault.Field, "%s", fault.Detail)
	}
	if err := f.err(); err != nil {
		return seedPlan{}, err
	}
	files, err := seed.Render(config)
	return seedPlan{VolumeRef: hypervisor.VolumeRef{Pool: pool}, InstanceID: instance, Files: files}, err
}

// hostnameOf is a host name after a VM's name, which may have '_' and more.
func hostnameOf(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '_' {
			return '-'
		}
		return r
	}, name)
	labels := strings.FieldsFunc(name, func(r rune) bool { return r == '.' })
	for i := range labels {
		labels[i] = strings.Trim(labels[i], "-")
		if len(labels[i]) > 63 {
			labels[i] = strings.TrimRight(labels[i][:63], "-")
		}
	}
	return strings.Join(labels, ".")
}

// withoutPassword is what of a request may be kept, to tell it from another.
func withoutPassword(c novacron.CloudInit) novacron.CloudInit {
	c.Password = ""
	return c
}

// seedSuffix ends the name of a VM's CD, and of no other volume.
func seedSuffix(id novacron.VMID) string { return "-seed-" + string(id)[:min(8, len(id))] + ".iso" }

// addSeed puts a CD into the definition of a VM to be made: into the pool of
// its first disk, for that is where there is room.
func (f *Fleet) addSeed(def *hypervisor.Definition, c novacron.CloudInit) (*seedPlan, error) {
	if _, err := f.volumeStreams(); err != nil {
		return nil, err
	}
	pool := "default"
	for _, disk := range def.VM.Disks {
		if disk.Pool != "" {
			pool = disk.Pool
			break
		}
	}
	plan, err := newSeedPlan(pool, c, def.VM.Name, def.VM.NICs, newInstanceID(def.VM.ID))
	if err != nil {
		return nil, err
	}
	plan.Volume = def.VM.Name + seedSuffix(def.VM.ID)
	def.VM.Disks = append(def.VM.Disks, seedDisk(plan.VolumeRef, def.VM.Disks))
	return &plan, nil
}

// seedDisk is a CD-ROM on virtio-scsi: the kernels of cloud images (Debian's
// linux-image-cloud-amd64) have no driver for SATA.
func seedDisk(ref hypervisor.VolumeRef, others []novacron.Disk) novacron.Disk {
	return novacron.Disk{
		Device: freeDevice("sd", others), Kind: "cdrom", Bus: "scsi", Format: "raw",
		Pool: ref.Pool, Volume: ref.Volume, SizeBytes: seed.ImageBytes, ReadOnly: true,
	}
}

// freeDevice is the first name with the prefix that no disk has.
func freeDevice(prefix string, disks []novacron.Disk) string {
	taken := map[string]bool{}
	for _, disk := range disks {
		taken[disk.Device] = true
	}
	for letter := 'a'; letter < 'z'; letter++ {
		if name := prefix + string(letter); !taken[name] {
			return name
		}
	}
	return prefix + "z"
}

// putSeed writes the CD into its volume, which is there. Doing it again is
// success.
func (f *Fleet) putSeed(ctx context.Context, plan seedPlan) error {
	streams, err := f.volumeStreams()
	if err != nil {
		return err
	}
	image, err := seed.Image(plan.Files)
	if err != nil {
		return novacron.Errorf(novacron.TooLarge, "%v", err)
	}
	ctx, cancel := withTimeout(ctx, seedWithin, "writing the seed")
	defer cancel()
	out, err := streams.UploadVolume(ctx, plan.VolumeRef, 0, uint64(len(image)))
	if err != nil {
		return err
	}
	defer out.Abort()
	if _, err := out.Write(image); err != nil {
		return err
	}
	return out.Close()
}

// seedOf returns the volume of the VM's CD; NotFound when it has none.
func (f *Fleet) seedOf(ctx context.Context, vm novacron.VM) (hypervisor.VolumeRef, error) {
	for _, disk := range vm.Disks {
		if !isSeed(vm.ID, disk) {
			continue
		}
		if disk.Pool != "" {
			return hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}, nil
		}
		return f.provider.FindVolume(ctx, disk.Source)
	}
	return hypervisor.VolumeRef{}, novacron.Errorf(novacron.NotFound, "vm %s has no cloud-init seed", vm.Name).
		WithMend("a seed is given when a vm is made")
}

// isSeed says whether a disk is the CD that NovaCron made for this VM: its name
// is nobody else's.
func isSeed(id novacron.VMID, disk novacron.Disk) bool {
	return disk.Kind == "cdrom" && (strings.HasSuffix(disk.Source, seedSuffix(id)) || strings.HasSuffix(disk.Volume, seedSuffix(id)))
}

// volumeStreams is what of the provider reads and writes volumes.
func (f *Fleet) volumeStreams() (hypervisor.VolumeStreams, error) {
	streams, ok := f.provider.(hypervisor.VolumeStreams)
	if !ok {
		return nil, novacron.Errorf(novacron.Unsupported, "this hypervisor cannot write volumes, which cloud-init's CD needs")
	}
	return streams, nil
}
