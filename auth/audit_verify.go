package auth

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

const (
	maxFindings = 20
	// maxRecordBytes is far more than any record has: see clip.
	maxRecordBytes = 4 << 20
)

// link is what the chain needs of a record.
type link struct {
	Sequence uint64    `json:"sequence"`
	At       time.Time `json:"at"`
	Verb     string    `json:"verb"`
	Target   struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"target"`
	Previous string `json:"previous"`
}

// VerifyAudit reads an export of the audit and says whether each record follows
// the one before it, whether what is missing at the beginning was removed by
// retention, and whether the signed heads fit. It needs no appliance. An error,
// Invalid, is about something that is no export at all; what was tampered with
// is among the verdict's findings, at most 20.
func VerifyAudit(ctx context.Context, export io.Reader, proof novacron.AuditProof) (novacron.AuditVerdict, error) {
	v := &verifier{verdict: novacron.AuditVerdict{Key: proof.Key, Findings: []string{}}, hashes: map[uint64]string{}}
	if err := v.readHeads(proof.Heads); err != nil {
		return v.verdict, err
	}
	lines := scanLines(export)
	var format exportFormat
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &format) != nil || format.Format == "" {
		return v.verdict, cmp.Or(lines.Err(), error(novacron.Errorf(novacron.Invalid, "this is no export of an audit").
			WithMend("make one: novacron audit export FILE")))
	}
	if format.Format != exportVersion {
		return v.verdict, novacron.Errorf(novacron.Unsupported, "the export has format %s; this program knows %s", clip(format.Format, 20), exportVersion).
			WithMend("verify it with the version of NovaCron that made it, or a newer one")
	}
	v.verdict.Node = format.Node
	for lines.Scan() && ctx.Err() == nil {
		v.line(lines.Bytes())
	}
	if err := cmp.Or(lines.Err(), ctx.Err()); err != nil {
		return v.verdict, fmt.Errorf("read the export: %w", err)
	}
	v.end()
	return v.verdict, nil
}

func scanLines(r io.Reader) *bufio.Scanner {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxRecordBytes)
	return lines
}

// verifier walks over an export.
type verifier struct {
	verdict novacron.AuditVerdict
	number  int    // of the line that is read, behind the first
	hash    string // of the record before
	removed string // what the first record says was the hash of the one before it
	proven  bool   // a record says that those before the first were removed
	heads   []novacron.AuditHead
	hashes  map[uint64]string // of the records that heads name
	ended   bool              // the export's own head was read
}

func (v *verifier) find(format string, args ...any) {
	if len(v.verdict.Findings) < maxFindings {
		v.verdict.Findings = append(v.verdict.Findings, fmt.Sprintf(format, args...))
	}
}

// readHeads reads heads that were kept elsewhere.
func (v *verifier) readHeads(r io.Reader) error {
	if r == nil {
		return nil
	}
	lines := scanLines(r)
	for n := 1; lines.Scan(); n++ {
		var head novacron.AuditHead
		if err := json.Unmarshal(lines.Bytes(), &head); err != nil || head.Hash == "" {
			return novacron.Errorf(novacron.Invalid, "line %d of the heads is no head of an audit", n)
		}
		v.heads = append(v.heads, head)
		v.hashes[head.Sequence] = ""
	}
	return lines.Err()
}

// line takes one line behind the first: a record, or at the end the head.
func (v *verifier) line(text []byte) {
	v.number++
	if v.ended {
		v.find("line %d is behind the end", v.number+1)
		return
	}
	var rec link
	if err := json.Unmarshal(text, &rec); err != nil {
		v.find("line %d is not JSON", v.number+1)
		return
	}
	if rec.Sequence == 0 {
		v.last(text)
		return
	}
	v.follow(rec)
	v.hash = store.AuditHash(text)
	if _, wanted := v.hashes[rec.Sequence]; wanted {
		v.hashes[rec.Sequence] = v.hash
	}
	v.verdict.Records++
	v.verdict.Last, v.verdict.To = rec.Sequence, rec.At
	if rec.Verb == novacron.AuditTrim && rec.Target.ID == strconv.FormatUint(v.verdict.First-1, 10) && rec.Target.Name == v.removed {
		v.proven = true
	}
}

// follow compares a record with the one before it.
func (v *verifier) follow(rec link) {
	last := v.verdict.Last
	switch {
	case v.verdict.Records == 0:
		v.verdict.First, v.verdict.From, v.removed = rec.Sequence, rec.At, rec.Previous
	case rec.Sequence == last+1 && rec.Previous != v.hash:
		v.find("record %d does not follow record %d: one of the two was changed", rec.Sequence, last)
	case rec.Sequence == last+2:
		v.find("record %d is missing", last+1)
	case rec.Sequence > last+1:
		v.find("records %d to %d are missing", last+1, rec.Sequence-1)
	case rec.Sequence <= last:
		v.find("record %d stands behind record %d: it was moved, or put in", rec.Sequence, last)
	}
}

// last takes the line with the head, which every whole export ends with.
func (v *verifier) last(text []byte) {
	var end exportEnd
	if json.Unmarshal(text, &end) != nil || end.Head == nil {
		v.find("line %d is neither a record nor the end", v.number+1)
		return
	}
	v.ended = true
	if end.Head.Sequence == v.verdict.Last {
		v.hashes[end.Head.Sequence] = v.hash
	}
	if v.verdict.Key == "" {
		if key, ok := headKey(*end.Head); ok {
			v.verdict.Key = keyFingerprint(key)
		}
	}
	v.heads = append(v.heads, *end.Head)
}

// end judges what only the whole tells.
func (v *verifier) end() {
	if !v.ended {
		v.find("the export has no end: it was cut off, or its last line was removed")
	}
	if v.verdict.First > 1 && !v.proven {
		v.find("the records before %d are missing, and no record says that they were removed for their age", v.verdict.First)
	}
	for _, head := range v.heads {
		v.judge(head)
	}
}

// judge compares a head with the records.
func (v *verifier) judge(head novacron.AuditHead) {
	key, ok := headKey(head)
	switch {
	case !ok:
		v.find("the head of record %d, of %s, has a wrong signature", head.Sequence, head.At.Format(time.RFC3339))
	case v.verdict.Key != "" && keyFingerprint(key) != v.verdict.Key:
		v.find("the head of record %d, of %s, is signed with another key, %s", head.Sequence, head.At.Format(time.RFC3339), keyFingerprint(key))
	case head.Node != v.verdict.Node:
		v.find("the head of record %d, of %s, is of another node, %s", head.Sequence, head.At.Format(time.RFC3339), clip(string(head.Node), maxRecordedName))
	case head.Sequence < v.verdict.First: // removed for its age
	case v.hashes[head.Sequence] == "":
		v.find("record %d is missing: a head of %s names it", head.Sequence, head.At.Format(time.RFC3339))
	case v.hashes[head.Sequence] != head.Hash:
		v.find("record %d, or one before it, was changed after %s, when its head was signed", head.Sequence, head.At.Format(time.RFC3339))
	default:
		v.verdict.Heads++
	}
}
