package fleet

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/diskimage"
	"github.com/novacron/novacron/internal/fetch"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

var sha256Pattern = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)

// peekBytes of a download are looked at before anything is written: the header
// and an ISO's descriptor lie there.
const peekBytes = 1 << 20

// imageImport is one import under way.
type imageImport struct {
	s       *Images
	r       *run
	req     novacron.ImportImage
	image   novacron.Image
	storage hypervisor.Storage
	// refused is the reason of a file that must not be used.
	refused diskimage.Reason
}

// run brings the bytes into the pool, and looks at them there.
func (i *imageImport) run(ctx context.Context) error {
	var err error
	if i.storage, err = i.s.storage(); err != nil {
		return err
	}
	switch {
	case i.req.Take:
		err = i.take(ctx)
	case i.req.SourceVolume != "":
		err = i.copyVolume(ctx)
	default:
		err = i.download(ctx)
	}
	if err != nil {
		return err
	}
	return i.describe(ctx)
}

// download fetches the URL into a new volume.
func (i *imageImport) download(ctx context.Context) error {
	if err := i.r.step(ctx, "connect", 1, true); err != nil {
		return err
	}
	file, err := fetch.Open(ctx, i.req.URL, i.s.fetchOptions(i.req))
	if err != nil {
		return fetchError(err)
	}
	defer func() { _ = file.Close() }()
	err = i.store(ctx, "download", file, file.Length(), 2)
	return fetchError(err)
}

// copyVolume copies a volume's bytes, after a look at them where they are.
func (i *imageImport) copyVolume(ctx context.Context) error {
	from := hypervisor.VolumeRef{Pool: i.req.SourcePool, Volume: i.req.SourceVolume}
	length, _, err := i.measure(ctx, from, 1, 30)
	if err != nil {
		return err
	}
	if _, err := i.inspect(ctx, from, length); err != nil {
		return err
	}
	content, err := i.storage.DownloadVolume(ctx, from, 0, 0)
	if err != nil {
		return err
	}
	defer content.Close()
	return i.store(ctx, "copy", content, length, 32)
}

// take makes a volume the image where it lies.
func (i *imageImport) take(ctx context.Context) error {
	ref := hypervisor.VolumeRef{Pool: i.req.SourcePool, Volume: i.req.SourceVolume}
	length, sum, err := i.measure(ctx, ref, 1, 90)
	if err != nil {
		return err
	}
	i.image.PoolName, i.image.Volume = ref.Pool, ref.Volume
	return i.setContent(length, sum)
}

// measure reads a volume to its end: how long it is, and its checksum.
func (i *imageImport) measure(ctx context.Context, ref hypervisor.VolumeRef, from, to int) (int64, string, error) {
	if err := i.r.step(ctx, "read", from, true); err != nil {
		return 0, "", err
	}
	volume, err := i.storage.Volume(ctx, ref)
	if err != nil {
		return 0, "", err
	}
	content, err := i.storage.DownloadVolume(ctx, ref, 0, 0)
	if err != nil {
		return 0, "", err
	}
	defer content.Close()
	sum := sha256.New()
	expected := int64(max(volume.AllocationBytes, 1))
	length, err := io.Copy(sum, &counting{content, i.progress("read", expected, from, to)})
	return length, hex.EncodeToString(sum.Sum(nil)), err
}

// store writes a file of a known length into a new volume.
func (i *imageImport) store(ctx context.Context, phase string, content io.Reader, length int64, from int) error {
	if length > cmp.Or(i.s.f.opts.Images.MaxFileBytes, defaultImageFile) {
		return novacron.Errorf(novacron.TooLarge, "the file has %d bytes: too many (images.maxFileBytes)", length)
	}
	buffered := bufio.NewReaderSize(content, peekBytes)
	head, err := buffered.Peek(int(min(length, peekBytes)))
	if err != nil {
		return err
	}
	if err := i.glance(ctx, head, length); err != nil {
		return err
	}
	ref, err := i.makeVolume(ctx, head, length)
	if err != nil {
		return err
	}
	if err := i.r.step(ctx, phase, from, true); err != nil {
		return err
	}
	writer, err := i.storage.UploadVolume(ctx, ref, 0, 0)
	if err != nil {
		return err
	}
	defer writer.Abort()
	sum := sha256.New()
	source := io.TeeReader(&counting{buffered, i.progress(phase, length, from, 90)}, sum)
	copied, err := copySparse(writer, source)
	if err != nil {
		return err
	}
	if copied != length {
		return novacron.Errorf(novacron.Unavailable, "the file ended after %d of %d bytes", copied, length)
	}
	if err := writer.Close(); err != nil {
		return err
	}
	return i.setContent(length, hex.EncodeToString(sum.Sum(nil)))
}

