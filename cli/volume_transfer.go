package cli

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

const (
	// maxBreaks is how often a transfer that breaks off is gone on with by itself
	// without a byte in between.
	maxBreaks = 5
	// breakWait is before that.
	breakWait = time.Second
)

// uploadFlags is what volume upload understands.
type uploadFlags struct {
	mutationFlags

	format   string
	checksum string
	resume   string
}

func (a *app) volumeUploadCommand() *cobra.Command {
	var f uploadFlags
	cmd := &cobra.Command{
		Use:   "upload FILE [VOLUME]",
		Short: "Upload a file as a volume",
		Long: `Upload a file. The volume is POOL/NAME; the file's own name in the pool 'default'
when it is left out. What --format says is held to: a file that is something else,
names other files or is damaged is refused at the end.

When the connection breaks it goes on by itself. When this command was ended, give
--resume with the id that it told.`,
		Args: usageArgs(1, 2, "a file, and the volume as POOL/NAME"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.volumeUpload(cmd.Context(), args, f) },
	}
	cmd.Flags().Var(&choiceValue{value: &f.format, choices: []string{"qcow2", "raw"}}, "format", "what the file is (default raw, also for an ISO)")
	cmd.Flags().StringVar(&f.checksum, "sha256", "", "the `CHECKSUM` that the file must have; made of the file when left out")
	cmd.Flags().StringVar(&f.resume, "resume", "", "go on with the upload with this `ID`")
	f.add(cmd)
	return cmd
}

func (a *app) volumeUpload(ctx context.Context, args []string, f uploadFlags) error {
	file, err := os.Open(args[0])
	if err != nil {
		return usagef("%s", err.Error())
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return usagef("%s is not a file", args[0])
	}
	c, err := a.connect()
	if err != nil {
		return err
	}
	up, err := a.beginUpload(ctx, args, f, file, uint64(info.Size()))
	if err != nil || f.dryRun {
		return err
	}
	if up.SizeBytes != uint64(info.Size()) {
		return usagef("%s has %d bytes, and the upload waits for %d: is it the same file?", args[0], info.Size(), up.SizeBytes)
	}
	if err := a.sendFile(ctx, c, up, file); err != nil {
		if ctx.Err() != nil {
			a.hintf("go on with it: novacron volume upload %s --resume %s, or drop it: novacron operation cancel %s", args[0], up.ID, up.ID)
		}
		return err
	}
	op, err := c.Operation(ctx, up.ID)
	if err != nil {
		return err
	}
	return a.finish(ctx, op, f.mutationFlags)
}

// beginUpload begins an upload, or finds the one to go on with.
func (a *app) beginUpload(ctx context.Context, args []string, f uploadFlags, file *os.File, size uint64) (novacron.Upload, error) {
	if f.resume != "" {
		return a.conn.Upload(ctx, novacron.UploadID(f.resume))
	}
	req := novacron.CreateUpload{
		Mutation: f.mutation(), Pool: "default", Name: filepath.Base(args[0]), Format: f.format, SizeBytes: size, SHA256: f.checksum,
	}
	if len(args) > 1 {
		req.Pool, req.Name = volumePlace(args[1])
	}
	if req.SHA256 == "" && !f.dryRun {
		sum := sha256.New()
		if _, err := io.Copy(sum, file); err != nil {
			return novacron.Upload{}, novacron.Errorf(novacron.Invalid, "read %s: %w", args[0], err)
		}
		req.SHA256 = hex.EncodeToString(sum.Sum(nil))
	}
	up, err := a.conn.CreateUpload(ctx, req)
	if err != nil {
		return up, a.inFlags(err, func(field string) string { return map[string]string{"sha256": "--sha256", "format": "--format"}[field] })
	}
	if f.dryRun {
		return up, a.printDryRun(novacron.Operation{Kind: "volume.upload", Target: novacron.Target{Name: up.Name}, DryRun: true})
	}
	a.hintf("upload %s begins", up.ID)
	return up, nil
}

