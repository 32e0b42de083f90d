package fleet_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/fleet"
	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/diskimage"
	"github.com/novacron/novacron/internal/diskimage/diskimagetest"
	"github.com/novacron/novacron/novacron"
)

// mirror serves files, as a web server does.
type mirror struct {
	*httptest.Server

	mu    sync.Mutex
	files map[string][]byte
	gate  chan struct{} // when set, an answer stops in the middle until it is closed
}

func newMirror(tb testing.TB) *mirror {
	tb.Helper()
	m := &mirror{files: map[string][]byte{}}
	m.Server = httptest.NewServer(m)
	tb.Cleanup(m.Close)
	return m
}

func (m *mirror) put(name string, file []byte) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[name] = file
	return m.URL + "/" + name
}

func (m *mirror) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	file, ok := m.files[strings.TrimPrefix(r.URL.Path, "/")]
	gate := m.gate
	m.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	if gate == nil {
		http.ServeContent(w, r, "", time.Unix(1, 0), bytes.NewReader(file))
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(file)))
	_, _ = w.Write(file[:len(file)/2])
	_ = http.NewResponseController(w).Flush()
	select {
	case <-gate:
		_, _ = w.Write(file[len(file)/2:])
	case <-r.Context().Done():
	}
}

func fromAnywhere(o *fleet.Options) { o.Images = fleet.ImageOptions{AllowHTTP: true, AllowLocal: true} }

func imageRequest(name, url string) novacron.ImportImage {
	return novacron.ImportImage{Name: name, URL: url, AllowHTTP: true}
}

func (l *lab) importImage(req novacron.ImportImage) novacron.Image {
	l.tb.Helper()
	op, err := l.Images().ImportImage(l.ctx, req)
	op = l.succeed(op, err)
	image, err := l.Images().Image(l.ctx, novacron.ImageID(op.Target.ID))
	require.NoError(l.tb, err)
	return image
}

// volumes are the names in the default pool.
func (l *lab) volumes() []string {
	l.tb.Helper()
	volumes, err := l.provider.PoolVolumes(l.ctx, "default")
	require.NoError(l.tb, err)
	names := []string{}
	for _, v := range volumes {
		names = append(names, v.Name)
	}
	return names
}

func TestAnImageIsImported(t *testing.T) {
	l, m := newLab(t, fromAnywhere), newMirror(t)
	file := diskimagetest.QCOW2()
	sum := sha256.Sum256(file)
	req := imageRequest("debian", m.put("debian-12-generic.qcow2", file)+"?token=secret")
	req.SHA256 = strings.ToUpper(hex.EncodeToString(sum[:]))
	image := l.importImage(req)

	require.Equal(t, novacron.ImageReady, image.State)
	require.Equal(t, "qcow2", image.Format)
	require.EqualValues(t, len(file), image.FileSizeBytes)
	require.EqualValues(t, 1<<20, image.VirtualSizeBytes)
	require.Equal(t, hex.EncodeToString(sum[:]), image.SHA256)
	require.True(t, image.Verified)
	require.Equal(t, "debian-12", image.OS)
	require.True(t, image.OSGuessed)
	require.Equal(t, m.URL+"/debian-12-generic.qcow2", image.Source.URL)
	require.Empty(t, image.UsedBy)
	require.Equal(t, []string{image.Volume}, l.volumes())
	require.Equal(t, []string{
		novacron.EventOperationStarted, novacron.EventImageCreated, novacron.EventImageChanged, novacron.EventOperationFinished,
	}, l.events(string(image.ID)))

	page, err := l.Images().Images(l.ctx, novacron.ImageQuery{Name: "DEB"})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	byName, err := l.Images().Image(l.ctx, "debian")
	require.NoError(t, err)
	require.Equal(t, image, byName)
	_, err = l.Images().ImportImage(l.ctx, req)
	requireCode(t, novacron.Conflict, err)
}

func TestEveryMaliciousImageIsRefusedAndRemoved(t *testing.T) {
	l, m := newLab(t, fromAnywhere), newMirror(t)
	for _, c := range diskimagetest.Corpus() {
		req := imageRequest("bad", m.put("image", c.File))
		if c.Expect == diskimage.QCOW2 || c.Expect == diskimage.Raw {
			req.Format = string(c.Expect)
		} else if c.Expect != "" {
			continue
		}
		op, err := l.Images().ImportImage(l.ctx, req)
		require.NoError(t, err)
		op = l.wait(op)
		require.Equal(t, novacron.OperationFailed, op.State, c.Name)
		image, err := l.Images().Image(l.ctx, "bad")
		require.NoError(t, err)
		require.Equal(t, novacron.ImageFailed, image.State)
		require.Equal(t, string(c.Reason), image.Refused, "%s: %+v", c.Name, op.Error)
		require.NotNil(t, image.Error)
		require.Empty(t, l.volumes(), c.Name)
	}
}

