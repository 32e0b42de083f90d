// Package cli is NovaCron's command line: the subcommands of the one binary.
//
// It owns words: flags, tables, questions, progress, error texts, and the table
// of exit statuses. Everything it shows or changes goes through api/client, over
// the local socket or to a remote address with a token; it never touches the
// store or the hypervisor. What runs in the process itself (serve, demo, doctor)
// is handed in by main.go as functions.
//
// What scripts may rely on: results are on standard output, everything else
// (progress, warnings, questions, errors) on standard error; -o json and -o yaml
// carry the API's own field names; exit statuses are those of ExitCode; nothing
// is asked when standard input is not a terminal.
//
// Only main.go calls it.
package cli
