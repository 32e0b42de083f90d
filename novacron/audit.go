package novacron

import (
	"context"
	"io"
	"time"
)

// AuditRecord says who did or tried what. There are two for each mutation: the
// intent, written before anything is done, and the outcome. A mutation that
// goes on as an operation has a third between them, accepted, which names the
// operation; the outcome then comes when that ends.
//
// The records of a node are a chain: each names the hash of the one before it.
type AuditRecord struct {
	Sequence  uint64      `json:"sequence" doc:"Rank in this node's audit" example:"17"`
	At        time.Time   `json:"at" doc:"When it was written"`
	Stage     string      `json:"stage" enum:"intent,accepted,outcome,denied" doc:"Before, taken on as an operation, after, or refused"`
	Identity  Identity    `json:"identity" doc:"Who"`
	Verb      string      `json:"verb" doc:"What was asked" example:"vm.start"`
	Target    Target      `json:"target" doc:"Of what"`
	RequestID string      `json:"requestId,omitempty" doc:"The request"`
	Operation OperationID `json:"operation,omitempty" doc:"The operation it led to"`
	Intent    uint64      `json:"intent,omitempty" doc:"Sequence of the intent that this belongs to"`
	Changes   []Change    `json:"changes,omitempty" doc:"What it was to change, from what to what; nothing secret is among it"`
	Outcome   *Fault      `json:"outcome,omitempty" doc:"Why it failed or was denied; absent when it succeeded"`
	// Previous is the last field: see AuditHash in store.
	Previous string `json:"previous,omitempty" doc:"Hash of the record before: SHA-256 of its line in an export, in hex. Absent in the first" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
}

// The stages of an audit record.
const (
	AuditIntent   = "intent"
	AuditAccepted = "accepted"
	AuditOutcome  = "outcome"
	AuditDenied   = "denied"
)

// AuditTrim is the verb of the record that is written when old records are
// removed. Its target's id is the sequence of the last one that was removed, and
// its target's name that one's hash: so the chain proves what is no longer there.
const AuditTrim = "audit.trim"

// AuditQuery chooses audit records, newest first. Empty fields choose all.
type AuditQuery struct {
	PageRequest
	TargetID  string
	Who       string    // the identity's name, or its kind, a colon and its name
	Verb      string    // a verb, or a noun followed by ".*"
	Stage     string    // one of the stages
	Since     time.Time // not before this
	Until     time.Time // before this
	RequestID string
	Operation OperationID
}

// AuditHead is what a node's chain of audit records came to at a time, signed
// with the node's audit key. Whoever keeps heads elsewhere can prove that
// records before them were not changed since, even by root on the node.
type AuditHead struct {
	Node      NodeID    `json:"node" doc:"Whose audit" example:"n-1f0c2a3b"`
	Sequence  uint64    `json:"sequence" doc:"The newest record" example:"17"`
	Hash      string    `json:"hash" doc:"Its hash: SHA-256 of its line in an export, in hex"`
	At        time.Time `json:"at" doc:"When it was signed"`
	Key       string    `json:"key" doc:"The Ed25519 public key, in base64"`
	Signature string    `json:"signature" doc:"Ed25519 over the lines novacron-audit-head, node, sequence, hash and at, each ended by a line feed; in base64"`
}

// AuditService reads the audit.
type AuditService interface {
	// Audit returns a page, newest first.
	Audit(ctx context.Context, q AuditQuery) (Page[AuditRecord], error)
	// AuditHead signs and returns the present head. NotFound while there is no record.
	AuditHead(ctx context.Context) (AuditHead, error)
	// ExportAudit writes the whole audit to w as JSON lines, oldest first: a line
	// that says which format and node, each record exactly as it is kept, and a
	// line with the head of the last one. An export without that line is not whole.
	ExportAudit(ctx context.Context, w io.Writer) error
}

// AuditProof says how an export of the audit is to be verified.
type AuditProof struct {
	// Heads are signed heads that were kept elsewhere, as JSON lines; may be nil.
	Heads io.Reader
	// Key is the fingerprint that the signing key must have (AuditVerdict.Key);
	// the key of the export itself is believed when it is empty.
	Key string
}

// AuditVerdict is what the verification of an export found.
type AuditVerdict struct {
	Node     NodeID    `json:"node" doc:"Whose audit"`
	Records  int       `json:"records" doc:"How many records there are"`
	First    uint64    `json:"first" doc:"Sequence of the first"`
	Last     uint64    `json:"last" doc:"Sequence of the last"`
	From     time.Time `json:"from,omitzero" doc:"When the first was written"`
	To       time.Time `json:"to,omitzero" doc:"When the last was written"`
	Key      string    `json:"key" doc:"Fingerprint of the key that signed the heads: sha256: and SHA-256 of the key, in hex"`
	Heads    int       `json:"heads" doc:"How many heads agree with the records, the export's own included"`
	Findings []string  `json:"findings" doc:"What is wrong; none when the chain is whole"`
}
