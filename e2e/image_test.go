package e2e_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/e2e/process"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/diskimage"
	"github.com/novacron/novacron/internal/diskimage/diskimagetest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// marker is what lies at the beginning of the test's disk.
const marker = "NovaCron image marker"

// qemuImg runs qemu-img.
func qemuImg(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "qemu-img", args...).CombinedOutput()
	require.NoError(t, err, "qemu-img %v: %s", args, out)
	return string(out)
}

// diskFile is a qcow2 file of a disk of mib MiB that begins with the marker, with data of half of that.
func diskFile(t *testing.T, mib int) []byte {
	t.Helper()
	dir := t.TempDir()
	raw, out := filepath.Join(dir, "raw"), filepath.Join(dir, "qcow2")
	data := make([]byte, mib<<20)
	copy(data, marker)
	noise := rand.NewChaCha8([32]byte{1})
	_, _ = noise.Read(data[1<<20 : 1<<20+len(data)/2-1<<20])
	require.NoError(t, os.WriteFile(raw, data, 0o600))
	qemuImg(t, "convert", "-f", "raw", "-O", "qcow2", raw, out)
	file, err := os.ReadFile(out)
	require.NoError(t, err)
	return file
}

// webServer serves files by name. Slow ones come at about 20 MB/s, so that there is time to disturb.
func webServer(t *testing.T, files map[string][]byte) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		file, ok := files[strings.TrimPrefix(name, "slow/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if !strings.HasPrefix(name, "slow/") {
			http.ServeContent(w, r, "", time.Unix(1, 0), bytes.NewReader(file))
			return
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(file)))
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for piece := range slices.Chunk(file, 100<<10) {
			select {
			case <-tick.C:
			case <-r.Context().Done():
				return
			}
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// serveImages is serve with a configuration that lets images come from the test itself.
func serveImages(t *testing.T, dir string, d *kvmtest.Daemon) *process.Process {
	t.Helper()
	config := filepath.Join(dir, "config.yaml")
	require.NoError(t, os.WriteFile(config, []byte("images: {allowHTTP: true, allowLocal: true}\n"), 0o600))
	p := serve(t, dir, d.URI(), "--config", config)
	connected(t, p.Client())
	return p
}

func importImage(t *testing.T, c *client.Client, name, url string) novacron.Image {
	t.Helper()
	op, err := c.ImportImage(t.Context(), novacron.ImportImage{Name: name, URL: url, AllowHTTP: true})
	succeeded(t, c, op, err)
	image, err := c.Image(t.Context(), novacron.ImageID(name))
	require.NoError(t, err)
	return image
}

// inPool are the names of the volumes in the default pool.
func inPool(t *testing.T, d *kvmtest.Daemon) []string {
	t.Helper()
	d.Virsh("pool-refresh", "default")
	names := []string{}
	for line := range strings.Lines(d.Virsh("vol-list", "default")) {
		if fields := strings.Fields(line); len(fields) == 2 && strings.HasPrefix(fields[1], "/") {
			names = append(names, fields[0])
		}
	}
	return names
}

// checked holds qemu-img's check of a volume to be clean.
func checked(t *testing.T, d *kvmtest.Daemon, path string) {
	t.Helper()
	out, err := d.Command("qemu-img", "check", "-f", "qcow2", path).CombinedOutput()
	require.NoError(t, err, "%s: %s", path, out)
}

// A file from a web server becomes an image; VMs boot with an overlay on it and with copies of it, and read what is in it.
func TestDisksFromAnImage(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	kvmtest.Require(t, "qemu-img")
	guest := kvmtest.Guest(t)
	file := diskFile(t, 16)
	url := webServer(t, map[string][]byte{"debian-12.qcow2": file})
	c := serveImages(t, shortDir(t), d).Client()
	image := importImage(t, c, "base", url+"/debian-12.qcow2")
	sum := sha256.Sum256(file)
	require.Equal(t, hex.EncodeToString(sum[:]), image.SHA256)
	require.Equal(t, "qcow2", image.Format)
	require.EqualValues(t, 16<<20, image.VirtualSizeBytes)
	require.Equal(t, "debian-12", image.OS)
	stored, err := os.ReadFile(d.Outside(image.Path))
	require.NoError(t, err)
	require.True(t, bytes.Equal(file, stored), "the volume has the file's bytes")

	for name, disk := range map[string]novacron.CreateDisk{
		"over": {Image: "base", SizeBytes: 32 << 20},
		"copy": {Image: "base", Mode: novacron.DiskCopy, SizeBytes: 32 << 20},
	} {
		path := bootFrom(t, c, guest, name, disk)
		checked(t, d, path)
		info, err := d.Command("qemu-img", "info", "--output=json", path).CombinedOutput()
		require.NoError(t, err, string(info))
		require.Equal(t, name == "over", strings.Contains(string(info), `"backing-filename-format": "qcow2"`), string(info))
	}
	flatCopy(t, d, c)
	again, err := os.ReadFile(d.Outside(image.Path))
	require.NoError(t, err)
	require.True(t, bytes.Equal(file, again), "nobody wrote to the image")

	_, err = c.DeleteImage(t.Context(), image.ID, novacron.DeleteImage{})
	require.Equal(t, novacron.Conflict, novacron.CodeOf(err))
	require.Contains(t, err.Error(), "disk vda of vm over")
	require.NotContains(t, err.Error(), "vm copy")
	page, err := c.VMs(t.Context(), novacron.VMQuery{})
	require.NoError(t, err)
	for _, vm := range page.Items {
		op, err := c.DeleteVM(t.Context(), vm.ID, novacron.DeleteVM{Volumes: true})
		succeeded(t, c, op, err)
	}
	require.Equal(t, []string{image.Volume}, inPool(t, d))
	op, err := c.DeleteImage(t.Context(), image.ID, novacron.DeleteImage{})
	succeeded(t, c, op, err)
	require.Empty(t, inPool(t, d))
}

// bootFrom makes a VM with a disk from an image, reads the marker in its guest, overwrites it there, and returns the disk's path.
func bootFrom(t *testing.T, c *client.Client, guest guestimage.Image, name string, disk novacron.CreateDisk) string {
	t.Helper()
	op, err := c.CreateVM(t.Context(), novacron.CreateVM{
		Name: name, MemoryBytes: guestimage.MemoryBytes, NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{disk}, Start: true,
		Boot: &novacron.DirectBoot{Kernel: guest.Kernel, Initrd: guest.Initrd, Cmdline: guest.Cmdline},
	})
	op = succeeded(t, c, op, err)
	id := novacron.VMID(op.Target.ID)
	term := openTerminal(t, c, id)
	term.expect(guestimage.Ready, time.Minute)
	require.Equal(t, marker, term.run(fmt.Sprintf("head -c %d /dev/vda", len(marker))), name)
	require.Equal(t, "65536\n", term.run("cat /sys/block/vda/size"), "the disk is larger than the image")
	term.run("echo changed > /dev/vda; sync")
	op, err = c.PowerVM(t.Context(), id, novacron.PowerRequest{Verb: novacron.PowerOff})
	succeeded(t, c, op, err)
	vm, err := c.VM(t.Context(), id)
	require.NoError(t, err)
	return vm.Disks[0].Source
}

// flatCopy makes a raw disk from the qcow2 image and looks at its bytes.
func flatCopy(t *testing.T, d *kvmtest.Daemon, c *client.Client) {
	t.Helper()
	op, err := c.CreateVM(t.Context(), novacron.CreateVM{
		Name: "flat", MemoryBytes: guestimage.MemoryBytes, NICs: []novacron.CreateNIC{},
		Disks: []novacron.CreateDisk{{Image: "base", Mode: novacron.DiskCopy, Format: "raw", SizeBytes: 32 << 20}},
	})
	op = succeeded(t, c, op, err)
	vm, err := c.VM(t.Context(), novacron.VMID(op.Target.ID))
	require.NoError(t, err)
	require.Equal(t, "raw", vm.Disks[0].Format)
	raw, err := os.ReadFile(d.Outside(vm.Disks[0].Source))
	require.NoError(t, err)
	require.Len(t, raw, 32<<20)
	require.Equal(t, marker, string(raw[:len(marker)]))
}

// What would read the host's files is refused, and nothing of it stays; nor does the host's file come out through a VM.
func TestMaliciousImagesOnLibvirt(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	files := map[string][]byte{}
	cases := slices.DeleteFunc(diskimagetest.Corpus(), func(c diskimagetest.Case) bool {
		return c.Expect != "" || !slices.Contains([]diskimage.Reason{diskimage.BackingFile, diskimage.ExternalData}, c.Reason)
	})
	for _, bad := range cases {
		files[hex.EncodeToString([]byte(bad.Name))] = bad.File
	}
	url := webServer(t, files)
	c := serveImages(t, shortDir(t), d).Client()
	importImageVolume(t, d, c, diskimagetest.QCOW2())
	for _, bad := range cases {
		op, err := c.ImportImage(t.Context(), novacron.ImportImage{Name: "bad", URL: url + "/" + hex.EncodeToString([]byte(bad.Name)), AllowHTTP: true})
		require.NoError(t, err)
		require.Equal(t, novacron.OperationFailed, finished(t, c, op.ID).State, bad.Name)
		image, err := c.Image(t.Context(), "bad")
		require.NoError(t, err)
		require.Equal(t, string(bad.Reason), image.Refused, bad.Name)
	}
	require.Equal(t, []string{"taken.qcow2"}, inPool(t, d))
}

// importImageVolume makes an image of a volume that others put into the pool, where it lies.
func importImageVolume(t *testing.T, d *kvmtest.Daemon, c *client.Client, file []byte) {
	t.Helper()
	d.Virsh("pool-define-as", "default", "dir", "--target", "/var/lib/libvirt/images")
	d.Virsh("pool-build", "default")
	d.Virsh("pool-start", "default")
	require.NoError(t, os.WriteFile(d.Outside("/var/lib/libvirt/images/taken.qcow2"), file, 0o600))
	d.Virsh("pool-refresh", "default")
	op, err := c.ImportImage(t.Context(), novacron.ImportImage{Name: "taken", SourcePool: "default", SourceVolume: "taken.qcow2", Take: true})
	succeeded(t, c, op, err)
	image, err := c.Image(t.Context(), "taken")
	require.NoError(t, err)
	require.EqualValues(t, len(file), image.FileSizeBytes)
	require.Equal(t, "taken.qcow2", image.Volume)
}

// Disks of other hypervisors become qcow2.
func TestForeignImagesAreConverted(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	dir := t.TempDir()
	native := filepath.Join(dir, "native")
	require.NoError(t, os.WriteFile(native, diskFile(t, 8), 0o600))
	files := map[string][]byte{}
	for _, format := range []string{"vmdk", "vdi", "vpc"} {
		path := filepath.Join(dir, format)
		options := map[string]string{"vmdk": "subformat=streamOptimized", "vdi": "static=off", "vpc": "force_size=on"}[format]
		qemuImg(t, "convert", "-f", "qcow2", "-O", format, "-o", options, native, path)
		file, err := os.ReadFile(path)
		require.NoError(t, err)
		files[format] = file
	}
	url := webServer(t, files)
	c := serveImages(t, shortDir(t), d).Client()
	for format, file := range files {
		image := importImage(t, c, format, url+"/"+format)
		require.Equal(t, "qcow2", image.Format)
		require.EqualValues(t, 8<<20, image.VirtualSizeBytes)
		sum := sha256.Sum256(file)
		require.Equal(t, hex.EncodeToString(sum[:]), image.SHA256, "the checksum is that of the file as it came")
		checked(t, d, image.Path)
		qemuImg(t, "compare", "-f", "qcow2", "-F", "qcow2", native, d.Outside(image.Path))
	}
	require.Len(t, inPool(t, d), len(files))
}

// Killed in the middle of an import, NovaCron makes the image after its next start, and one volume.
func TestAnImportIsKilled(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	file := diskFile(t, 32)
	url := webServer(t, map[string][]byte{"x.qcow2": file})
	dir := shortDir(t)
	p := serveImages(t, dir, d)
	op, err := p.Client().ImportImage(t.Context(), novacron.ImportImage{Name: "base", URL: url + "/slow/x.qcow2", AllowHTTP: true})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		now, err := p.Client().Operation(t.Context(), op.ID)
		return err == nil && now.Percent > 20
	}, time.Minute, 5*time.Millisecond)
	p.Kill()
	c := serveImages(t, dir, d).Client()
	succeeded(t, c, op, nil)
	image, err := c.Image(t.Context(), "base")
	require.NoError(t, err)
	require.Equal(t, novacron.ImageReady, image.State)
	require.Equal(t, []string{image.Volume}, inPool(t, d))
	checked(t, d, image.Path)
}

