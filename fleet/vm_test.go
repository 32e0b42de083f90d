package fleet_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

func TestCreateMakesADefinedVM(t *testing.T) {
	l := newLab(t)
	req := small("web-1")
	req.Title, req.Labels = "Shop", map[string]string{"tier": "web"}
	op, err := l.VMs().CreateVM(l.ctx, req)
	require.NoError(t, err)
	require.NotEmpty(t, op.ID)
	require.Equal(t, "user:ada", op.Identity)
	require.Equal(t, "req-1", op.RequestID)
	op = l.wait(op)
	require.Equal(t, novacron.OperationSucceeded, op.State)
	require.Equal(t, 100, op.Percent)
	require.NotNil(t, op.FinishedAt)

	vm, err := l.VMs().VM(l.ctx, novacron.VMID(op.Target.ID))
	require.NoError(t, err)
	require.Equal(t, novacron.VMShutoff, vm.State)
	require.Equal(t, "Shop", vm.Title)
	require.Equal(t, map[string]string{"tier": "web"}, vm.Labels)
	require.Equal(t, l.store.NodeID(), vm.Node)
	require.True(t, vm.Managed)
	require.NotZero(t, vm.Revision)
	require.Len(t, vm.Disks, 1)
	require.Equal(t, []string{"operation.started", "vm.created", "operation.finished"}, l.events(op.Target.ID))

	xml, err := l.VMs().VMXML(l.ctx, vm.ID)
	require.NoError(t, err)
	require.NotEmpty(t, xml)
}

func TestCreateAndStart(t *testing.T) {
	l := newLab(t)
	req := small("web-1")
	req.Start = true
	vm := l.create(req)
	require.Equal(t, novacron.VMRunning, vm.State)
	require.Equal(t, []string{"operation.started", "vm.created", "vm.started", "operation.finished"}, l.events(string(vm.ID)))
}

func TestCreateThatCannotStartLeavesTheVMDefined(t *testing.T) {
	l := newLab(t)
	l.provider.Faults().Fail("Start", novacron.Errorf(novacron.Exhausted, "no memory"), 1)
	req := small("web-1")
	req.Start = true
	op, err := l.VMs().CreateVM(l.ctx, req)
	require.NoError(t, err)
	op = l.wait(op)
	require.Equal(t, novacron.OperationFailed, op.State)
	require.Equal(t, novacron.Exhausted, op.Error.Code)
	require.Contains(t, op.Error.Mend, "defined but not running")
	vm, err := l.VMs().VM(l.ctx, novacron.VMID(op.Target.ID))
	require.NoError(t, err)
	require.Equal(t, novacron.VMShutoff, vm.State)
}

func TestCreateThatFailsLeavesNothing(t *testing.T) {
	for _, call := range []string{"EnsureVolume", "Define"} {
		t.Run(call, func(t *testing.T) {
			l := newLab(t)
			l.provider.Faults().Fail(call, novacron.Errorf(novacron.Exhausted, "no room"), 1)
			op, err := l.VMs().CreateVM(l.ctx, small("web-1"))
			require.NoError(t, err)
			op = l.wait(op)
			require.Equal(t, novacron.OperationFailed, op.State)
			require.Equal(t, novacron.Exhausted, op.Error.Code)
			_, err = l.VMs().VM(l.ctx, novacron.VMID(op.Target.ID))
			requireCode(t, novacron.NotFound, err)
			// The same name can be made at once: neither record, definition nor volume is in the way.
			l.create(small("web-1"))
		})
	}
}

func TestCreateWhoseAnswerIsLostLeavesNothing(t *testing.T) {
	l := newLab(t)
	l.provider.Faults().Lose("Define", 1)
	op, err := l.VMs().CreateVM(l.ctx, small("web-1"))
	require.NoError(t, err)
	op = l.wait(op)
	require.Equal(t, novacron.OperationFailed, op.State)
	require.Equal(t, novacron.Timeout, op.Error.Code)
	_, err = l.provider.VM(l.ctx, novacron.VMID(op.Target.ID))
	requireCode(t, novacron.NotFound, err)
	l.create(small("web-1"))
}

