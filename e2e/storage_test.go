package e2e_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

const images = "/var/lib/libvirt/images"

// storageWorld is an appliance on a libvirtd, with the pool 'default'.
func storageWorld(t testing.TB) (*kvmtest.Daemon, *client.Client) {
	t.Helper()
	kvmtest.Require(t, "qemu-img")
	d := kvmtest.StartDaemon(t)
	p := serve(t, shortDir(t), d.URI())
	connected(t, p.Client())
	defaultPool(t, p.Client())
	return d, p.Client()
}

func defaultPool(t testing.TB, c *client.Client) {
	t.Helper()
	op, err := c.CreatePool(t.Context(), novacron.CreatePool{Name: "default", TargetPath: images})
	succeeded(t, c, op, err)
}

// qcow2 makes a qcow2 file with content.
func qcow2(t testing.TB, size string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.qcow2")
	out, err := exec.CommandContext(t.Context(), "qemu-img", "create", "-q", "-f", "qcow2", file, size).CombinedOutput()
	require.NoError(t, err, "%s", out)
	out, err = exec.CommandContext(t.Context(), "qemu-io", "-f", "qcow2", "-c", "write -q -P 7 1M 5M", file).CombinedOutput()
	require.NoError(t, err, "%s", out)
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	return b
}

// upload uploads content and returns the volume.
func upload(t testing.TB, c *client.Client, name, format string, content []byte) novacron.Volume {
	t.Helper()
	sum := sha256.Sum256(content)
	up, err := c.CreateUpload(t.Context(), novacron.CreateUpload{
		Pool: "default", Name: name, Format: format, SizeBytes: uint64(len(content)), SHA256: hex.EncodeToString(sum[:]),
	})
	require.NoError(t, err)
	_, err = c.WriteUpload(t.Context(), up.ID, 0, bytes.NewReader(content))
	require.NoError(t, err)
	succeeded(t, c, novacron.Operation{ID: up.ID}, nil)
	v, err := c.Volume(t.Context(), up.Volume)
	require.NoError(t, err)
	return v
}

// check lets qemu-img judge every qcow2 file of a folder.
func check(t testing.TB, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(t, err)
	for _, file := range files {
		if magic := head(t, file); magic != "QFI\xfb" {
			continue
		}
		out, err := exec.CommandContext(t.Context(), "qemu-img", "check", "-q", "-f", "qcow2", file).CombinedOutput()
		require.NoError(t, err, "qemu-img check %s: %s", file, out)
	}
}

func head(t testing.TB, file string) string {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	b := make([]byte, 4)
	n, _ := io.ReadFull(f, b)
	return string(b[:n])
}