// Imports and copies that are canceled at any moment leave no volume and no record.
func TestImagesCanceledAtAnyPoint(t *testing.T) {
	rounds, seed := cancelRounds(t, 8)
	d := kvmtest.StartDaemon(t)
	file := diskFile(t, 48)
	url := webServer(t, map[string][]byte{"x.qcow2": file})
	c := serveImages(t, shortDir(t), d).Client()
	base := importImage(t, c, "base", url+"/x.qcow2")
	rng := rand.New(rand.NewPCG(seed, 2))
	states := map[novacron.OperationState]int{}
	for n := range rounds {
		var op novacron.Operation
		var err error
		if n%2 == 0 {
			op, err = c.ImportImage(t.Context(), novacron.ImportImage{Name: fmt.Sprintf("i%d", n), URL: url + "/slow/x.qcow2", AllowHTTP: true})
		} else {
			op, err = c.CreateVM(t.Context(), novacron.CreateVM{
				Name: fmt.Sprintf("v%d", n), MemoryBytes: 64 << 20, NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{{Image: "base", Mode: "copy"}},
			})
		}
		require.NoError(t, err)
		cancelAt(t, c, op.ID, time.Duration(rng.IntN(400))*time.Millisecond)
		states[finished(t, c, op.ID).State]++
	}
	t.Logf("%d rounds: %v", rounds, states)
	require.Zero(t, states[novacron.OperationFailed])
	known := []string{base.Volume}
	images, err := c.Images(t.Context(), novacron.ImageQuery{PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(t, err)
	for _, image := range images.Items {
		require.Equal(t, novacron.ImageReady, image.State)
		known = append(known, image.Volume)
		checked(t, d, image.Path)
	}
	vms, err := c.VMs(t.Context(), novacron.VMQuery{PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(t, err)
	for _, vm := range vms.Items {
		known = append(known, filepath.Base(vm.Disks[0].Source))
		checked(t, d, vm.Disks[0].Source)
	}
	for _, name := range inPool(t, d) {
		require.Contains(t, known, name, "a volume that nobody knows")
	}
}

// cancelAt cancels an operation after a while, as soon as that can be.
func cancelAt(t *testing.T, c *client.Client, id novacron.OperationID, after time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	select {
	case <-time.After(after):
	case <-ctx.Done():
	}
	for ctx.Err() == nil {
		_, err := c.Cancel(ctx, id, novacron.Mutation{})
		if err == nil {
			return
		}
		if op, show := c.Operation(ctx, id); show == nil && op.State.Final() {
			return
		}
	}
}

// A guest that writes a qcow2 header into its raw disk gets no file of the host, neither in its own VM nor by a copy of the volume.
func TestAGuestForgesAHeader(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	c := serveImages(t, shortDir(t), d).Client()
	op, err := c.CreateVM(t.Context(), novacron.CreateVM{
		Name: "evil", MemoryBytes: 64 << 20, NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{{SizeBytes: 16 << 20, Format: "raw"}},
	})
	op = succeeded(t, c, op, err)
	vm, err := c.VM(t.Context(), novacron.VMID(op.Target.ID))
	require.NoError(t, err)
	path := vm.Disks[0].Source
	forge(t, d, path, "/etc/hosts")
	d.Virsh("pool-refresh", "default")

	require.Contains(t, d.Virsh("dumpxml", "evil"), "type='raw'", "QEMU is told that it is raw")
	var volume novacron.Volume
	require.Eventually(t, func() bool {
		page, err := c.Volumes(t.Context(), novacron.VolumeQuery{Name: filepath.Base(path)})
		if err != nil || len(page.Items) != 1 {
			return false
		}
		volume = page.Items[0]
		return volume.Format == "qcow2"
	}, 30*time.Second, 50*time.Millisecond, "libvirt was taken in")
	_, err = c.CopyVolume(t.Context(), volume.ID, novacron.CopyVolume{Name: "stolen.raw", Format: "raw"})
	require.Equal(t, novacron.Forbidden, novacron.CodeOf(err), "%v", err)
	imported, err := c.ImportImage(t.Context(), novacron.ImportImage{Name: "stolen", SourcePool: "default", SourceVolume: filepath.Base(path)})
	require.NoError(t, err)
	require.Equal(t, novacron.OperationFailed, finished(t, c, imported.ID).State)
	image, err := c.Image(t.Context(), "stolen")
	require.NoError(t, err)
	require.Equal(t, "backing_file", image.Refused)
}

// forge writes a qcow2 header with a backing file over the beginning of a disk, as its guest could.
func forge(t *testing.T, d *kvmtest.Daemon, path, backing string) {
	t.Helper()
	forged := filepath.Join(t.TempDir(), "forged")
	qemuImg(t, "create", "-u", "-f", "qcow2", "-F", "raw", "-b", backing, forged, "16M")
	header, err := os.ReadFile(forged)
	require.NoError(t, err)
	disk, err := os.OpenFile(d.Outside(path), os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = disk.WriteAt(header, 0)
	require.NoError(t, err)
	require.NoError(t, disk.Close())
}
