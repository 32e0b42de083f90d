package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

func (a *app) auditExportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "export FILE",
		Short: "Write the whole audit into a file",
		Long: `Write the whole audit into FILE (- is standard output) as JSON lines, oldest
first, each record exactly as the node keeps it, and the signed head at the end.
audit verify proves that nothing in it was changed.`,
		Example: "  novacron audit export audit.jsonl",
		Args:    usageArgs(1, 1, "the name of a file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			return a.writeFile(args[0], func(w io.Writer) error { return c.ExportAudit(cmd.Context(), w) })
		},
	}
}

func (a *app) auditVerifyCommand() *cobra.Command {
	var heads, key string
	cmd := &cobra.Command{
		Use:   "verify [FILE]",
		Short: "Prove that no audit record was changed, removed or put in",
		Long: `Verify an export of the audit, without any appliance; with no FILE, the audit of
the node now. Each record names the hash of the one before it, and the node signs
the newest at intervals: into its log, and into audit-heads.jsonl beside its store.

Root on the node could make a whole chain anew. Heads that were kept elsewhere
prove that nobody did, up to the newest of them: give them with --heads, and the
key that you know of this node with --key.`,
		Example: `  novacron audit verify audit.jsonl
  novacron audit verify audit.jsonl --heads kept-heads.jsonl --key sha256:3f9a...`,
		Args: usageArgs(0, 1, "the name of an export"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.auditVerify(cmd.Context(), args, heads, key)
		},
	}
	cmd.Flags().StringVar(&heads, "heads", "", "a `FILE` of heads that was kept elsewhere")
	cmd.Flags().StringVar(&key, "key", "", "the `FINGERPRINT` of the key that must have signed them")
	return cmd
}

func (a *app) auditVerify(ctx context.Context, args []string, headsFile, key string) error {
	if a.cmds.VerifyAudit == nil {
		return novacron.Errorf(novacron.Unsupported, "this binary cannot do that")
	}
	proof := novacron.AuditProof{Key: key}
	if headsFile != "" {
		heads, err := os.Open(headsFile)
		if err != nil {
			return usagef("--heads: %s", err.Error())
		}
		defer heads.Close()
		proof.Heads = heads
	}
	export, err := a.openAudit(ctx, args)
	if err != nil {
		return err
	}
	verdict, err := a.cmds.VerifyAudit(ctx, export, proof)
	if err = errors.Join(err, export.Close()); err != nil {
		return err
	}
	if err := a.printVerdict(verdict); err != nil {
		return err
	}
	if len(verdict.Findings) > 0 {
		return exitError(exitFailed)
	}
	return nil
}

// openAudit opens an export: a file, standard input for -, or what the node has
// now when there is no argument. Close tells why the node's broke off.
func (a *app) openAudit(ctx context.Context, args []string) (io.ReadCloser, error) {
	if len(args) == 1 && args[0] == "-" {
		return io.NopCloser(a.stdin), nil
	}
	if len(args) == 1 {
		f, err := os.Open(args[0])
		if err != nil {
			return nil, usagef("%s", err.Error())
		}
		return f, nil
	}
	c, err := a.connect()
	if err != nil {
		return nil, err
	}
	r, w := io.Pipe()
	go func() { w.CloseWithError(c.ExportAudit(ctx, w)) }()
	return r, nil
}

func (a *app) printVerdict(v novacron.AuditVerdict) error {
	if a.wantsData() {
		return printData(a.stdout, a.global.output, v)
	}
	for _, finding := range v.Findings {
		fmt.Fprintf(a.stdout, "WRONG: %s\n", clean(finding))
	}
	if len(v.Findings) > 0 {
		fmt.Fprintln(a.stdout)
	}
	verdict := "the chain is whole"
	if len(v.Findings) > 0 {
		verdict = "the chain is broken"
	}
	fmt.Fprintf(a.stdout, "%s: %s of %s, %d to %d", verdict, count(v.Records, "record"), clean(string(v.Node)), v.First, v.Last)
	if v.Records > 0 {
		fmt.Fprintf(a.stdout, ", %s to %s", v.From.Local().Format("2006-01-02 15:04:05"), v.To.Local().Format("2006-01-02 15:04:05"))
	}
	return printLine(a.stdout, fmt.Sprintf("\n%s agree; the key is %s", count(v.Heads, "signed head"), clean(v.Key)))
}