func TestCreateRefusesBadInput(t *testing.T) {
	l := newLab(t)
	tests := map[string]struct {
		change func(*novacron.CreateVM)
		field  string
	}{
		"empty name":        {func(r *novacron.CreateVM) { r.Name = "" }, "name"},
		"name with slash":   {func(r *novacron.CreateVM) { r.Name = "../x" }, "name"},
		"long name":         {func(r *novacron.CreateVM) { r.Name = strings.Repeat("a", 65) }, "name"},
		"two-line title":    {func(r *novacron.CreateVM) { r.Title = "a\nb" }, "title"},
		"control character": {func(r *novacron.CreateVM) { r.Description = "a\x00b" }, "description"},
		"bad label":         {func(r *novacron.CreateVM) { r.Labels = map[string]string{"a b": "c"} }, "labels.a b"},
		"negative cpus":     {func(r *novacron.CreateVM) { r.VCPUs = -1 }, "vcpus"},
		"memory in MiB":     {func(r *novacron.CreateVM) { r.MemoryBytes = 2048 }, "memoryBytes"},
		"absurd memory":     {func(r *novacron.CreateVM) { r.MemoryBytes = 1 << 60 }, "memoryBytes"},
		"firmware":          {func(r *novacron.CreateVM) { r.Firmware = "coreboot" }, "firmware"},
		"size and source": {func(r *novacron.CreateVM) {
			r.Disks = []novacron.CreateDisk{{SizeBytes: 1 << 30, Source: "/a"}}
		}, "disks[0]"},
		"no size": {func(r *novacron.CreateVM) { r.Disks = []novacron.CreateDisk{{}} }, "disks[0].sizeBytes"},
		"relative source": {func(r *novacron.CreateVM) {
			r.Disks = []novacron.CreateDisk{{Source: "a.img"}}
		}, "disks[0].source"},
		"bad mac": {func(r *novacron.CreateVM) { r.NICs = []novacron.CreateNIC{{MAC: "zz"}} }, "nics[0].mac"},
		"network and bridge": {func(r *novacron.CreateVM) {
			r.NICs = []novacron.CreateNIC{{Network: "a", Bridge: "b"}}
		}, "nics[0]"},
		"relative kernel": {func(r *novacron.CreateVM) { r.Boot = &novacron.DirectBoot{Kernel: "k"} }, "boot.kernel"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			req := small("ok")
			tt.change(&req)
			_, err := l.VMs().CreateVM(l.ctx, req)
			requireCode(t, novacron.Invalid, err)
			e, _ := novacron.AsError(err)
			require.Equal(t, tt.field, e.Fields[0].Name)
		})
	}
	require.Empty(t, l.store.VMIDs())
}

func TestCreateRefusesATakenName(t *testing.T) {
	l := newLab(t)
	l.create(small("web-1"))
	_, err := l.VMs().CreateVM(l.ctx, small("web-1"))
	requireCode(t, novacron.Conflict, err)
}

func TestDryRunChangesNothing(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("a"))
	dry := novacron.Mutation{DryRun: true}

	req := small("b")
	req.Mutation, req.Start = dry, true
	op, err := l.VMs().CreateVM(l.ctx, req)
	require.NoError(t, err)
	require.True(t, op.DryRun)
	require.Empty(t, op.ID)
	require.NotEmpty(t, op.Changes)

	memory := uint64(128 << 20)
	res, err := l.VMs().UpdateVM(l.ctx, vm.ID, novacron.VMUpdate{Mutation: dry, MemoryBytes: &memory})
	require.NoError(t, err)
	require.True(t, res.Operation.DryRun)
	require.Equal(t, "memoryBytes", res.Operation.Changes[0].Field)

	op, err = l.VMs().PowerVM(l.ctx, vm.ID, novacron.PowerRequest{Mutation: dry, Verb: novacron.PowerStart})
	require.NoError(t, err)
	require.Equal(t, "running", op.Changes[0].To)

	op, err = l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Mutation: dry, Volumes: true})
	require.NoError(t, err)
	require.Equal(t, []string{"vm", "volume"}, []string{op.Changes[0].Field, op.Changes[1].Field})

	after, err := l.VMs().VM(l.ctx, vm.ID)
	require.NoError(t, err)
	require.Equal(t, vm.Revision, after.Revision)
	require.Len(t, l.store.VMIDs(), 1)
}

