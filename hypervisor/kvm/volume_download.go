package kvm

import (
	"context"
	"io"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// download is a download under way.
type download struct {
	stream *volumeStream
	rest   []byte // of the packet that is being read
	err    error  // why there is no more
	closed bool
}

// DownloadVolume opens a stream out of a volume.
func (p *Provider) DownloadVolume(ctx context.Context, ref hypervisor.VolumeRef, offset, length uint64) (io.ReadCloser, error) {
	s, err := p.openStream(ctx, procStorageVolDownload, ref, offset, length, 0)
	if err != nil {
		return nil, err
	}
	return &download{stream: s}, nil
}

// Read returns what comes; io.EOF when libvirt said that this was all.
func (d *download) Read(b []byte) (int, error) {
	if len(d.rest) == 0 && d.err == nil {
		d.next()
	}
	n := copy(b, d.rest)
	d.rest = d.rest[n:]
	if n == 0 && len(b) > 0 {
		return 0, d.err
	}
	return n, nil
}

// WriteTo hands the packets on as they came, without another copy.
func (d *download) WriteTo(w io.Writer) (int64, error) {
	var done int64
	for {
		if len(d.rest) == 0 && d.err == nil {
			d.next()
		}
		if len(d.rest) == 0 {
			if d.err == io.EOF { //nolint:errorlint // our own mark
				return done, nil
			}
			return done, d.err
		}
		n, err := w.Write(d.rest)
		d.rest = d.rest[n:]
		done += int64(n)
		if err != nil {
			return done, err
		}
	}
}

// next waits for a packet, or finds out why there is none.
func (d *download) next() {
	limit := time.NewTimer(stallLimit)
	defer limit.Stop()
	select {
	case p := <-d.stream.packets:
		if d.rest = p; len(p) == 0 {
			d.finish()
		}
	case <-d.stream.ended:
		select { // what came before the end
		case p := <-d.stream.packets:
			d.rest = p
		default:
		}
		if len(d.rest) == 0 {
			d.err = d.stream.failure()
		}
	case <-limit.C:
		d.err = novacron.Errorf(novacron.Timeout, "the storage gave nothing for %s", stallLimit)
	}
}

// finish confirms the end; libvirt tells then what went wrong on the way.
func (d *download) finish() {
	d.err = io.EOF
	if err := d.stream.finish(d.stream.ctx, stallLimit); err != nil {
		d.err = err
	}
}

// Close ends the download, also before its end.
func (d *download) Close() error {
	if d.closed {
		return nil
	}
	d.closed = true
	if d.err == io.EOF { //nolint:errorlint // our own mark
		d.stream.release()
		return nil
	}
	d.err = novacron.Errorf(novacron.Canceled, "the download was closed")
	d.stream.abort()
	return nil
}