// glance refuses what the first bytes show to be no use, before the rest is
// fetched and anything written.
func (i *imageImport) glance(ctx context.Context, head []byte, length int64) error {
	_, err := diskimage.Inspect(ctx, beginning(head), length, i.inspectOptions())
	if diskimage.ReasonOf(err) != "" {
		return i.refusal(err)
	}
	return nil
}

// beginning is the first bytes of a file.
type beginning []byte

var errNotYet = errors.New("this part of the file is not there yet")

// ReadAt gives what is there.
func (b beginning) ReadAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > int64(len(b)) {
		return 0, errNotYet
	}
	return copy(p, b[at:]), nil
}

// makeVolume makes the volume for a file of length bytes. Its name is in the
// record before it is there, so that a crash leaves none that nobody knows.
func (i *imageImport) makeVolume(ctx context.Context, head []byte, length int64) (hypervisor.VolumeRef, error) {
	ref := hypervisor.VolumeRef{Pool: i.image.PoolName, Volume: i.image.Name + "-" + short(i.image.ID) + "." + extension(head)}
	if pool, err := i.storage.Pool(ctx, ref.Pool); err == nil && pool.State.Usable() && pool.AvailableBytes < uint64(length) {
		return ref, novacron.Errorf(novacron.Exhausted, "the file has %d bytes, pool %s has %d left", length, ref.Pool, pool.AvailableBytes).
			WithMend("make room in the pool, or choose another")
	}
	i.image.Volume = ref.Volume
	if err := i.save(ctx); err != nil {
		return ref, err
	}
	// It is made as raw, in its length: what is in it is known when it was looked at.
	_, err := i.storage.CreateVolume(ctx, hypervisor.VolumeSpec{VolumeRef: ref, Format: "raw", CapacityBytes: uint64(max(length, 1))})
	return ref, err
}

// save records the image as it is so far.
func (i *imageImport) save(ctx context.Context) error {
	return i.s.f.store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Images().Put(i.image)
		return err
	})
}

// extension is what a volume's name ends with, by its first bytes.
func extension(head []byte) string {
	const isoAt = 32769
	switch {
	case len(head) > 4 && string(head[:4]) == "QFI\xfb":
		return "qcow2"
	case foreign(head):
		return foreignExtension
	case len(head) > isoAt+5 && string(head[isoAt:isoAt+5]) == "CD001":
		return "iso"
	}
	return "img"
}

// setContent notes the file's length and checksum, and compares that with the
// one that was asked for.
func (i *imageImport) setContent(length int64, sum string) error {
	if i.req.SHA256 != "" && !strings.EqualFold(sum, i.req.SHA256) {
		return novacron.Errorf(novacron.Invalid, "the file has the checksum %s, not %s", sum, strings.ToLower(i.req.SHA256)).
			WithMend("compare with what its publisher says: the file is another, or was changed on the way")
	}
	i.image.FileSizeBytes, i.image.SHA256, i.image.Verified = uint64(length), sum, i.req.SHA256 != ""
	return nil
}