func TestIdempotencyKeyReturnsTheFirstOperation(t *testing.T) {
	l := newLab(t)
	req := small("web-1")
	req.IdempotencyKey = "k1"
	first, err := l.VMs().CreateVM(l.ctx, req)
	l.succeed(first, err)
	again, err := l.VMs().CreateVM(l.ctx, req)
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)

	other := small("web-2")
	other.IdempotencyKey = "k1"
	_, err = l.VMs().CreateVM(l.ctx, other)
	requireCode(t, novacron.Conflict, err)

	id := novacron.VMID(first.Target.ID)
	start := novacron.PowerRequest{Mutation: novacron.Mutation{IdempotencyKey: "k2"}, Verb: novacron.PowerStart}
	op, err := l.VMs().PowerVM(l.ctx, id, start)
	l.succeed(op, err)
	repeated, err := l.VMs().PowerVM(l.ctx, id, start)
	require.NoError(t, err, "a repeated start of a running vm is the first start")
	require.Equal(t, op.ID, repeated.ID)

	title := "T"
	edit := novacron.VMUpdate{Mutation: novacron.Mutation{IdempotencyKey: "k3"}, Title: &title}
	one, err := l.VMs().UpdateVM(l.ctx, id, edit)
	require.NoError(t, err)
	two, err := l.VMs().UpdateVM(l.ctx, id, edit)
	require.NoError(t, err)
	require.Equal(t, one.Operation.ID, two.Operation.ID)
}

func TestUpdate(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	title, cpus := "Shop", 2
	labels := map[string]string{"tier": "web"}
	res, err := l.VMs().UpdateVM(l.ctx, vm.ID, novacron.VMUpdate{Title: &title, VCPUs: &cpus, Labels: &labels})
	require.NoError(t, err)
	require.Equal(t, "Shop", res.VM.Title)
	require.Equal(t, 2, res.VM.VCPUs)
	require.Equal(t, labels, res.VM.Labels)
	require.Greater(t, res.VM.Revision, vm.Revision)
	require.Len(t, res.Operation.Changes, 3)
	require.Contains(t, l.events(string(vm.ID)), "vm.changed")

	_, err = l.VMs().UpdateVM(l.ctx, vm.ID, novacron.VMUpdate{Mutation: novacron.Mutation{Revision: vm.Revision}, Title: &title})
	requireCode(t, novacron.Stale, err)
	cpus = 0
	_, err = l.VMs().UpdateVM(l.ctx, vm.ID, novacron.VMUpdate{VCPUs: &cpus})
	requireCode(t, novacron.Invalid, err)
	_, err = l.VMs().UpdateVM(l.ctx, "no-such", novacron.VMUpdate{Title: &title})
	requireCode(t, novacron.NotFound, err)

	l.provider.Faults().Fail("Edit", novacron.Errorf(novacron.Unsupported, "no"), 1)
	other := "Other"
	_, err = l.VMs().UpdateVM(l.ctx, vm.ID, novacron.VMUpdate{Title: &other})
	requireCode(t, novacron.Unsupported, err)
}

func TestUpdateOfARunningVMSaysWhenItTakesHold(t *testing.T) {
	l := newLab(t)
	req := small("web-1")
	req.Start = true
	vm := l.create(req)
	title, cpus := "Now", 4
	res, err := l.VMs().UpdateVM(l.ctx, vm.ID, novacron.VMUpdate{Title: &title, VCPUs: &cpus})
	require.NoError(t, err)
	applied := map[string]novacron.Applied{}
	for _, c := range res.Operation.Changes {
		applied[c.Field] = c.Applied
	}
	require.Equal(t, map[string]novacron.Applied{"title": novacron.AppliedNow, "vcpus": novacron.AppliedNextStart}, applied)
	require.Len(t, res.VM.Pending, 1)
}

