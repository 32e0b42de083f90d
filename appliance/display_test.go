package appliance_test

import (
	"crypto/tls"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/internal/rfb"
	"github.com/novacron/novacron/novacron"
)

// TestAScreenThroughATicket does what a page does: it asks for a ticket,
// connects with it to the HTTPS address, and watches and types.
func TestAScreenThroughATicket(t *testing.T) {
	cfg := testConfig(t)
	a := open(t, cfg, fake.New(fake.Options{}))
	c := local(t, cfg)
	op, err := c.CreateVM(t.Context(), novacron.CreateVM{Name: "web-1", Start: true})
	require.NoError(t, err)
	_, err = c.WaitOperation(t.Context(), op.ID, nil)
	require.NoError(t, err)
	vm := novacron.VMID(op.Target.ID)
	ticket, err := c.CreateTicket(t.Context(), vm, novacron.TicketRequest{Kind: novacron.ConsoleVNC})
	require.NoError(t, err)

	insecure := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	t.Cleanup(insecure.CloseIdleConnections)
	dial := func(path string) (*websocket.Conn, int) {
		conn, resp, err := websocket.Dial(t.Context(), a.URL()+path, &websocket.DialOptions{HTTPClient: insecure})
		if err != nil {
			require.NotNil(t, resp, "%v", err)
			return nil, resp.StatusCode
		}
		return conn, resp.StatusCode
	}
	_, status := dial(strings.TrimSuffix(ticket.Path, ticket.Ticket) + "nvt_guess")
	require.Equal(t, http.StatusUnauthorized, status)
	conn, _ := dial(ticket.Path)
	require.NotNil(t, conn)
	_, status = dial(ticket.Path)
	require.Equal(t, http.StatusUnauthorized, status, "once")

	conn.SetReadLimit(1 << 20)
	stream := websocket.NetConn(t.Context(), conn, websocket.MessageBinary)
	viewer, err := rfb.Connect(stream, false)
	require.NoError(t, err)
	require.Contains(t, viewer.Name, "web-1")
	require.NoError(t, viewer.Update(false))
	before := string(viewer.Screen.Pix)
	for _, r := range "echo\r" {
		sym := uint32(r)
		if r == '\r' {
			sym = 0xff0d
		}
		require.NoError(t, viewer.Key(sym, true))
		require.NoError(t, viewer.Key(sym, false))
	}
	require.Eventually(t, func() bool {
		require.NoError(t, viewer.Update(false))
		return string(viewer.Screen.Pix) != before
	}, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, conn.Close(websocket.StatusNormalClosure, ""))

	require.Eventually(t, func() bool {
		page, err := c.Audit(t.Context(), novacron.AuditQuery{TargetID: string(vm)})
		return err == nil && page.Items[0].Verb == "vm.vnc.close"
	}, 10*time.Second, 5*time.Millisecond)
}