func TestWhatAnImportRefusesAtOnce(t *testing.T) {
	l, m := newLab(t), newMirror(t)
	url := m.put("x.qcow2", diskimagetest.QCOW2())
	for name, req := range map[string]novacron.ImportImage{
		"http":              {Name: "a", URL: url},
		"http, not allowed": {Name: "a", URL: url, AllowHTTP: true},
		"nothing":           {Name: "a"},
		"both":              {Name: "a", URL: "https://example.com/x", SourcePool: "default", SourceVolume: "x"},
		"half a volume":     {Name: "a", SourceVolume: "x"},
		"no such volume":    {Name: "a", SourcePool: "default", SourceVolume: "x"},
		"no such pool":      {Name: "a", URL: "https://example.com/x", Pool: "nowhere"},
		"a name like an id": {Name: "img-0123456789ab", URL: "https://example.com/x"},
		"a password":        {Name: "a", URL: "https://user:pass@example.com/x"},
		"a sum":             {Name: "a", URL: "https://example.com/x", SHA256: "12"},
		"take a url":        {Name: "a", URL: "https://example.com/x", Take: true},
	} {
		_, err := l.Images().ImportImage(l.ctx, req)
		require.Equal(t, novacron.Invalid, novacron.CodeOf(err), "%s: %v", name, err)
	}
}

func TestALocalAddressIsRefusedWhenItIsAsked(t *testing.T) {
	l, m := newLab(t, func(o *fleet.Options) { o.Images.AllowHTTP = true }), newMirror(t)
	op, err := l.Images().ImportImage(l.ctx, imageRequest("a", m.put("x", diskimagetest.QCOW2())))
	require.NoError(t, err)
	op = l.wait(op)
	require.Equal(t, novacron.Forbidden, op.Error.Code)
	require.Empty(t, l.volumes())
}

func TestAWrongChecksumFailsTheImport(t *testing.T) {
	l, m := newLab(t, fromAnywhere), newMirror(t)
	req := imageRequest("a", m.put("x", diskimagetest.QCOW2()))
	req.SHA256 = strings.Repeat("0", 64)
	op, err := l.Images().ImportImage(l.ctx, req)
	require.NoError(t, err)
	op = l.wait(op)
	require.Equal(t, novacron.Invalid, op.Error.Code)
	require.Contains(t, op.Error.Detail, "checksum")
	require.Empty(t, l.volumes())

	// A failed one is replaced by the next of its name.
	req.SHA256 = ""
	image := l.importImage(req)
	require.Equal(t, novacron.ImageReady, image.State)
	page, err := l.Images().Images(l.ctx, novacron.ImageQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
}

func TestACanceledImportLeavesNothing(t *testing.T) {
	l, m := newLab(t, fromAnywhere), newMirror(t)
	m.gate = make(chan struct{})
	op, err := l.Images().ImportImage(l.ctx, imageRequest("a", m.put("x", diskimagetest.QCOW2().Grown(4<<20))))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		_, err := l.Operations().Cancel(l.ctx, op.ID, novacron.Mutation{})
		return err == nil
	}, 10*time.Second, time.Millisecond)
	op = l.wait(op)
	require.Equal(t, novacron.OperationCanceled, op.State)
	require.Empty(t, l.volumes())
	_, err = l.Images().Image(l.ctx, "a")
	requireCode(t, novacron.NotFound, err)
}

func TestAnImportGoesOnAfterACrash(t *testing.T) {
	l, m := newLab(t, fromAnywhere), newMirror(t)
	m.gate = make(chan struct{})
	op, err := l.Images().ImportImage(l.ctx, imageRequest("a", m.put("x", diskimagetest.QCOW2().Grown(4<<20))))
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(l.volumes()) == 1 }, 10*time.Second, time.Millisecond)
	m.mu.Lock()
	m.gate = nil
	m.mu.Unlock()
	l = l.restart(fromAnywhere)
	op = l.wait(op)
	require.Equal(t, novacron.OperationSucceeded, op.State, "%+v", op.Error)
	image, err := l.Images().Image(l.ctx, "a")
	require.NoError(t, err)
	require.Equal(t, novacron.ImageReady, image.State)
	require.Equal(t, []string{image.Volume}, l.volumes())
}

