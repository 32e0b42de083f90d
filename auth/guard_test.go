package auth_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
)

var update = flag.Bool("update", false, "write testdata/access.golden anew")

// asked is a method call: the arguments after the context; zero values when nil.
type asked struct {
	what string
	args []any
}

// callers are the columns of the table.
func callers() []struct {
	name string
	ctx  func(context.Context) context.Context
} {
	as := func(id novacron.Identity) func(context.Context) context.Context {
		return func(ctx context.Context) context.Context { return novacron.WithIdentity(ctx, id) }
	}
	return []struct {
		name string
		ctx  func(context.Context) context.Context
	}{
		{"nobody", func(ctx context.Context) context.Context { return ctx }},
		{"norole", as(person("janitor"))},
		{"viewer", as(person(novacron.RoleViewer))},
		{"operator", as(person(novacron.RoleOperator))},
		{"admin", as(person(novacron.RoleAdministrator))},
		{"local", as(local())},
		{"system", as(novacron.System("recovery"))},
	}
}

// TestAccess walks every method of every service as every kind of caller and
// compares with the table in testdata. A new method is a difference: add its
// row with -update, and look at it.
func TestAccess(t *testing.T) {
	var table strings.Builder
	heads := []string{}
	for _, caller := range callers() {
		heads = append(heads, caller.name)
	}
	writeRow(&table, "", heads)
	for _, service := range guardedServices() {
		for i := range service.iface.NumMethod() {
			method := service.iface.Method(i)
			for _, ask := range service.asks(t, method) {
				verdicts := []string{}
				for _, caller := range callers() {
					target, ask := service.open(t, method.Name, ask)
					verdicts = append(verdicts, verdict(caller.ctx(t.Context()), t, target, method.Name, ask))
				}
				writeRow(&table, service.iface.Name()+"."+method.Name+" "+ask.what, verdicts)
			}
		}
	}
	const golden = "testdata/access.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(table.String()), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), table.String())
}

func writeRow(table *strings.Builder, head string, cells []string) {
	row := fmt.Sprintf("%-45s", strings.TrimSpace(head))
	for _, cell := range cells {
		row += fmt.Sprintf("  %-8s", cell)
	}
	table.WriteString(strings.TrimRight(row, " ") + "\n")
}

// verdict calls a method and says whether the guard let it through.
func verdict(ctx context.Context, t *testing.T, target any, method string, ask asked) string {
	t.Helper()
	m := reflect.ValueOf(target).MethodByName(method)
	in := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < m.Type().NumIn(); i++ {
		if ask.args == nil {
			in = append(in, reflect.Zero(m.Type().In(i)))
			continue
		}
		in = append(in, reflect.ValueOf(ask.args[i-1]))
	}
	out := m.Call(in)
	err, _ := out[len(out)-1].Interface().(error)
	switch code := novacron.CodeOf(err); code {
	case novacron.Unauthenticated:
		return "login"
	case novacron.Forbidden:
		return "no"
	case "", novacron.Invalid, novacron.NotFound, novacron.WrongState:
		return "yes"
	default:
		t.Fatalf("%s: %v", method, err)
		return ""
	}
}

// guarded is a service of the table.
type guarded struct {
	iface reflect.Type
	asks  func(*testing.T, reflect.Method) []asked
	open  func(*testing.T, string, asked) (any, asked)
}