func TestDelete(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	ref, err := l.provider.FindVolume(l.ctx, vm.Disks[0].Source)
	require.NoError(t, err)

	op, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{})
	l.succeed(op, err)
	_, err = l.VMs().VM(l.ctx, vm.ID)
	requireCode(t, novacron.NotFound, err)
	require.Contains(t, l.events(string(vm.ID)), "vm.deleted")
	again, err := l.provider.FindVolume(l.ctx, vm.Disks[0].Source)
	require.NoError(t, err, "volumes stay unless they are named")
	require.Equal(t, ref, again)

	_, err = l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{})
	requireCode(t, novacron.NotFound, err)
}

func TestDeleteWithVolumes(t *testing.T) {
	l := newLab(t)
	req := small("web-1")
	req.Start = true
	req.Disks = append(req.Disks, novacron.CreateDisk{Source: "/srv/data.img"})
	vm := l.create(req)

	_, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true})
	requireCode(t, novacron.WrongState, err)
	op, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true, Force: true})
	op = l.succeed(op, err)
	require.Len(t, op.Warnings, 1, "the file outside of pools stays, and that is said")
	require.Contains(t, op.Warnings[0], "/srv/data.img")
	_, err = l.provider.FindVolume(l.ctx, vm.Disks[0].Source)
	requireCode(t, novacron.NotFound, err)
}

func TestDeleteKeepsAVolumeThatAnotherVMUses(t *testing.T) {
	l := newLab(t)
	first := l.create(small("web-1"))
	second := l.create(novacron.CreateVM{Name: "web-2", Disks: []novacron.CreateDisk{{Source: first.Disks[0].Source}}})
	op, err := l.VMs().DeleteVM(l.ctx, second.ID, novacron.DeleteVM{Volumes: true})
	op = l.succeed(op, err)
	require.Contains(t, op.Warnings[0], "web-1")
	_, err = l.provider.FindVolume(l.ctx, first.Disks[0].Source)
	require.NoError(t, err)
}

func TestDeleteWhoseVolumeStaysSaysSo(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	l.provider.Faults().Fail("DeleteVolume", novacron.Errorf(novacron.Unavailable, "the pool is stopped"), 1)
	op, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true})
	require.NoError(t, err)
	op = l.wait(op)
	require.Equal(t, novacron.OperationFailed, op.State)
	require.Contains(t, op.Error.Mend, "volume")
	_, err = l.VMs().VM(l.ctx, vm.ID)
	requireCode(t, novacron.NotFound, err)
}

func TestPowerVerbs(t *testing.T) {
	l := newLab(t)
	id := l.create(small("web-1")).ID
	steps := []struct {
		verb  novacron.PowerVerb
		state novacron.VMState
		event string
	}{
		{novacron.PowerStart, novacron.VMRunning, "vm.started"},
		{novacron.PowerPause, novacron.VMPaused, "vm.paused"},
		{novacron.PowerResume, novacron.VMRunning, "vm.resumed"},
		{novacron.PowerReboot, novacron.VMRunning, ""},
		{novacron.PowerReset, novacron.VMRunning, ""},
		{novacron.PowerSave, novacron.VMShutoff, "vm.stopped"},
		{novacron.PowerRestore, novacron.VMRunning, "vm.started"},
		{novacron.PowerShutdown, novacron.VMShutoff, "vm.stopped"},
		{novacron.PowerStart, novacron.VMRunning, "vm.started"},
		{novacron.PowerOff, novacron.VMShutoff, "vm.stopped"},
	}
	var want []string
	for _, step := range steps {
		op := l.power(id, step.verb)
		require.Equal(t, "vm."+string(step.verb), op.Kind)
		vm, err := l.VMs().VM(l.ctx, id)
		require.NoError(t, err)
		require.Equal(t, step.state, vm.State, "after %s", step.verb)
		if step.event != "" {
			want = append(want, step.event)
		}
	}
	var got []string
	for _, kind := range l.events(string(id)) {
		switch kind {
		case "vm.started", "vm.stopped", "vm.paused", "vm.resumed":
			got = append(got, kind)
		}
	}
	require.Equal(t, want, got, "each change of state is told once")
}

