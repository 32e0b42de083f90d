package auth

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/novacron/novacron/novacron"
)

const (
	// headEvery is how often a new head is signed and written out: as long as
	// somebody who became root on the host could change records unseen.
	headEvery = 5 * time.Minute
	// maxHeadsBytes is when the file of heads is put aside: about 50,000 of them.
	maxHeadsBytes = 16 << 20
	// exportPage is how many records are read at once.
	exportPage = 1000
)

// exportFormat begins an export.
type exportFormat struct {
	Format string          `json:"novacronAudit"`
	Node   novacron.NodeID `json:"node"`
}

const exportVersion = "1"

// exportEnd ends an export.
type exportEnd struct {
	Head *novacron.AuditHead `json:"head"`
}

// AuditHead implements novacron.AuditService. It asks for no permission:
// GuardAudit does.
func (a *Auditor) AuditHead(context.Context) (novacron.AuditHead, error) {
	sequence, hash, err := a.store.AuditHead()
	if err != nil {
		return novacron.AuditHead{}, err
	}
	if sequence == 0 {
		return novacron.AuditHead{}, novacron.Errorf(novacron.NotFound, "there is no audit record yet")
	}
	return a.sign(sequence, hash)
}

func (a *Auditor) sign(sequence uint64, hash string) (novacron.AuditHead, error) {
	if a.key == nil {
		return novacron.AuditHead{}, novacron.Errorf(novacron.Unsupported, "this audit has no key")
	}
	return signHead(novacron.AuditHead{Node: a.store.NodeID(), Sequence: sequence, Hash: hash, At: a.now()}, a.key), nil
}

// ExportAudit implements novacron.AuditService.
func (a *Auditor) ExportAudit(ctx context.Context, w io.Writer) error {
	last, hash, err := a.store.AuditHead()
	if err != nil {
		return err
	}
	head, err := a.sign(last, hash)
	if err != nil {
		return err
	}
	if err := writeLine(w, exportFormat{Format: exportVersion, Node: head.Node}); err != nil {
		return err
	}
	for after := uint64(0); after < last; {
		lines, err := a.store.AuditLines(after, exportPage)
		if err != nil {
			return err
		}
		if after, err = writeRecords(ctx, w, lines, last); err != nil {
			return err
		}
	}
	return writeLine(w, exportEnd{Head: &head})
}

// writeRecords writes the lines of records up to last, and returns up to which
// sequence the audit is written: last when there are no more.
func writeRecords(ctx context.Context, w io.Writer, lines [][]byte, last uint64) (uint64, error) {
	var text []byte
	written := last
	for _, line := range lines {
		var rec link
		if err := json.Unmarshal(line, &rec); err != nil {
			return 0, err
		}
		if rec.Sequence > last {
			break
		}
		text, written = append(append(text, line...), '\n'), rec.Sequence
	}
	_, err := w.Write(text)
	return written, errors.Join(err, ctx.Err())
}

func writeLine(w io.Writer, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// monitorHeads writes a head out now, every headEvery and at the end, when there
// is a newer one than the last.
func (a *Auditor) monitorHeads(ctx context.Context) {
	ticker := time.NewTicker(headEvery)
	defer ticker.Stop()
	for written := uint64(0); ; {
		head, err := a.AuditHead(ctx)
		if err == nil && head.Sequence > written {
			if err = a.writeHead(head); err == nil {
				written = head.Sequence
			}
		}
		if err != nil && novacron.CodeOf(err) != novacron.NotFound {
			a.logger.Error().Err(err).Msg("the head of the audit is not written out now")
		}
		if ctx.Err() != nil {
			return
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
	}
}

// writeHead writes a head to the file of heads and to the log, which often goes
// to another machine.
func (a *Auditor) writeHead(head novacron.AuditHead) error {
	a.logger.Info().Uint64("sequence", head.Sequence).Str("hash", head.Hash).Time("at", head.At).
		Str("key", head.Key).Str("signature", head.Signature).Msg("head of the audit")
	if a.headsFile == "" {
		return nil
	}
	info, err := os.Stat(a.headsFile)
	if err == nil && info.Size() > maxHeadsBytes {
		err = os.Rename(a.headsFile, strings.TrimSuffix(a.headsFile, ".jsonl")+".old.jsonl")
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(a.headsFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(writeLine(f, head), f.Sync(), f.Close())
}