func guardedServices() []guarded {
	plain := func(iface reflect.Type, wrap func(*auth.Auditor) any) guarded {
		return guarded{iface: iface, asks: plainAsks, open: func(t *testing.T, _ string, ask asked) (any, asked) {
			t.Helper()
			return wrap(newFixture(t).auditor), ask
		}}
	}
	return []guarded{
		plain(reflect.TypeFor[novacron.VMService](), func(a *auth.Auditor) any { return auth.GuardVMs(&services{}, a) }),
		plain(reflect.TypeFor[novacron.CloneService](), func(a *auth.Auditor) any { return auth.GuardClones(&services{}, a) }),
		plain(reflect.TypeFor[novacron.DisplayService](), func(a *auth.Auditor) any { return auth.GuardDisplays(&services{}, a) }),
		plain(reflect.TypeFor[novacron.AgentService](), func(a *auth.Auditor) any { return auth.GuardAgents(&services{}, a) }),
		{iface: reflect.TypeFor[novacron.TicketService](), asks: plainAsks, open: func(t *testing.T, _ string, ask asked) (any, asked) {
			t.Helper()
			return auth.NewTickets(newFixture(t).Access, &services{}), ask
		}},
		plain(reflect.TypeFor[novacron.HardwareService](), func(a *auth.Auditor) any { return auth.GuardHardware(&services{}, a) }),
		plain(reflect.TypeFor[novacron.ArchiveService](), func(a *auth.Auditor) any { return auth.GuardArchives(&services{}, a) }),
		plain(reflect.TypeFor[novacron.CloudInitService](), func(a *auth.Auditor) any { return auth.GuardCloudInits(&services{}, a) }),
		plain(reflect.TypeFor[novacron.ImageService](), func(a *auth.Auditor) any { return auth.GuardImages(&services{}, a) }),
		plain(reflect.TypeFor[novacron.PoolService](), func(a *auth.Auditor) any { return auth.GuardPools(&services{}, a) }),
		plain(reflect.TypeFor[novacron.VolumeService](), func(a *auth.Auditor) any { return auth.GuardVolumes(&services{}, a) }),
		plain(reflect.TypeFor[novacron.UploadService](), func(a *auth.Auditor) any { return auth.GuardUploads(&services{}, a) }),
		plain(reflect.TypeFor[novacron.SnapshotService](), func(a *auth.Auditor) any { return auth.GuardSnapshots(&services{}, a) }),
		plain(reflect.TypeFor[novacron.NetworkService](), func(a *auth.Auditor) any { return auth.GuardNetworks(&services{}, a) }),
		plain(reflect.TypeFor[novacron.VMNetworkService](), func(a *auth.Auditor) any { return auth.GuardVMNetworks(&services{}, a) }),
		plain(reflect.TypeFor[novacron.OperationService](), func(a *auth.Auditor) any { return auth.GuardOperations(&services{}, a) }),
		plain(reflect.TypeFor[novacron.EventService](), func(a *auth.Auditor) any { return auth.GuardEvents(&services{}, a) }),
		plain(reflect.TypeFor[novacron.NodeService](), func(a *auth.Auditor) any { return auth.GuardNode(&services{}, a) }),
		plain(reflect.TypeFor[novacron.AuditService](), func(a *auth.Auditor) any { return auth.GuardAudit(&services{}, a) }),
		{iface: reflect.TypeFor[novacron.AccessService](), asks: accessAsks, open: openAccess},
	}
}

// plainAsks are the ways in which a method is called, where the permission
// depends on more than its name.
func plainAsks(_ *testing.T, method reflect.Method) []asked {
	const id = novacron.VMID("vm-1")
	dry := novacron.Mutation{DryRun: true}
	source := []novacron.CreateDisk{{SizeBytes: 1}, {Source: "/dev/sda"}}
	switch method.Name {
	case "PowerVM":
		asks := []asked{{"(no verb)", nil}}
		for _, v := range novacron.PowerVerbs() {
			asks = append(asks, asked{string(v), []any{id, novacron.PowerRequest{Verb: v}}})
		}
		return asks
	case "CreateVM":
		return []asked{
			{"", []any{novacron.CreateVM{Name: "a", Disks: source[:1]}}},
			{"dry run", []any{novacron.CreateVM{Mutation: dry}}},
			{"with a host's file", []any{novacron.CreateVM{Disks: source}}},
			{"with a host's kernel", []any{novacron.CreateVM{Boot: &novacron.DirectBoot{}}}},
			{"dry run with a host's file", []any{novacron.CreateVM{Mutation: dry, Disks: source}}},
		}
	case "OpenDisplay":
		return []asked{{"", nil}, {"view only", []any{id, novacron.OpenDisplay{ViewOnly: true}}}}
	case "PressKeys":
		return []asked{{"", nil}, {"dry run", []any{id, novacron.PressKeys{Mutation: dry}}}}
	case "TypeText":
		return []asked{{"", nil}, {"dry run", []any{id, novacron.TypeText{Mutation: dry}}}}
	case "SetGuestPassword":
		return []asked{{"", nil}, {"dry run", []any{id, novacron.SetGuestPassword{Mutation: dry}}}}
	case "ExecGuest":
		return []asked{{"", nil}, {"dry run", []any{id, novacron.ExecGuest{Mutation: dry}}}}
	case "FreezeGuest":
		return []asked{{"", nil}, {"dry run", []any{id, novacron.FreezeGuest{Mutation: dry}}}}
	case "ThawGuest":
		return []asked{{"", nil}, {"dry run", []any{id, dry}}}
	case "CreateTicket":
		return []asked{
			{"serial", []any{id, novacron.TicketRequest{Kind: novacron.ConsoleSerial}}},
			{"vnc", []any{id, novacron.TicketRequest{Kind: novacron.ConsoleVNC}}},
			{"vnc view only", []any{id, novacron.TicketRequest{Kind: novacron.ConsoleVNC, ViewOnly: true}}},
			{"dry run", []any{id, novacron.TicketRequest{Mutation: dry, Kind: novacron.ConsoleVNC}}},
		}
	case "CreateSnapshot":
		return []asked{{"", nil}, {"dry run", []any{id, novacron.CreateSnapshot{Mutation: dry}}}}
	case "RevertSnapshot":
		return []asked{{"", nil}, {"dry run", []any{id, novacron.SnapshotID("snap-1"), novacron.RevertSnapshot{Mutation: dry}}}}
	case "DeleteSnapshot":
		return []asked{{"", nil}, {"dry run", []any{id, novacron.SnapshotID("snap-1"), novacron.DeleteSnapshot{Mutation: dry}}}}
	case "AddDisk":
		return []asked{{"", nil}, {"with a host's file", []any{id, novacron.AddDisk{Disk: source[1]}}}}
	case "ChangeDisk":
		return []asked{{"", nil}, {"with a host's file", []any{id, "sda", novacron.ChangeDisk{Media: &novacron.Media{Source: "/x.iso"}}}}}
	case "ChangeHardware":
		return []asked{{"", nil}, {"with host devices", []any{id, novacron.ChangeHardware{HostDevices: &[]string{}}}}}
	case "ImportImage":
		return []asked{{"", nil}, {"dry run", []any{novacron.ImportImage{Mutation: dry}}}}
	case "UpdateImage":
		return []asked{{"", nil}, {"dry run", []any{novacron.ImageID("img-1"), novacron.ImageUpdate{Mutation: dry}}}}
	case "DeleteImage":
		return []asked{{"", nil}, {"dry run", []any{novacron.ImageID("img-1"), novacron.DeleteImage{Mutation: dry}}}}
	case "UpdateVM":
		return []asked{{"", nil}, {"dry run", []any{id, novacron.VMUpdate{Mutation: dry}}}}
	case "DeleteVM":
		return []asked{{"", nil}, {"dry run", []any{id, novacron.DeleteVM{Mutation: dry}}}}
	case "Cancel":
		return []asked{{"", nil}, {"dry run", []any{novacron.OperationID("op-1"), dry}}}
	default:
		return []asked{{"", nil}}
	}
}