func TestPowerRefusesTheWrongState(t *testing.T) {
	l := newLab(t)
	off := l.create(small("off")).ID
	on := l.create(small("on")).ID
	l.power(on, novacron.PowerStart)
	paused := l.create(small("paused")).ID
	l.power(paused, novacron.PowerStart)
	l.power(paused, novacron.PowerPause)

	refused := map[novacron.VMID][]novacron.PowerVerb{
		off: {"shutdown", "poweroff", "reboot", "reset", "pause", "resume", "save", "restore"},
		on:  {"start", "resume", "restore"}, paused: {"start", "shutdown", "reboot", "pause", "restore"},
	}
	for id, verbs := range refused {
		for _, verb := range verbs {
			_, err := l.VMs().PowerVM(l.ctx, id, novacron.PowerRequest{Verb: verb})
			requireCode(t, novacron.WrongState, err)
			e, _ := novacron.AsError(err)
			require.NotEmpty(t, e.Mend, verb)
		}
	}
	_, err := l.VMs().PowerVM(l.ctx, off, novacron.PowerRequest{Verb: "explode"})
	requireCode(t, novacron.Invalid, err)
	_, err = l.VMs().PowerVM(l.ctx, off, novacron.PowerRequest{Verb: "shutdown", Timeout: -time.Second})
	requireCode(t, novacron.Invalid, err)
}

func TestShutdownThatTheGuestIgnores(t *testing.T) {
	l := newLab(t)
	id := l.create(small("deaf")).ID
	l.power(id, novacron.PowerStart)
	require.NoError(t, l.provider.Outside().Ignore(id, true))

	op, err := l.VMs().PowerVM(l.ctx, id, novacron.PowerRequest{Verb: novacron.PowerShutdown, Timeout: 50 * time.Millisecond})
	require.NoError(t, err)
	op = l.wait(op)
	require.Equal(t, novacron.OperationFailed, op.State)
	require.Equal(t, novacron.Timeout, op.Error.Code)
	require.Contains(t, op.Error.Mend, "power it off")

	op, err = l.VMs().PowerVM(l.ctx, id, novacron.PowerRequest{Verb: novacron.PowerShutdown})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		now, err := l.Operations().Operation(l.ctx, op.ID)
		return err == nil && now.Phase == "waiting for the guest" && now.Cancelable
	}, 5*time.Second, time.Millisecond)
	// While it waits the VM is held, and that is said.
	_, err = l.VMs().PowerVM(l.ctx, id, novacron.PowerRequest{Verb: novacron.PowerReboot})
	requireCode(t, novacron.Conflict, err)
	_, err = l.Operations().Cancel(l.ctx, op.ID, novacron.Mutation{})
	require.NoError(t, err)
	require.Equal(t, novacron.OperationCanceled, l.wait(op).State)
	_, err = l.Operations().Cancel(l.ctx, op.ID, novacron.Mutation{})
	requireCode(t, novacron.WrongState, err)
}

// Who pulls the plug does not wait for a guest that was asked and does not answer.
func TestPowerOffTakesOverFromAWaitingShutdown(t *testing.T) {
	l := newLab(t)
	id := l.create(small("deaf")).ID
	l.power(id, novacron.PowerStart)
	require.NoError(t, l.provider.Outside().Ignore(id, true))
	op, err := l.VMs().PowerVM(l.ctx, id, novacron.PowerRequest{Verb: novacron.PowerShutdown})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		now, err := l.Operations().Operation(l.ctx, op.ID)
		return err == nil && now.Phase == "waiting for the guest"
	}, 5*time.Second, time.Millisecond)
	l.power(id, novacron.PowerOff)
	require.Equal(t, novacron.OperationCanceled, l.wait(op).State)
	vm, err := l.VMs().VM(l.ctx, id)
	require.NoError(t, err)
	require.Equal(t, novacron.VMShutoff, vm.State)
}

func TestMutationsAreRefusedWhileTheHypervisorIsAway(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	l.provider.Outside().Disconnect("libvirtd is gone")
	_, err := l.VMs().PowerVM(l.ctx, vm.ID, novacron.PowerRequest{Verb: novacron.PowerStart})
	requireCode(t, novacron.Unavailable, err)
	_, err = l.VMs().CreateVM(l.ctx, small("web-2"))
	requireCode(t, novacron.Unavailable, err)
	got, err := l.VMs().VM(l.ctx, vm.ID)
	require.NoError(t, err, "reading goes on")
	require.Equal(t, vm, got)
	l.provider.Outside().Reconnect()
	l.power(vm.ID, novacron.PowerStart)
	require.Eventually(t, func() bool {
		events := l.events(string(l.store.NodeID()))
		return slices.Contains(events, "hypervisor.disconnected") && slices.Contains(events, "hypervisor.connected")
	}, 5*time.Second, 5*time.Millisecond, "both are told, a moment after they were")
}

