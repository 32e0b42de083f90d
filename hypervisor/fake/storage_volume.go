package fake

import (
	"context"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

const (
	// contentBlock is the piece in which content is kept.
	contentBlock = 64 << 10
	// maxContent is how much content a pretended pool keeps: enough for tests and
	// a demonstration, too little to hurt the machine.
	maxContent = 256 << 20
)

// content is the bytes of a volume: blocks that are not all zeros. It is not in
// the state file.
type content map[uint64][]byte

func newContent() content { return content{} }

func (c content) write(offset uint64, b []byte) {
	for len(b) > 0 {
		block, at := offset/contentBlock, int(offset%contentBlock)
		if c[block] == nil {
			c[block] = make([]byte, contentBlock)
		}
		n := copy(c[block][at:], b)
		b, offset = b[n:], offset+uint64(n)
	}
}

func (c content) read(offset uint64, b []byte) {
	for len(b) > 0 {
		block, at := offset/contentBlock, int(offset%contentBlock)
		n := min(len(b), contentBlock-at)
		if c[block] == nil {
			clear(b[:n])
		} else {
			copy(b[:n], c[block][at:])
		}
		b, offset = b[n:], offset+uint64(n)
	}
}

// cut forgets what lies from offset on.
func (c content) cut(offset uint64) {
	for block, b := range c {
		switch start := block * contentBlock; {
		case start >= offset:
			delete(c, block)
		case start+contentBlock > offset:
			clear(b[offset-start:])
		}
	}
}

// PoolVolumes returns the volumes of a running pool.
func (p *Provider) PoolVolumes(ctx context.Context, name string) (volumes []novacron.Volume, err error) {
	err = p.onPool(ctx, "PoolVolumes", name, func(l *pool) error {
		for key := range l.Volumes {
			volumes = append(volumes, l.volume(name, key))
		}
		return l.runs(name)
	})
	return volumes, err
}

func (l *pool) volume(name, key string) novacron.Volume {
	v := l.Volumes[key]
	return novacron.Volume{
		ID: novacron.NewVolumeID(l.ID, key), Name: key, Pool: l.ID, PoolName: name, Kind: "file", Format: v.Format,
		CapacityBytes: v.SizeBytes, AllocationBytes: v.SizeBytes, FileSizeBytes: v.SizeBytes, Path: volumePath(hypervisor.VolumeRef{Pool: name, Volume: key}),
		Backing: v.Backing, BackingFormat: v.BackingFormat,
	}
}

// Volume returns one volume.
func (p *Provider) Volume(ctx context.Context, ref hypervisor.VolumeRef) (out novacron.Volume, err error) {
	err = p.onVolume(ctx, "Volume", ref, func(l *pool, _ *volume) error { out = l.volume(ref.Pool, ref.Volume); return nil })
	return out, err
}

// onVolume runs one call on a volume of a running pool.
func (p *Provider) onVolume(ctx context.Context, op string, ref hypervisor.VolumeRef, fn func(*pool, *volume) error) error {
	return p.onPool(ctx, op, ref.Pool, func(l *pool) error {
		if err := l.runs(ref.Pool); err != nil {
			return err
		}
		v := l.Volumes[ref.Volume]
		if v == nil {
			return noVolume(ref)
		}
		return fn(l, v)
	})
}

// CreateVolume makes a volume.
func (p *Provider) CreateVolume(ctx context.Context, spec hypervisor.VolumeSpec) (out novacron.Volume, err error) {
	err = p.changePool(ctx, "CreateVolume", spec.Pool, func(l *pool) error { out, err = p.makeLocked(l, spec, nil); return err })
	return out, err
}

func (p *Provider) makeLocked(l *pool, spec hypervisor.VolumeSpec, from content) (novacron.Volume, error) {
	if !slices.Contains([]string{"qcow2", "raw"}, spec.Format) || (spec.Backing != "" && spec.Format != "qcow2") {
		return novacron.Volume{}, novacron.InvalidField("format", "must be qcow2 or raw, and qcow2 for an overlay")
	}
	if l.Volumes[spec.Volume] != nil {
		return novacron.Volume{}, novacron.Errorf(novacron.Conflict, "there is a volume %s in pool %s already", spec.Volume, spec.Pool)
	}
	l.Off = false // as libvirt's pools are started when they are needed
	if _, err := p.ensureLocked(spec.VolumeRef, volume{Format: spec.Format, SizeBytes: spec.CapacityBytes}); err != nil {
		return novacron.Volume{}, err
	}
	v := l.Volumes[spec.Volume]
	v.Backing, v.BackingFormat = spec.Backing, spec.BackingFormat
	for block, b := range from {
		v.content[block] = slices.Clone(b)
	}
	return l.volume(spec.Pool, spec.Volume), nil
}

// ResizeVolume sets the capacity of a volume.
func (p *Provider) ResizeVolume(ctx context.Context, ref hypervisor.VolumeRef, bytes uint64, shrink bool) error {
	return p.onVolume(ctx, "ResizeVolume", ref, func(l *pool, v *volume) error { return p.resizeLocked(l, ref, v, bytes, shrink) })
}

func (p *Provider) resizeLocked(l *pool, ref hypervisor.VolumeRef, v *volume, bytes uint64, shrink bool) error {
	switch {
	case bytes < v.SizeBytes && !shrink:
		return novacron.InvalidField("capacityBytes", "the volume has %d bytes: making it smaller loses what is behind the new end", v.SizeBytes)
	case bytes < v.SizeBytes && v.Format != "raw":
		return novacron.Errorf(novacron.Unsupported, "a volume of format %s cannot be made smaller", v.Format)
	case bytes > v.SizeBytes && bytes-v.SizeBytes > l.SizeBytes-l.usedBytes:
		return novacron.Errorf(novacron.Exhausted, "pool %s has %d bytes left", ref.Pool, l.SizeBytes-l.usedBytes)
	}
	l.usedBytes = l.usedBytes - v.SizeBytes + bytes
	v.SizeBytes = bytes
	v.content.cut(bytes)
	p.poolsChangedLocked()
	return nil
}

// ResizeDisk makes a disk of an active VM larger.
func (p *Provider) ResizeDisk(ctx context.Context, id novacron.VMID, device string, bytes uint64) error {
	return p.do(ctx, "ResizeDisk", func() error {
		m := p.vms[id]
		if m == nil {
			return novacron.Errorf(novacron.NotFound, "there is no vm %s", id)
		}
		i := slices.IndexFunc(m.VM.Disks, func(d novacron.Disk) bool { return d.Device == device })
		if i < 0 || m.Live == nil {
			return novacron.Errorf(novacron.WrongState, "vm %s is off, or has no disk %s", m.VM.Name, device)
		}
		ref, ok := volumeRef(m.VM.Disks[i].Source)
		if !ok || !p.hasVolumeLocked(ref) {
			return noVolume(ref)
		}
		l := p.pools[ref.Pool]
		if err := p.resizeLocked(l, ref, l.Volumes[ref.Volume], bytes, false); err != nil {
			return err
		}
		m.VM.Disks[i].SizeBytes = bytes
		p.keepLocked(m)
		p.changedLocked(id, novacron.EventVMChanged, "disk size")
		return nil
	})
}

// ConvertVolume makes a volume with another one's content.
func (p *Provider) ConvertVolume(ctx context.Context, from hypervisor.VolumeRef, to hypervisor.VolumeSpec) (out novacron.Volume, err error) {
	err = p.onVolume(ctx, "ConvertVolume", from, func(_ *pool, v *volume) error {
		l := p.pools[to.Pool]
		if l == nil {
			return noPool(to.Pool)
		}
		out, err = p.makeLocked(l, to, v.content)
		p.poolsChangedLocked()
		return err
	})
	return out, err
}

// stream is an upload or a download under way.
type stream struct {
	p           *Provider
	ctx         context.Context //nolint:containedctx // it bounds the stream, as the seam says
	ref         hypervisor.VolumeRef
	v           *volume
	offset, end uint64
	closed      bool
	err         error
}

func (p *Provider) openStream(ctx context.Context, op string, ref hypervisor.VolumeRef, offset, length uint64) (s *stream, err error) {
	err = p.onVolume(ctx, op, ref, func(_ *pool, v *volume) error {
		s = &stream{p: p, ctx: ctx, ref: ref, v: v, offset: offset, end: v.SizeBytes}
		if length > 0 {
			s.end = min(s.end, offset+length)
		}
		v.streams++
		return nil
	})
	return s, err
}

// UploadVolume opens a stream into a volume.
func (p *Provider) UploadVolume(ctx context.Context, ref hypervisor.VolumeRef, offset, length uint64) (hypervisor.VolumeWriter, error) {
	s, err := p.openStream(ctx, "UploadVolume", ref, offset, length)
	if err != nil {
		return nil, err
	}
	if s.end = math.MaxUint64; length > 0 {
		s.end = offset + length
	}
	return &upload{s}, nil
}

// DownloadVolume opens a stream out of a volume.
func (p *Provider) DownloadVolume(ctx context.Context, ref hypervisor.VolumeRef, offset, length uint64) (io.ReadCloser, error) {
	s, err := p.openStream(ctx, "DownloadVolume", ref, offset, length)
	if err != nil {
		return nil, err
	}
	return &download{s}, nil
}

func (s *stream) close() {
	if s.closed {
		return
	}
	s.closed = true
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.v.streams--
}

type upload struct{ *stream }

// Write writes; faults of WriteVolume meet it.
func (u *upload) Write(b []byte) (int, error) {
	if u.err != nil {
		return 0, u.err
	}
	u.err = u.p.onVolume(u.ctx, "WriteVolume", u.ref, func(l *pool, _ *volume) error {
		if u.closed || u.offset+uint64(len(b)) > u.end {
			return novacron.Errorf(novacron.Invalid, "there are more bytes than volume %s has", u.ref.Volume)
		}
		if err := u.growLocked(l, u.offset+uint64(len(b))); err != nil {
			return err
		}
		if strings.Trim(string(b), "\x00") == "" && len(u.v.content) == 0 {
			return nil
		}
		if uint64(len(u.v.content))*contentBlock+uint64(len(b)) > maxContent {
			return novacron.Errorf(novacron.Exhausted, "a simulated volume keeps %d MiB of content at the most", maxContent>>20)
		}
		u.v.content.write(u.offset, b)
		return nil
	})
	if u.err != nil {
		return 0, u.err
	}
	u.offset += uint64(len(b))
	return len(b), nil
}

// growLocked makes the file longer, as writing behind its end does.
func (u *upload) growLocked(l *pool, end uint64) error {
	if end <= u.v.SizeBytes {
		return nil
	}
	if end-u.v.SizeBytes > l.SizeBytes-l.usedBytes {
		return novacron.Errorf(novacron.Exhausted, "no space left in pool %s", u.ref.Pool)
	}
	l.usedBytes += end - u.v.SizeBytes
	u.v.SizeBytes = end
	return nil
}

// Skip leaves what is there and cuts off what lies behind it, as libvirt does.
func (u *upload) Skip(n uint64) error {
	u.err = u.p.onVolume(u.ctx, "WriteVolume", u.ref, func(l *pool, _ *volume) error {
		u.v.content.cut(u.offset + n)
		return u.growLocked(l, u.offset+n)
	})
	u.offset += n
	return u.err
}

// probeLocked finds out what the content is, as libvirt does after an upload.
func (u *upload) probeLocked() {
	header := make([]byte, 32)
	u.v.content.read(0, header)
	if u.v.Format == "raw" && string(header[:4]) == "QFI\xfb" {
		u.v.Format = "qcow2"
	}
	u.p.poolsChangedLocked()
}

// Close ends the upload.
func (u *upload) Close() error {
	if !u.closed {
		u.p.mu.Lock()
		u.probeLocked()
		u.p.mu.Unlock()
	}
	u.close()
	if u.err == nil && u.ctx.Err() != nil {
		u.err = ended("UploadVolume", u.ctx.Err())
	}
	return u.err
}

// Abort gives it up.
func (u *upload) Abort() { u.close() }

type download struct{ *stream }

// Read reads; faults of ReadVolume meet it.
func (d *download) Read(b []byte) (int, error) {
	if d.offset >= d.end {
		return 0, io.EOF
	}
	b = b[:min(uint64(len(b)), d.end-d.offset)]
	err := d.p.onVolume(d.ctx, "ReadVolume", d.ref, func(_ *pool, v *volume) error {
		if d.closed {
			return novacron.Errorf(novacron.Canceled, "the download was closed")
		}
		v.content.read(d.offset, b)
		return nil
	})
	if err != nil {
		return 0, err
	}
	d.offset += uint64(len(b))
	return len(b), nil
}

// Close ends the download.
func (d *download) Close() error {
	d.close()
	return nil
}
