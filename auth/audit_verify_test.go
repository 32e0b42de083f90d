package auth_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// chain is an audit on a store of its own, whose records a test exports and
// tampers with.
type chain struct {
	t       *testing.T
	clock   *clock
	store   *store.Store
	key     ed25519.PrivateKey
	heads   string
	auditor *auth.Auditor
}

func newChain(t *testing.T) *chain {
	t.Helper()
	dir := t.TempDir()
	c := &chain{t: t, clock: newClock(), heads: filepath.Join(dir, "heads.jsonl")}
	c.store = storetest.New(t, func(o *store.Options) { o.Now, o.KeepAudit = c.clock.Now, 24*time.Hour })
	var err error
	c.key, err = auth.OpenAuditKey(filepath.Join(dir, "audit.key"))
	require.NoError(t, err)
	c.auditor = auth.NewAuditor(auth.AuditorOptions{Store: c.store, Now: c.clock.Now, Key: c.key, HeadsFile: c.heads})
	return c
}

func (c *chain) append(n int) {
	c.t.Helper()
	require.NoError(c.t, c.store.Update(c.t.Context(), func(tx *store.Tx) error {
		for i := range n {
			_, err := tx.AppendAudit(novacron.AuditRecord{Verb: "vm.start", Target: novacron.Target{Kind: "vm", ID: fmt.Sprint(i)}})
			require.NoError(c.t, err)
		}
		return nil
	}))
}

// export returns the lines of an export.
func (c *chain) export() []string {
	c.t.Helper()
	var text bytes.Buffer
	require.NoError(c.t, c.auditor.ExportAudit(c.t.Context(), &text))
	return strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
}

func (c *chain) verify(lines []string, proof novacron.AuditProof) novacron.AuditVerdict {
	c.t.Helper()
	verdict, err := auth.VerifyAudit(c.t.Context(), strings.NewReader(strings.Join(lines, "\n")+"\n"), proof)
	require.NoError(c.t, err)
	return verdict
}

func TestAWholeChainIsProven(t *testing.T) {
	c := newChain(t)
	c.append(2500) // more than one page
	verdict := c.verify(c.export(), novacron.AuditProof{})
	require.Equal(t, novacron.AuditVerdict{
		Node: c.store.NodeID(), Records: 2500, First: 1, Last: 2500, From: c.clock.Now(), To: c.clock.Now(),
		Key: verdict.Key, Heads: 1, Findings: []string{},
	}, verdict)
	require.Regexp(t, "^sha256:[0-9a-f]{64}$", verdict.Key)
}

func TestTamperingIsFound(t *testing.T) {
	c := newChain(t)
	c.append(9)
	whole := c.export() // the format, records 1 to 9, the head
	for name, test := range map[string]struct {
		tamper func(lines []string) []string
		want   string
	}{
		"changed":           {func(l []string) []string { l[4] = strings.Replace(l[4], "vm.start", "vm.watch", 1); return l }, "record 5 does not follow record 4"},
		"the last changed":  {func(l []string) []string { l[9] = strings.Replace(l[9], "vm.start", "vm.watch", 1); return l }, "record 9, or one before it, was changed"},
		"removed":           {func(l []string) []string { return append(l[:4], l[5:]...) }, "record 4 is missing"},
		"two removed":       {func(l []string) []string { return append(l[:4], l[6:]...) }, "records 4 to 5 are missing"},
		"the first removed": {func(l []string) []string { return append(l[:1], l[2:]...) }, "records before 2 are missing"},
		"the last removed":  {func(l []string) []string { return append(l[:9], l[10]) }, "record 9 is missing"},
		"put in":            {func(l []string) []string { l[4] += "\n" + l[4]; return l }, "record 4 stands behind record 4"},
		"reordered":         {func(l []string) []string { l[4], l[5] = l[5], l[4]; return l }, "record 4 stands behind record 5"},
		"cut off":           {func(l []string) []string { return l[:7] }, "no end"},
		"behind the end":    {func(l []string) []string { return append(l, l[3]) }, "behind the end"},
		"no JSON":           {func(l []string) []string { l[3] = "nonsense"; return l }, "line 4 is not JSON"},
		"no record":         {func(l []string) []string { l[3] = "{}"; return l }, "neither a record nor the end"},
		"another node":      {func(l []string) []string { l[0] = strings.Replace(l[0], "n-", "n-0", 1); return l }, "of another node"},
		"a forged head": {func(l []string) []string {
			l[10] = strings.Replace(l[10], `"sequence":9`, `"sequence":8`, 1)
			return append(l[:9], l[10])
		}, "wrong signature"},
	} {
		t.Run(name, func(t *testing.T) {
			verdict := c.verify(test.tamper(append([]string(nil), whole...)), novacron.AuditProof{})
			require.Contains(t, strings.Join(verdict.Findings, "\n"), test.want)
		})
	}
	_, err := auth.VerifyAudit(t.Context(), strings.NewReader("{}\n"), novacron.AuditProof{})
	requireCode(t, novacron.Invalid, err)
	_, err = auth.VerifyAudit(t.Context(), strings.NewReader(`{"novacronAudit":"2"}`), novacron.AuditProof{})
	requireCode(t, novacron.Unsupported, err)
	_, err = auth.VerifyAudit(t.Context(), strings.NewReader(whole[0]), novacron.AuditProof{Heads: strings.NewReader("x\n")})
	requireCode(t, novacron.Invalid, err)
}