// describe inspects the volume, and completes the image.
func (i *imageImport) describe(ctx context.Context) error {
	if err := i.r.step(ctx, "inspect", 92, true); err != nil {
		return err
	}
	ref := hypervisor.VolumeRef{Pool: i.image.PoolName, Volume: i.image.Volume}
	info, err := i.inspect(ctx, ref, int64(i.image.FileSizeBytes))
	if err == nil && !usable(info.Format) {
		ref, info, err = i.convert(ctx, ref, info)
	}
	if err != nil {
		return err
	}
	i.image.Format, i.image.VirtualSizeBytes, i.image.Partial = string(info.Format), uint64(info.VirtualSizeBytes), info.Partial
	if i.image.OS == "" {
		i.image.OS = guessOS(fileName(i.req), info.Label, i.req.Name)
		i.image.OSGuessed = i.image.OS != ""
	}
	// libvirt looks at the file again, so that it, too, knows what is in it.
	if err := i.storage.RefreshPool(ctx, ref.Pool); err != nil {
		return err
	}
	volume, err := i.storage.Volume(ctx, ref)
	if err != nil {
		return err
	}
	i.image.Pool, i.image.Path = volume.Pool, volume.Path
	return nil
}

func (i *imageImport) inspectOptions() diskimage.Options {
	options := diskimage.Options{Expect: diskimage.Format(i.req.Format), MaxVirtualSizeBytes: i.s.f.opts.Images.MaxVirtualBytes}
	if options.Expect != "" {
		return options
	}
	switch strings.ToLower(path.Ext(fileName(i.req))) {
	case ".qcow2":
		options.Expect = diskimage.QCOW2
	case ".iso":
		options.Expect = diskimage.ISO
	}
	return options
}

// inspect reads headers and tables out of a volume, and refuses what must not
// be used.
func (i *imageImport) inspect(ctx context.Context, ref hypervisor.VolumeRef, length int64) (diskimage.Info, error) {
	info, err := inspectVolume(ctx, i.storage, ref, length, i.inspectOptions())
	if err != nil {
		return info, i.refusal(err)
	}
	return info, nil
}

// refusal keeps the reason and says it to the user.
func (i *imageImport) refusal(err error) error {
	reason := diskimage.ReasonOf(err)
	if reason == "" {
		return err
	}
	i.refused = reason
	return novacron.Errorf(novacron.Invalid, "the file is refused: %s", err.Error())
}

// failed removes what was made. A canceled import leaves nothing; another leaves
// a record that says why it failed.
func (i *imageImport) failed(ctx context.Context, why error) error {
	if err := i.s.removeVolume(ctx, i.req, i.image); err != nil {
		i.s.f.log.Warn().Err(err).Str("pool", i.image.PoolName).Str("volume", i.image.Volume).Msg("a failed import left a volume")
		why = withMendIfNone(why, "delete the image: volume %s of pool %s could not be removed", i.image.Volume, i.image.PoolName)
	} else {
		i.image.Volume = ""
	}
	canceled := i.r.wasCanceled.Load()
	err := i.s.f.store.Update(ctx, func(tx *store.Tx) error {
		if canceled && i.image.Volume == "" {
			return i.s.forgetTx(ctx, tx, i.image.ID, i.r)
		}
		image := i.image
		image.State, image.Operation, image.Error, image.Refused = novacron.ImageFailed, "", novacron.FaultOf(why), string(i.refused)
		image, err := tx.Images().Put(image)
		if err != nil {
			return err
		}
		return tellImage(ctx, tx, novacron.EventImageChanged, image, i.r)
	})
	if err != nil {
		return fmt.Errorf("record the failed import: %w", err)
	}
	return why
}

// fetchError puts the words of package fetch into ours.
func fetchError(err error) error {
	codes := map[fetch.Kind]novacron.Code{
		fetch.BadURL: novacron.Invalid, fetch.Address: novacron.Forbidden, fetch.Refused: novacron.Unavailable, fetch.NoLength: novacron.Unsupported,
		fetch.TooLong: novacron.TooLarge, fetch.Changed: novacron.Conflict, fetch.Broken: novacron.Unavailable,
	}
	code, ok := codes[fetch.KindOf(err)]
	if !ok {
		return err
	}
	e := novacron.Errorf(code, "%s", err.Error())
	e.Cause = err
	if code == novacron.Forbidden {
		return e.WithMend("an administrator can allow it with images.allowLocal")
	}
	return e
}