// agrees requires that virsh and NovaCron tell the same of pools and volumes.
func agrees(t testing.TB, d *kvmtest.Daemon, c *client.Client) {
	t.Helper()
	page, err := c.Volumes(t.Context(), novacron.VolumeQuery{PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(t, err)
	var ours []string
	for _, v := range page.Items {
		ours = append(ours, v.PoolName+" "+v.Name+" "+v.Path)
		text := d.Virsh("vol-dumpxml", "--pool", v.PoolName, v.Name)
		require.Contains(t, text, "<format type='"+v.Format+"'/>", v.Name)
		require.Contains(t, d.Virsh("vol-info", "--bytes", "--pool", v.PoolName, v.Name), strconv.FormatUint(v.CapacityBytes, 10), v.Name)
	}
	var theirs []string
	for _, pool := range strings.Fields(d.Virsh("pool-list", "--name")) {
		for line := range strings.Lines(d.Virsh("vol-list", pool)) {
			theirs = append(theirs, pool+" "+strings.Join(strings.Fields(line), " "))
		}
	}
	require.ElementsMatch(t, theirs, ours)
	pools, err := c.Pools(t.Context(), novacron.PoolQuery{})
	require.NoError(t, err)
	for _, pool := range pools.Items {
		text := d.Virsh("pool-dumpxml", string(pool.ID))
		require.Contains(t, text, "<name>"+pool.Name+"</name>")
		require.Contains(t, text, "<path>"+pool.TargetPath+"</path>")
		require.Contains(t, d.Virsh("pool-info", pool.Name), map[bool]string{true: "running", false: "inactive"}[pool.State == novacron.PoolRunning])
	}
}

// virsh agrees with what NovaCron tells after each step.
func TestStorageAgreesWithVirsh(t *testing.T) {
	d, c := storageWorld(t)
	agrees(t, d, c)
	content := qcow2(t, "64M")
	v := upload(t, c, "up.qcow2", "qcow2", content)
	require.Equal(t, "qcow2", v.Format)
	require.Equal(t, uint64(64<<20), v.CapacityBytes)
	require.Equal(t, uint64(len(content)), v.FileSizeBytes)
	agrees(t, d, c)
	onDisk, err := os.ReadFile(d.Outside(v.Path))
	require.NoError(t, err)
	require.True(t, bytes.Equal(content, onDisk))
	down, err := c.ReadVolume(t.Context(), v.ID, 0, 0)
	require.NoError(t, err)
	have, err := io.ReadAll(down)
	require.NoError(t, err)
	require.NoError(t, down.Close())
	require.True(t, bytes.Equal(content, have))

	op, err := c.CreatePool(t.Context(), novacron.CreatePool{Name: "fast", TargetPath: images + "-fast"})
	succeeded(t, c, op, err)
	for _, copied := range []novacron.CopyVolume{
		{Name: "same.qcow2"}, {Name: "other.qcow2", Pool: "fast"}, {Name: "raw.raw", Pool: "fast", Format: "raw"},
	} {
		op, err = c.CopyVolume(t.Context(), v.ID, copied)
		op = succeeded(t, c, op, err)
		agrees(t, d, c)
		made, err := c.Volume(t.Context(), novacron.VolumeID(op.Target.ID))
		require.NoError(t, err)
		out, err := exec.CommandContext(t.Context(), "qemu-img", "compare", "-f", "qcow2", "-F", made.Format,
			d.Outside(v.Path), d.Outside(made.Path)).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	op, err = c.ResizeVolume(t.Context(), v.ID, novacron.ResizeVolume{CapacityBytes: 128 << 20})
	succeeded(t, c, op, err)
	op, err = c.CreateVolume(t.Context(), novacron.CreateVolume{Pool: "default", Name: "new.qcow2", CapacityBytes: 1 << 30})
	succeeded(t, c, op, err)
	require.Contains(t, d.Virsh("vol-dumpxml", "--pool", "default", "new.qcow2"), "<compat>1.1</compat>")
	agrees(t, d, c)
	check(t, d.Outside(images))
	check(t, d.Outside(images+"-fast"))

	pools, err := c.Pools(t.Context(), novacron.PoolQuery{Name: "fast"})
	require.NoError(t, err)
	fast := pools.Items[0]
	for _, verb := range []novacron.PoolVerb{novacron.PoolRefresh, novacron.PoolStop, novacron.PoolStart} {
		op, err = c.ActPool(t.Context(), fast.ID, verb, novacron.Mutation{})
		succeeded(t, c, op, err)
		if verb != novacron.PoolStop {
			agrees(t, d, c)
		}
	}
	op, err = c.DeletePool(t.Context(), fast.ID, novacron.Mutation{})
	succeeded(t, c, op, err)
	require.FileExists(t, d.Outside(images+"-fast/other.qcow2"), "volumes stay")
	op, err = c.DeleteVolume(t.Context(), v.ID, novacron.Mutation{})
	succeeded(t, c, op, err)
	agrees(t, d, c)
}

// What others do is seen, and what they leave a VM with is resized live.
func TestStorageFollowsOthers(t *testing.T) {
	d, c := storageWorld(t)
	d.Virsh("vol-create-as", "default", "theirs.qcow2", "8M", "--format", "qcow2")
	sees := func(what func(novacron.Page[novacron.Volume]) bool) {
		require.Eventually(t, func() bool {
			page, err := c.Volumes(t.Context(), novacron.VolumeQuery{})
			return err == nil && what(page)
		}, 30*time.Second, 50*time.Millisecond)
	}
	sees(func(p novacron.Page[novacron.Volume]) bool { return p.Total == 1 && p.Items[0].Name == "theirs.qcow2" })
	d.Virsh("vol-delete", "--pool", "default", "theirs.qcow2")
	d.Virsh("pool-refresh", "default")
	sees(func(p novacron.Page[novacron.Volume]) bool { return p.Total == 0 })

	op, err := c.CreateVM(t.Context(), novacron.CreateVM{
		Name: "web", MemoryBytes: 64 << 20, NICs: []novacron.CreateNIC{}, Start: true, Disks: []novacron.CreateDisk{{SizeBytes: 8 << 20}},
	})
	succeeded(t, c, op, err)
	page, err := c.Volumes(t.Context(), novacron.VolumeQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1, "the volume is recorded with its vm")
	disk := page.Items[0]
	require.Equal(t, "web", disk.UsedBy[0].Name)
	op, err = c.ResizeVolume(t.Context(), disk.ID, novacron.ResizeVolume{CapacityBytes: 16 << 20})
	succeeded(t, c, op, err)
	require.Contains(t, d.Virsh("domblkinfo", "web", "vda"), strconv.FormatUint(16<<20, 10))
	_, err = c.DeleteVolume(t.Context(), disk.ID, novacron.Mutation{})
	require.Equal(t, novacron.Conflict, novacron.CodeOf(err))
	require.ErrorContains(t, err, "vm web")
}

// A file that names another of the host is refused before anything opens it.
func TestAnUploadThatReadsTheHost(t *testing.T) {
	d, c := storageWorld(t)
	file := filepath.Join(t.TempDir(), "evil.qcow2")
	out, err := exec.CommandContext(t.Context(), "qemu-img", "create", "-q", "-u", "-f", "qcow2", "-F", "raw", "-b", "/etc/shadow", file, "1M").CombinedOutput()
	require.NoError(t, err, "%s", out)
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, format := range []string{"qcow2", "raw"} {
		up, err := c.CreateUpload(t.Context(), novacron.CreateUpload{Pool: "default", Name: "evil", Format: format, SizeBytes: uint64(len(content))})
		require.NoError(t, err)
		_, err = c.WriteUpload(t.Context(), up.ID, 0, bytes.NewReader(content))
		require.NoError(t, err)
		op := finished(t, c, up.ID)
		require.Equal(t, novacron.OperationFailed, op.State)
		require.Equal(t, novacron.Invalid, op.Error.Code)
		require.NoFileExists(t, d.Outside(images+"/evil"), "%s", format)
	}
	agrees(t, d, c)
}

// The doctor names what looks like NovaCron's own and nothing uses.
func TestTheDoctorNamesStrays(t *testing.T) {
	d := kvmtest.StartDaemon(t)
	dir := shortDir(t)
	p := serve(t, dir, d.URI())
	c := p.Client()
	connected(t, c)
	op, err := c.CreateVM(t.Context(), novacron.CreateVM{
		Name: "web", MemoryBytes: 64 << 20, NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{{SizeBytes: 8 << 20}},
	})
	op = succeeded(t, c, op, err)
	config := filepath.Join(t.TempDir(), "novacron.yaml")
	require.NoError(t, os.WriteFile(config, []byte("socket: "+p.Socket()+"\n"), 0o600))
	doctor := func() string {
		cmd := exec.CommandContext(t.Context(), binary, "doctor", "--config", config, "--data-dir", dir, "--libvirt", d.URI())
		out, _ := cmd.CombinedOutput() // a host that is not fit fails
		return string(out)
	}
	require.NotContains(t, doctor(), "nothing uses")
	d.Virsh("undefine", "web") // its disk stays
	name := "web-vda-" + op.Target.ID[:8] + ".qcow2"
	require.Eventually(t, func() bool { return strings.Contains(doctor(), "nothing uses default/"+name) }, 30*time.Second, 200*time.Millisecond, "%s", doctor())
}
