package fleet_test

import (
	"archive/tar"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/diskimage/diskimagetest"
	"github.com/novacron/novacron/novacron"
)

// put writes a volume of the default pool.
func (l *lab) put(name string, data []byte) hypervisor.VolumeRef {
	l.tb.Helper()
	ref := hypervisor.VolumeRef{Pool: "default", Volume: name}
	if _, err := l.provider.Volume(l.ctx, ref); err != nil {
		_, err := l.provider.CreateVolume(l.ctx, hypervisor.VolumeSpec{VolumeRef: ref, Format: "raw", CapacityBytes: uint64(len(data))})
		require.NoError(l.tb, err)
	}
	out, err := l.provider.UploadVolume(l.ctx, ref, 0, 0)
	require.NoError(l.tb, err)
	_, err = out.Write(data)
	require.NoError(l.tb, err)
	require.NoError(l.tb, out.Close())
	return ref
}

// exported is a VM's archive.
func (l *lab) exported(id novacron.VMID) []byte {
	l.tb.Helper()
	archive, err := l.Archives().ExportVM(l.ctx, id, novacron.Mutation{})
	require.NoError(l.tb, err)
	data, err := io.ReadAll(archive.Body)
	require.NoError(l.tb, err)
	require.NoError(l.tb, archive.Body.Close())
	l.succeed(archive.Operation, nil)
	return data
}

func (l *lab) withDisk() novacron.VM {
	l.tb.Helper()
	vm := l.create(novacron.CreateVM{Name: "web-1", Description: "shop", VCPUs: 2, Disks: []novacron.CreateDisk{{SizeBytes: 1 << 20}}, NICs: []novacron.CreateNIC{{}}})
	l.put(vm.Disks[0].Volume, diskimagetest.QCOW2())
	return vm
}

func TestExportedDeletedImported(t *testing.T) {
	l := newLab(t)
	vm := l.withDisk()
	data := l.exported(vm.ID)
	files := map[string]bool{}
	for in := tar.NewReader(bytes.NewReader(data)); ; {
		head, err := in.Next()
		if err != nil {
			require.ErrorIs(t, err, io.EOF)
			break
		}
		files[head.Name] = true
	}
	require.Equal(t, map[string]bool{"web-1.ovf": true, "web-1.mf": true, "web-1-vda.qcow2": true}, files)
	op, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true})
	l.succeed(op, err)

	l.put("web-1.ova", data)
	req := novacron.ImportVM{SourcePool: "default", SourceVolume: "web-1.ova", DeleteSource: true, Start: true}
	dry := req
	dry.DryRun = true
	op, err = l.Archives().ImportVM(l.ctx, dry)
	require.NoError(t, err)
	require.True(t, op.DryRun)
	op, err = l.Archives().ImportVM(l.ctx, req)
	op = l.succeed(op, err)
	back, err := l.VMs().VM(l.ctx, novacron.VMID(op.Target.ID))
	require.NoError(t, err)
	require.Equal(t, []any{"web-1", "shop", 2, novacron.VMRunning}, []any{back.Name, back.Description, back.VCPUs, back.State})
	require.NotEqual(t, vm.ID, back.ID)
	volumes, err := l.provider.PoolVolumes(l.ctx, "default")
	require.NoError(t, err)
	require.Len(t, volumes, 1)
}

func TestDamagedArchivesAreRefused(t *testing.T) {
	l := newLab(t)
	data := l.exported(l.withDisk().ID)
	before, err := l.provider.PoolVolumes(l.ctx, "default")
	require.NoError(t, err)
	flip := bytes.Clone(data)
	at := bytes.Index(flip, []byte("QFI\xfb"))
	flip[at+len(diskimagetest.QCOW2())-1] ^= 1
	for name, bad := range map[string][]byte{
		"damaged":    flip,
		"cut off":    data[:at+512],
		"missing":    retar(t, data, func(h *tar.Header) bool { return !strings.HasSuffix(h.Name, ".qcow2") }),
		"twice":      append(bytes.Clone(data[:len(data)-1024]), retar(t, data, func(h *tar.Header) bool { return strings.HasSuffix(h.Name, ".qcow2") })...),
		"no OVA":     []byte(strings.Repeat("x", 4096)),
		"no descri":  retar(t, data, func(h *tar.Header) bool { return !strings.HasSuffix(h.Name, ".ovf") }),
		"is refused": bytes.Replace(data, []byte("QFI\xfb"), []byte("QFI\xfa"), 1),
	} {
		ref := l.put("bad.ova", bad)
		op, err := l.Archives().ImportVM(l.ctx, novacron.ImportVM{SourcePool: "default", SourceVolume: "bad.ova", Name: "copy"})
		if err == nil {
			op = l.wait(op)
			require.Equal(t, novacron.OperationFailed, op.State, name)
			err = op.Error.Err()
		}
		require.ErrorContains(t, err, name)
		require.NoError(t, l.provider.DeleteVolume(l.ctx, ref))
		after, err := l.provider.PoolVolumes(l.ctx, "default")
		require.NoError(t, err)
		require.ElementsMatch(t, before, after, name)
	}
}

// retar keeps some files of an archive.
func retar(t *testing.T, data []byte, keep func(*tar.Header) bool) []byte {
	t.Helper()
	var b bytes.Buffer
	out := tar.NewWriter(&b)
	for in := tar.NewReader(bytes.NewReader(data)); ; {
		head, err := in.Next()
		if err != nil {
			require.NoError(t, out.Close())
			return b.Bytes()
		}
		if keep(head) {
			require.NoError(t, out.WriteHeader(head))
			_, err = io.Copy(out, in)
			require.NoError(t, err)
		}
	}
}

// Who stops reading an export ends it, and what it made for itself is gone.
func TestAbandonedExport(t *testing.T) {
	l := newLab(t)
	vm := l.create(novacron.CreateVM{Name: "raw-1", NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{{SizeBytes: 8 << 20, Format: "raw"}}})
	archive, err := l.Archives().ExportVM(l.ctx, vm.ID, novacron.Mutation{})
	require.NoError(t, err)
	_, err = io.ReadFull(archive.Body, make([]byte, 512))
	require.NoError(t, err)
	_, err = l.VMs().PowerVM(l.ctx, vm.ID, novacron.PowerRequest{Verb: novacron.PowerStart})
	requireCode(t, novacron.Conflict, err)
	require.NoError(t, archive.Body.Close())
	require.Equal(t, novacron.OperationFailed, l.wait(archive.Operation).State)
	volumes, err := l.provider.PoolVolumes(l.ctx, "default")
	require.NoError(t, err)
	require.Len(t, volumes, 1)
	l.power(vm.ID, novacron.PowerStart)
	_, err = l.Archives().ExportVM(l.ctx, vm.ID, novacron.Mutation{})
	requireCode(t, novacron.WrongState, err)
}
