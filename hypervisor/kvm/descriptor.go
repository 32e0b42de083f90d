package kvm

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
)

// maxDescriptors is how many passed descriptors wait to be taken: no call of
// ours is answered with more than one.
const maxDescriptors = 4

// descriptorConn is a connection over which libvirt passes descriptors
// (SCM_RIGHTS). libvirt sends each after the packet that announces it, with one
// byte of its own (virNetSocketSendFD), which is no part of the protocol and is
// left out of what is read. The kernel ends a read after such a byte, so it is
// the last one of what was read.
type descriptorConn struct {
	*net.UnixConn

	files chan *os.File
}

func newDescriptorConn(conn *net.UnixConn) *descriptorConn {
	return &descriptorConn{UnixConn: conn, files: make(chan *os.File, maxDescriptors)}
}

// Read reads what is not part of passing a descriptor.
func (c *descriptorConn) Read(b []byte) (int, error) {
	rights := make([]byte, syscall.CmsgSpace(4*maxDescriptors))
	for {
		n, have, _, _, err := c.ReadMsgUnix(b, rights)
		passed := have > 0 && c.keep(rights[:have]) > 0
		switch {
		case err != nil:
			return max(n, 0), err
		case n == 0 && len(b) > 0:
			return 0, io.EOF
		case passed && n == 1:
			continue
		case passed:
			n--
		}
		return n, nil
	}
}

// keep keeps the descriptors of a message, and returns how many there were.
func (c *descriptorConn) keep(rights []byte) int {
	messages, err := syscall.ParseSocketControlMessage(rights)
	if err != nil {
		return 0
	}
	count := 0
	for i := range messages {
		numbers, err := syscall.ParseUnixRights(&messages[i])
		if err != nil {
			continue
		}
		for _, n := range numbers {
			count++
			file := os.NewFile(uintptr(n), "passed by libvirt")
			select {
			case c.files <- file:
			default: // nobody asked for so many
				_ = file.Close()
			}
		}
	}
	return count
}

// drop closes what was passed and not taken.
func (c *descriptorConn) drop() {
	for {
		select {
		case f := <-c.files:
			_ = f.Close()
		default:
			return
		}
	}
}

// take waits for a passed socket.
func (w *wire) take(ctx context.Context) (net.Conn, error) {
	select {
	case <-ctx.Done():
		return nil, contextError(ctx)
	case <-w.conn.gone:
		return nil, errLost()
	case f := <-w.passed.files:
		defer f.Close()
		conn, err := net.FileConn(f)
		if err != nil {
			return nil, fmt.Errorf("use the socket that libvirt passed: %w", err)
		}
		return conn, nil
	}
}
