package fake_test

import (
	"context"
	"testing"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
	"github.com/stretchr/testify/require"
)

const someID = novacron.VMID("6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55")

func open(tb testing.TB, opts fake.Options) *fake.Provider {
	tb.Helper()
	p := fake.New(opts)
	require.NoError(tb, p.Open(tb.Context()))
	tb.Cleanup(func() { require.NoError(tb, p.Close()) })
	return p
}

// define makes a VM that has one disk and is off.
func define(tb testing.TB, p *fake.Provider, id novacron.VMID, name string) novacron.VMID {
	tb.Helper()
	ctx := tb.Context()
	def, err := p.Complete(ctx, id, novacron.CreateVM{
		Name: name, MemoryBytes: 256 << 20, Disks: []novacron.CreateDisk{{SizeBytes: 1 << 30}},
	})
	require.NoError(tb, err)
	_, err = p.EnsureVolume(ctx, def.VM.Disks[0])
	require.NoError(tb, err)
	require.NoError(tb, p.Define(ctx, def))
	return id
}

func running(tb testing.TB, p *fake.Provider) novacron.VMID {
	tb.Helper()
	id := define(tb, p, someID, "web-1")
	require.NoError(tb, p.Start(tb.Context(), id, hypervisor.StartOptions{}))
	return id
}

func look(tb testing.TB, p *fake.Provider, id novacron.VMID) novacron.VM {
	tb.Helper()
	vm, err := p.VM(tb.Context(), id)
	require.NoError(tb, err)
	return vm
}

func requireCode(tb testing.TB, code novacron.Code, err error) {
	tb.Helper()
	require.Equal(tb, code, novacron.CodeOf(err), "%v", err)
}

// watch collects the notices from now on until the test ends.
func watch(tb testing.TB, p *fake.Provider) <-chan hypervisor.Notice {
	tb.Helper()
	notices := make(chan hypervisor.Notice, 1000)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = p.Watch(ctx, func(n hypervisor.Notice) { notices <- n })
	}()
	tb.Cleanup(func() { cancel(); <-done })
	require.Equal(tb, hypervisor.NoticeConnected, (<-notices).Kind)
	return notices
}