// Root on the node can make a chain anew that is whole. Heads that were kept
// elsewhere tell.
func TestAChainMadeAnewIsFoundByKeptHeads(t *testing.T) {
	c := newChain(t)
	c.append(3)
	require.NoError(t, c.auditor.Open(t.Context()))
	require.Eventually(t, func() bool { kept, _ := os.ReadFile(c.heads); return len(kept) > 0 }, 10*time.Second, time.Millisecond)
	require.NoError(t, c.auditor.Close())
	kept, err := os.ReadFile(c.heads)
	require.NoError(t, err)
	c.append(3)
	verdict := c.verify(c.export(), novacron.AuditProof{Heads: bytes.NewReader(kept)})
	require.Empty(t, verdict.Findings)
	require.Equal(t, 2, verdict.Heads, "the kept one and the export's")

	// The same records, one of them changed, in a chain of their own.
	var lines []string
	previous := ""
	for i, line := range c.export() {
		var rec novacron.AuditRecord
		require.NoError(t, json.Unmarshal([]byte(line), &rec))
		if rec.Sequence > 0 {
			rec.Previous = previous
			if i == 2 {
				rec.Target.ID = "another"
			}
			text, err := json.Marshal(rec)
			require.NoError(t, err)
			line, previous = string(text), store.AuditHash(text)
		}
		lines = append(lines, line)
	}
	head := novacron.AuditHead{Node: c.store.NodeID(), Sequence: 6, Hash: previous, At: c.clock.Now()}
	text, err := json.Marshal(map[string]any{"head": auth.SignHead(head, c.key)})
	require.NoError(t, err)
	lines[len(lines)-1] = string(text)
	require.Empty(t, c.verify(lines, novacron.AuditProof{}).Findings, "nothing in it tells")
	findings := c.verify(lines, novacron.AuditProof{Heads: bytes.NewReader(kept)}).Findings
	require.Len(t, findings, 1)
	require.Contains(t, findings[0], "record 3, or one before it, was changed after 2026-03-01T12:00:00Z")

	verdict = c.verify(c.export(), novacron.AuditProof{Key: "sha256:00"})
	require.Contains(t, verdict.Findings[0], "is signed with another key, sha256:")
}

func TestWhatRetentionRemovedIsProven(t *testing.T) {
	c := newChain(t)
	c.append(700)
	first, err := c.auditor.AuditHead(t.Context())
	require.NoError(t, err)
	c.append(600)
	c.clock.advance(25 * time.Hour)
	require.NoError(t, c.store.Trim(t.Context()))
	lines := c.export()
	kept, err := json.Marshal(first)
	require.NoError(t, err)
	verdict := c.verify(lines, novacron.AuditProof{Heads: bytes.NewReader(kept)})
	require.Empty(t, verdict.Findings)
	require.Equal(t, uint64(1001), verdict.First)
	verdict = c.verify(append(lines[:1], lines[2:]...), novacron.AuditProof{})
	require.Contains(t, verdict.Findings[0], "records before 1002 are missing")
}

func TestTheAuditKeyIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.key")
	key, err := auth.OpenAuditKey(path)
	require.NoError(t, err)
	again, err := auth.OpenAuditKey(path)
	require.NoError(t, err)
	require.Equal(t, key, again)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NoError(t, os.WriteFile(path, []byte("nothing"), 0o600))
	_, err = auth.OpenAuditKey(path)
	requireCode(t, novacron.Invalid, err)
	_, err = auth.OpenAuditKey(filepath.Join(path, "below"))
	require.Error(t, err)
}

func TestNoHeadOfNothing(t *testing.T) {
	_, err := newChain(t).auditor.AuditHead(t.Context())
	requireCode(t, novacron.NotFound, err)
}

// BenchmarkVerifyAudit verifies a million records; the promise is 10 seconds.
func BenchmarkVerifyAudit(b *testing.B) {
	var text bytes.Buffer
	_, key, err := ed25519.GenerateKey(nil)
	require.NoError(b, err)
	const records = 1_000_000
	fmt.Fprintln(&text, `{"novacronAudit":"1","node":"n-1"}`)
	previous := ""
	for i := range records {
		line, err := json.Marshal(novacron.AuditRecord{
			Sequence: uint64(i + 1), At: time.Unix(int64(i), 0).UTC(), Stage: novacron.AuditOutcome, Verb: "vm.start", RequestID: "01K9ZQ3V7M5Y2X8C4B6N1D0F2G",
			Identity: novacron.Identity{Kind: novacron.IdentityUser, Name: "admin", Role: novacron.RoleAdministrator, From: home},
			Target:   novacron.Target{Kind: "vm", ID: "38a28573-0b06-8494-950b-f1573483cd23", Name: "web-2"}, Operation: "op-0193a7c2e5b07d3e", Previous: previous,
		})
		require.NoError(b, err)
		previous = store.AuditHash(line)
		text.Write(append(line, '\n'))
	}
	end, err := json.Marshal(map[string]any{"head": auth.SignHead(novacron.AuditHead{Node: "n-1", Sequence: records, Hash: previous}, key)})
	require.NoError(b, err)
	text.Write(append(end, '\n'))
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		verdict, err := auth.VerifyAudit(b.Context(), bytes.NewReader(text.Bytes()), novacron.AuditProof{})
		require.NoError(b, err)
		require.Empty(b, verdict.Findings)
		require.Equal(b, records, verdict.Records)
	}
}
