package kvm_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
)

// TestProbeTCG runs the probe through QEMU's emulation, which works anywhere.
func TestProbeTCG(t *testing.T) {
	kvmtest.Require(t, "qemu-system-x86_64")
	require.NoError(t, kvm.Probe(t.Context(), "", "tcg", time.Minute))
}

// TestProbeKVM tells what this machine's KVM does. Either answer is right; it
// must come in time.
func TestProbeKVM(t *testing.T) {
	kvmtest.Require(t, "qemu-system-x86_64")
	start := time.Now()
	err := kvm.Probe(t.Context(), "", "", 20*time.Second)
	t.Logf("KVM after %s: %v", time.Since(start).Round(time.Millisecond), err)
	require.Less(t, time.Since(start), 30*time.Second)
}

// script makes a program that stands in for QEMU.
func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "qemu")
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o755))
	return path
}

func TestProbeFailures(t *testing.T) {
	for _, c := range []struct{ name, program, want string }{
		{"internal error", "printf ABCDE; echo 'qemu: warning: pni' >&2; echo 'KVM internal error. Suberror: 1' >&2; exec sleep 60", "the probe stopped at a breakpoint: KVM internal error"},
		{"hang", "printf AB; exec sleep 60", "the probe hung at CPUID and page tables"},
		{"refusal", "echo 'could not access KVM kernel module' >&2; exit 1", "the probe stopped at real mode: could not access KVM"},
		{"silence", "exit 0", "the probe stopped at real mode"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			limit := 20 * time.Second
			if c.name == "hang" {
				limit = 300 * time.Millisecond
			}
			require.ErrorContains(t, kvm.Probe(t.Context(), script(t, c.program), "kvm", limit), c.want)
		})
	}
	require.ErrorContains(t, kvm.Probe(t.Context(), "/nowhere/qemu", "kvm", time.Second), "run QEMU")
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, kvm.Probe(canceled, script(t, "sleep 60"), "kvm", time.Second))
}

// TestProbeCode holds the bytes to their source.
func TestProbeCode(t *testing.T) {
	kvmtest.Require(t, "as", "ld")
	dir := t.TempDir()
	object, image := filepath.Join(dir, "probe.o"), filepath.Join(dir, "probe.rom")
	for _, args := range [][]string{
		{"as", "--64", "-o", object, "testdata/probe.S"},
		{"ld", "-Ttext=0xF0000", "--oformat", "binary", "-e", "start", "-o", image, object},
	} {
		out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	want, err := os.ReadFile(image)
	require.NoError(t, err)
	got, err := kvm.ProbeROM()
	require.NoError(t, err)
	require.Equal(t, want, got)
}
