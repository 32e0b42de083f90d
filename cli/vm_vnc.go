package cli

import (
	"context"
	"io"
	"net"
	"os"
	"strconv"
	"sync"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// vncFlags is what vm vnc understands.
type vncFlags struct {
	port     int
	socket   string
	viewOnly bool
}

func (a *app) vmVNCCommand() *cobra.Command {
	var f vncFlags
	cmd := &cobra.Command{
		Use:   "vnc NAME",
		Short: "Let a VNC viewer of this host watch a VM's screen",
		Long: `Let VNC viewers of this host watch a running VM's screen, through the connection
to the appliance, until you interrupt it. It listens on 127.0.0.1 alone, where any
account of this host can connect, or with --socket on a socket that only yours can.`,
		Example: `  novacron vm vnc web-1
  novacron vm vnc web-1 --socket /run/user/1000/web-1.vnc
  novacron vm vnc web-1 --port 5901 --view-only`,
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.vmVNC(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().IntVar(&f.port, "port", 0, "listen on this `PORT` of 127.0.0.1 (default any that is free)")
	cmd.Flags().StringVar(&f.socket, "socket", "", "listen on a unix socket at this `PATH` instead")
	cmd.Flags().BoolVar(&f.viewOnly, "view-only", false, "keys, pointer and clipboard of the viewer do not reach the guest")
	return cmd
}

func (a *app) vmVNC(ctx context.Context, name string, f vncFlags) error {
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return err
	}
	can, err := a.conn.Consoles(ctx, vm.ID)
	if err != nil {
		return err
	}
	if !can.VNC.Available {
		return novacron.Errorf(novacron.WrongState, "%s", can.VNC.Reason).WithMend("%s", can.VNC.Mend)
	}
	listener, err := listenForViewers(ctx, f)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() })
	defer stop()
	defer listener.Close()
	where := listener.Addr().String()
	if f.socket == "" {
		where = "vnc://" + where
	}
	if err := printLine(a.stdout, where); err != nil {
		return err
	}
	a.hintf("connect a VNC viewer to it; interrupt to end")
	return a.serveViewers(ctx, listener, vm, f.viewOnly)
}

func listenForViewers(ctx context.Context, f vncFlags) (net.Listener, error) {
	var lc net.ListenConfig
	if f.socket == "" {
		listener, err := lc.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(f.port)))
		if err != nil {
			return nil, errNoListen(err)
		}
		return listener, nil
	}
	listener, err := lc.Listen(ctx, "unix", f.socket)
	if err != nil {
		return nil, errNoListen(err)
	}
	if err := os.Chmod(f.socket, 0o600); err != nil {
		_ = listener.Close()
		return nil, errNoListen(err)
	}
	return listener, nil
}

// serveViewers gives each viewer a connection of its own, until ctx ends.
func (a *app) serveViewers(ctx context.Context, listener net.Listener, vm novacron.VM, viewOnly bool) error {
	var viewers sync.WaitGroup
	defer viewers.Wait()
	for {
		viewer, err := listener.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return errNoListen(err)
		}
		viewers.Go(func() {
			if err := a.serveViewer(ctx, viewer, vm, viewOnly); err != nil {
				printError(a.stderr, a.explain(err), a.global.output)
			}
		})
	}
}

func (a *app) serveViewer(ctx context.Context, viewer net.Conn, vm novacron.VM, viewOnly bool) error {
	defer viewer.Close()
	screen, err := a.conn.OpenDisplay(ctx, vm.ID, novacron.OpenDisplay{ViewOnly: viewOnly})
	if err != nil {
		return err
	}
	defer screen.Close()
	ended := make(chan struct{}, 2)
	go func() { _, _ = io.Copy(screen, viewer); ended <- struct{}{} }()
	go func() { _, _ = io.Copy(viewer, screen); ended <- struct{}{} }()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	return nil
}