func TestDisksAreMadeFromAnImage(t *testing.T) {
	for _, mode := range []string{"", novacron.DiskOverlay, novacron.DiskCopy} {
		t.Run("mode "+mode, func(t *testing.T) {
			l, m := newLab(t, fromAnywhere), newMirror(t)
			image := l.importImage(imageRequest("debian", m.put("x.qcow2", diskimagetest.QCOW2())))
			vm := l.create(novacron.CreateVM{Name: "web", MemoryBytes: 64 << 20, Disks: []novacron.CreateDisk{
				{Image: "debian", Mode: mode, SizeBytes: 8 << 20},
			}})
			volume, err := l.provider.Volume(l.ctx, hypervisor.VolumeRef{Pool: vm.Disks[0].Pool, Volume: vm.Disks[0].Volume})
			if vm.Disks[0].Volume == "" { // it is named by its path
				var ref hypervisor.VolumeRef
				ref, err = l.provider.FindVolume(l.ctx, vm.Disks[0].Source)
				require.NoError(t, err)
				volume, err = l.provider.Volume(l.ctx, ref)
			}
			require.NoError(t, err)
			require.EqualValues(t, 8<<20, volume.CapacityBytes)

			if mode == novacron.DiskCopy {
				require.Empty(t, volume.Backing)
				op, err := l.Images().DeleteImage(l.ctx, image.ID, novacron.DeleteImage{})
				l.succeed(op, err)
				require.NotContains(t, l.volumes(), image.Volume)
				_, err = l.Images().Image(l.ctx, image.ID)
				requireCode(t, novacron.NotFound, err)
				return
			}
			require.Equal(t, image.Path, volume.Backing)
			require.Equal(t, "qcow2", volume.BackingFormat)
			_, err = l.Images().DeleteImage(l.ctx, image.ID, novacron.DeleteImage{})
			requireCode(t, novacron.Conflict, err)
			require.Contains(t, err.Error(), "disk vda of vm web")

			op, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true})
			l.succeed(op, err)
			require.Equal(t, []string{image.Volume}, l.volumes())
			op, err = l.Images().DeleteImage(l.ctx, image.ID, novacron.DeleteImage{})
			l.succeed(op, err)
			require.Empty(t, l.volumes())
		})
	}
}

func TestAnISOIsPutIntoADrive(t *testing.T) {
	l, m := newLab(t, fromAnywhere), newMirror(t)
	iso := make(diskimagetest.File, 1<<20).Text(16*2048, "\x01CD001\x01\x00").Text(16*2048+40, "Debian 12.5.0 amd64 n").
		Text(16*2048+128, "\x00\x08")
	image := l.importImage(imageRequest("installer", m.put("x.iso", iso)))
	require.Equal(t, "iso", image.Format)
	require.Equal(t, "debian-12", image.OS)
	vm := l.create(novacron.CreateVM{Name: "web", MemoryBytes: 64 << 20, Disks: []novacron.CreateDisk{
		{SizeBytes: 1 << 30}, {Image: "installer"},
	}})
	require.Equal(t, "cdrom", vm.Disks[1].Kind)
	require.Equal(t, image.Path, vm.Disks[1].Source)
	require.True(t, vm.Disks[1].ReadOnly)
	image, err := l.Images().Image(l.ctx, image.ID)
	require.NoError(t, err)
	require.Len(t, image.UsedBy, 1)
	require.Equal(t, "web", image.UsedBy[0].VMName)
	_, err = l.Images().DeleteImage(l.ctx, image.ID, novacron.DeleteImage{})
	requireCode(t, novacron.Conflict, err)
}

func TestWhatADiskFromAnImageRefuses(t *testing.T) {
	l, m := newLab(t, fromAnywhere), newMirror(t)
	l.importImage(imageRequest("debian", m.put("x.qcow2", diskimagetest.QCOW2())))
	for name, disk := range map[string]novacron.CreateDisk{
		"no such image":     {Image: "nothing"},
		"image and source":  {Image: "debian", Source: "/x"},
		"mode alone":        {SizeBytes: 1 << 30, Mode: "copy"},
		"an unknown mode":   {Image: "debian", Mode: "clone"},
		"a raw overlay":     {Image: "debian", Mode: "overlay", Format: "raw"},
		"a disk as a cdrom": {Image: "debian", Kind: "cdrom"},
	} {
		_, err := l.VMs().CreateVM(l.ctx, novacron.CreateVM{Name: "web", Disks: []novacron.CreateDisk{disk}})
		require.Equal(t, novacron.Invalid, novacron.CodeOf(err), "%s: %v", name, err)
	}
}