// accessAsks are the arguments with which each method of AccessService
// succeeds, where a failure could be taken for the guard's.
func accessAsks(t *testing.T, method reflect.Method) []asked {
	t.Helper()
	switch method.Name {
	case "Setup", "Login", "Authenticate": // openAccess knows their arguments
		return []asked{{"", nil}}
	case "NewSetupCode", "Logout":
		return []asked{{"", nil}, {"dry run", []any{novacron.Mutation{DryRun: true}}}}
	case "CreateToken":
		return []asked{{"", nil}, {"dry run", []any{novacron.CreateToken{Mutation: novacron.Mutation{DryRun: true}}}}}
	case "DeleteToken":
		return []asked{{"", nil}, {"dry run", []any{"tok_1", novacron.Mutation{DryRun: true}}}}
	case "SetupState", "ListTokens":
		return []asked{{"", nil}}
	default:
		t.Fatalf("%s has no row: say how it is called", method.Name)
		return nil
	}
}

func openAccess(t *testing.T, method string, ask asked) (any, asked) {
	t.Helper()
	f := newFixture(t)
	f.addUser("some-viewer", novacron.RoleViewer)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	session, err := f.Login(t.Context(), novacron.Login{Name: "some-viewer", Password: goodPassword, From: home})
	require.NoError(t, err)
	switch method {
	case "Setup":
		ask.args = []any{novacron.Setup{Code: code, Name: "admin", Password: goodPassword, From: home}}
	case "Login":
		ask.args = []any{novacron.Login{Name: "some-viewer", Password: goodPassword, From: home}}
	case "Authenticate":
		ask.args = []any{session.Secret, home}
	}
	return f.Access, ask
}

func TestTheRefusalSaysWhatIsMissing(t *testing.T) {
	f := newFixture(t)
	vms := auth.GuardVMs(&services{}, f.auditor)
	_, err := vms.PowerVM(novacron.WithIdentity(t.Context(), person(novacron.RoleViewer)), "vm-1",
		novacron.PowerRequest{Verb: novacron.PowerStart})
	require.EqualError(t, err, "forbidden: the role viewer does not permit vm.start")
	require.Equal(t, []string{"denied vm.start some-viewer  forbidden"}, f.audit())
	_, err = vms.VM(novacron.WithIdentity(t.Context(), novacron.Identity{Role: novacron.RoleAdministrator}), "vm-1")
	requireCode(t, novacron.Unauthenticated, err)
}
