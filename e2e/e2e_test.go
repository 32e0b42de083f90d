package e2e_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/e2e/process"
	"github.com/novacron/novacron/novacron"
)

// binary is the novacron under test: NOVACRON_BIN, or built once for all tests.
var binary string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	binary = os.Getenv("NOVACRON_BIN")
	if binary != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "novacron-e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if binary, err = process.Build(context.Background(), "..", dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// serve starts an appliance on a libvirt. It is stopped with the test.
func serve(t testing.TB, dir, uri string, args ...string) *process.Process {
	t.Helper()
	p, err := process.Start(t.Context(), process.Options{
		Binary: binary, Command: "serve", Dir: dir, Args: append([]string{"--libvirt", uri}, args...),
	})
	require.NoError(t, err)
	t.Cleanup(p.Kill)
	return p
}

// shortDir is a directory whose path leaves room for a socket's name.
func shortDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "nvc")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// finished waits for an operation to be final.
func finished(t testing.TB, c *client.Client, id novacron.OperationID) novacron.Operation {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	op, err := c.WaitOperation(ctx, id, nil)
	require.NoError(t, err)
	require.True(t, op.State.Final(), "operation %s hangs at %s", id, op.Phase)
	return op
}

func succeeded(t testing.TB, c *client.Client, op novacron.Operation, err error) novacron.Operation {
	t.Helper()
	require.NoError(t, err)
	op = finished(t, c, op.ID)
	require.Equal(t, novacron.OperationSucceeded, op.State, "%+v", op.Error)
	return op
}

func connected(t testing.TB, c *client.Client) {
	t.Helper()
	require.Eventually(t, func() bool {
		node, err := c.Node(t.Context())
		return err == nil && node.Hypervisor.Connected
	}, 30*time.Second, 5*time.Millisecond, "the hypervisor answers")
}