func TestAVolumeBecomesAnImage(t *testing.T) {
	l := newLab(t, fromAnywhere)
	file := diskimagetest.QCOW2()
	ref := hypervisor.VolumeRef{Pool: "default", Volume: "upload.qcow2"}
	_, err := l.provider.CreateVolume(l.ctx, hypervisor.VolumeSpec{VolumeRef: ref, Format: "raw", CapacityBytes: uint64(len(file))})
	require.NoError(t, err)
	writer, err := l.provider.UploadVolume(l.ctx, ref, 0, 0)
	require.NoError(t, err)
	_, err = writer.Write(file)
	require.NoError(t, err)
	require.NoError(t, writer.Close())

	copied := l.importImage(novacron.ImportImage{Name: "copied", SourcePool: ref.Pool, SourceVolume: ref.Volume})
	require.NotEqual(t, ref.Volume, copied.Volume)
	taken := l.importImage(novacron.ImportImage{Name: "taken", SourcePool: ref.Pool, SourceVolume: ref.Volume, Take: true})
	require.Equal(t, ref.Volume, taken.Volume)
	require.Equal(t, copied.SHA256, taken.SHA256)
	require.EqualValues(t, len(file), taken.FileSizeBytes)
	_, err = l.Images().ImportImage(l.ctx, novacron.ImportImage{Name: "again", SourcePool: ref.Pool, SourceVolume: ref.Volume, Take: true})
	requireCode(t, novacron.Conflict, err)
}

func TestAnImageIsChanged(t *testing.T) {
	l, m := newLab(t, fromAnywhere), newMirror(t)
	image := l.importImage(imageRequest("a", m.put("ubuntu-24.04.img", diskimagetest.QCOW2())))
	require.Equal(t, "ubuntu-24.04", image.OS)
	name, os := "b", "my-own"
	changed, err := l.Images().UpdateImage(l.ctx, image.ID, novacron.ImageUpdate{Name: &name, OS: &os})
	require.NoError(t, err)
	require.Equal(t, "b", changed.Name)
	require.Equal(t, "my-own", changed.OS)
	require.False(t, changed.OSGuessed)
	empty := ""
	changed, err = l.Images().UpdateImage(l.ctx, image.ID, novacron.ImageUpdate{OS: &empty})
	require.NoError(t, err)
	require.Equal(t, "ubuntu-24.04", changed.OS)
	_, err = l.Images().UpdateImage(l.ctx, image.ID, novacron.ImageUpdate{Mutation: novacron.Mutation{Revision: image.Revision}, OS: &os})
	requireCode(t, novacron.Stale, err)
}

func TestACopyThatFailsLeavesNothing(t *testing.T) {
	l, m := newLab(t, fromAnywhere), newMirror(t)
	image := l.importImage(imageRequest("debian", m.put("x.qcow2", diskimagetest.QCOW2())))
	l.provider.Faults().Fail("WriteVolume", novacron.Errorf(novacron.Exhausted, "the disk is full"), -1)
	op, err := l.VMs().CreateVM(l.ctx, novacron.CreateVM{Name: "web", Disks: []novacron.CreateDisk{{Image: "debian", Mode: "copy"}}})
	require.NoError(t, err)
	op = l.wait(op)
	require.Equal(t, novacron.Exhausted, op.Error.Code)
	require.Equal(t, []string{image.Volume}, l.volumes())
}

func TestTheSystemIsGuessed(t *testing.T) {
	for name, want := range map[string]string{
		"debian-13-genericcloud-amd64.qcow2":            "debian-13",
		"Debian 12.5.0 amd64 n":                         "debian-12",
		"ubuntu-24.04-server-cloudimg-amd64.img":        "ubuntu-24.04",
		"noble-server-cloudimg-amd64.img":               "ubuntu-24.04",
		"Fedora-Cloud-Base-Generic-41-1.4.x86_64.qcow2": "fedora-41",
		"AlmaLinux-9-GenericCloud-latest.x86_64.qcow2":  "almalinux-9",
		"Rocky-9-GenericCloud.latest.x86_64.qcow2":      "rocky-9",
		"CentOS-Stream-GenericCloud-9-latest.qcow2":     "centos-stream-9",
		"openSUSE-Leap-15.6.x86_64-NoCloud.qcow2":       "opensuse-leap-15.6",
		"generic_alpine-3.20.3-x86_64-bios-tiny.qcow2":  "alpine-3.20",
		"Arch-Linux-x86_64-cloudimg.qcow2":              "archlinux",
		"FreeBSD-14.1-RELEASE-amd64.qcow2":              "freebsd-14.1",
		"windows-server-2022.qcow2":                     "windows-server-2022",
		"Win11_23H2_English_x64.iso":                    "windows-11",
		"virtio-win-0.1.240.iso":                        "virtio-win",
		"cirros-0.6.2-x86_64-disk.img":                  "cirros-0.6",
		"something-else.img":                            "",
	} {
		require.Equal(t, want, fleet.GuessOS(name), name)
	}
	require.Equal(t, "debian-13", fleet.GuessOS("x.img", "https://example.com/debian-13/disk", "my trixie"))
}