func TestOperationsAreListed(t *testing.T) {
	l := newLab(t)
	a, b := l.create(small("a")), l.create(small("b"))
	page, err := l.Operations().Operations(l.ctx, novacron.OperationQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 2)
	require.Equal(t, string(b.ID), page.Items[0].Target.ID, "newest first")
	page, err = l.Operations().Operations(l.ctx, novacron.OperationQuery{TargetID: string(a.ID)})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	_, err = l.Operations().Operation(l.ctx, "op-none")
	requireCode(t, novacron.NotFound, err)
	_, err = l.Operations().Cancel(l.ctx, "op-none", novacron.Mutation{})
	requireCode(t, novacron.NotFound, err)
}

func TestCancelOfACreateRemovesWhatItMade(t *testing.T) {
	l := newLab(t)
	hung, release := l.provider.Faults().Hang("EnsureVolume")
	defer release()
	op, err := l.VMs().CreateVM(l.ctx, small("web-1"))
	require.NoError(t, err)
	<-hung
	_, err = l.Operations().Cancel(l.ctx, op.ID, novacron.Mutation{})
	require.NoError(t, err)
	require.Equal(t, novacron.OperationCanceled, l.wait(op).State)
	_, err = l.VMs().VM(l.ctx, novacron.VMID(op.Target.ID))
	requireCode(t, novacron.NotFound, err)
	release()
	l.create(small("web-1"))
}

// Of two changes that both saw the same revision, one wins.
func TestIfMatchHoldsUntilTheChangeIsMade(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	hung, release := l.provider.Faults().Hang("PlanEdit")
	slow := make(chan error, 1)
	late, early := "late", "early"
	match := novacron.Mutation{Revision: vm.Revision}
	go func() {
		_, err := l.VMs().UpdateVM(l.ctx, vm.ID, novacron.VMUpdate{Mutation: match, Title: &late})
		slow <- err
	}()
	<-hung
	op, err := l.VMs().PowerVM(l.ctx, vm.ID, novacron.PowerRequest{Mutation: match, Verb: novacron.PowerStart})
	l.succeed(op, err)
	release()
	requireCode(t, novacron.Stale, <-slow)
	_, err = l.VMs().UpdateVM(l.ctx, vm.ID, novacron.VMUpdate{Title: &early})
	require.NoError(t, err, "nothing is held by the one that was refused")
}

func TestAFailedCreateTouchesNoVolumeOfOthers(t *testing.T) {
	l := newLab(t)
	old := l.create(small("web-1"))
	op, err := l.VMs().DeleteVM(l.ctx, old.ID, novacron.DeleteVM{})
	l.succeed(op, err)
	l.provider.Faults().Fail("Define", novacron.Errorf(novacron.Exhausted, "no room"), 1)
	op, err = l.VMs().CreateVM(l.ctx, small("web-1"))
	require.NoError(t, err)
	require.Equal(t, novacron.OperationFailed, l.wait(op).State)
	_, err = l.provider.FindVolume(l.ctx, old.Disks[0].Source)
	require.NoError(t, err, "what the first web-1 left is still there")
	again := l.create(small("web-1"))
	require.NotEqual(t, old.Disks[0].Source, again.Disks[0].Source)
}

func TestDeleteRemovesPoolVolumesBesideOtherFiles(t *testing.T) {
	l := newLab(t)
	req := small("web-1")
	req.Disks = append([]novacron.CreateDisk{{Source: "/srv/first.img"}}, req.Disks...)
	vm := l.create(req)
	op, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true})
	op = l.succeed(op, err)
	require.Len(t, op.Warnings, 1)
	_, err = l.provider.FindVolume(l.ctx, vm.Disks[1].Source)
	requireCode(t, novacron.NotFound, err)
}