// sendFile sends what the server lacks, and goes on after a break.
func (a *app) sendFile(ctx context.Context, c *connection, up novacron.Upload, file *os.File) error {
	line := a.newProgressLine()
	defer line.stop()
	for breaks := 0; up.OffsetBytes < up.SizeBytes; breaks++ {
		from := up.OffsetBytes
		if _, err := file.Seek(int64(from), io.SeekStart); err != nil {
			return novacron.Errorf(novacron.Invalid, "read %s: %w", file.Name(), err)
		}
		in := &meteredReader{r: file, told: line.callback(), done: from, size: up.SizeBytes, op: transferOf(up.ID, "volume.upload", up.Name)}
		now, err := c.WriteUpload(ctx, up.ID, from, in)
		if err == nil {
			up = now
			continue
		}
		if breaks >= maxBreaks || !broken(err) || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(breakWait):
		}
		if now, lookErr := c.Upload(ctx, up.ID); lookErr == nil {
			if now.OffsetBytes > from {
				breaks = 0
			}
			up = now
		} else if !broken(lookErr) {
			return lookErr
		}
	}
	return nil
}

// broken says whether a transfer may be gone on with.
func broken(err error) bool {
	code := novacron.CodeOf(err)
	return code == novacron.Unavailable || code == novacron.Timeout || code == novacron.Conflict
}

func transferOf(id novacron.OperationID, kind, name string) novacron.Operation {
	return novacron.Operation{ID: id, Kind: kind, Target: novacron.Target{Name: name}, State: novacron.OperationRunning, Phase: "sending"}
}

// meteredReader tells how far a transfer is, one percent at a time.
type meteredReader struct {
	r          io.Reader
	told       func(novacron.Operation)
	done, size uint64
	op         novacron.Operation
}

func (m *meteredReader) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	m.done += uint64(n)
	if percent := int(100 * float64(m.done) / float64(max(m.size, 1))); m.told != nil && percent != m.op.Percent {
		m.op.Percent = percent
		m.told(m.op)
	}
	return n, err
}

func (a *app) volumeDownloadCommand() *cobra.Command {
	var resume bool
	cmd := &cobra.Command{
		Use:   "download VOLUME [FILE]",
		Short: "Download a volume",
		Long: `Download the bytes of a volume as they lie in the pool. FILE is the volume's own name
when it is left out, and - for standard output. A file that is there already is not
overwritten: --resume goes on behind its end.`,
		Args: usageArgs(1, 2, "a volume as POOL/NAME, and a file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := a.findVolume(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			name := v.Name
			if len(args) > 1 {
				name = args[1]
			}
			if name == "-" {
				return a.receive(cmd.Context(), v, 0, a.stdout)
			}
			return a.volumeDownload(cmd.Context(), v, name, resume)
		},
	}
	cmd.Flags().BoolVar(&resume, "resume", false, "go on behind the end of the file")
	return cmd
}

func (a *app) volumeDownload(ctx context.Context, v novacron.Volume, name string, resume bool) error {
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if resume {
		mode = os.O_WRONLY | os.O_CREATE | os.O_APPEND
	}
	file, err := os.OpenFile(name, mode, 0o600)
	if err != nil {
		return usagef("%s", err.Error()).WithMend("choose another name, or go on with --resume")
	}
	info, err := file.Stat()
	if err == nil {
		err = a.receive(ctx, v, uint64(info.Size()), file)
	}
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return printLine(a.stdout, clean(v.Name)+" downloaded to "+clean(name))
}

// receive writes what a volume has from offset on.
func (a *app) receive(ctx context.Context, v novacron.Volume, offset uint64, w io.Writer) error {
	if offset > 0 && offset == v.FileSizeBytes {
		return nil
	}
	content, err := a.conn.ReadVolume(ctx, v.ID, offset, 0)
	if err != nil {
		return err
	}
	defer content.Close()
	line := a.newProgressLine()
	defer line.stop()
	in := &meteredReader{
		r: content, told: line.callback(), done: offset, size: cmp.Or(content.SizeBytes, v.CapacityBytes),
		op: transferOf(novacron.OperationID(v.ID), "volume.download", v.Name),
	}
	_, err = io.Copy(w, in)
	if err == nil && content.SizeBytes > 0 && in.done != content.SizeBytes {
		err = novacron.Errorf(novacron.Unavailable, "the connection broke at byte %d of %d", in.done, content.SizeBytes)
	}
	if e, ok := novacron.AsError(err); ok && e.Mend == "" {
		return e.WithMend("go on with --resume")
	}
	return err
}
