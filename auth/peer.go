package auth

import (
	"net"
	"os"
	"os/user"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/novacron/novacron/novacron"
)

// localFrom is what Identity.From says of the local socket.
const localFrom = "unix"

// PeerIdentity returns who is at the other end of a local socket, as the kernel
// knows it (SO_PEERCRED, unix(7)): what the process was when it connected.
// root and the account that NovaCron itself runs as are administrators: both
// can read and write the store anyway. Everybody else is Forbidden, and so is
// a process of a user namespace that has no account here.
func PeerIdentity(conn *net.UnixConn) (novacron.Identity, error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return novacron.Identity{}, novacron.Errorf(novacron.Unauthenticated, "ask the kernel for the peer: %w", err)
	}
	var cred *unix.Ucred
	var credErr error
	err = raw.Control(func(fd uintptr) {
		cred, credErr = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	})
	if err = orElse(err, credErr); err != nil {
		return novacron.Identity{}, novacron.Errorf(novacron.Unauthenticated, "ask the kernel for the peer: %w", err)
	}
	return accountIdentity(cred.Uid, os.Geteuid())
}

// accountIdentity returns the identity of a process of this host.
func accountIdentity(uid uint32, own int) (novacron.Identity, error) {
	name := accountName(uid)
	if uid != 0 && int64(uid) != int64(own) {
		return novacron.Identity{}, novacron.Errorf(novacron.Forbidden, "the account %s may not use the local socket", name).
			WithMend("use it as root, or use --server with an API token")
	}
	return novacron.Identity{
		Kind: novacron.IdentityLocal,
		Name: name,
		Role: novacron.RoleAdministrator,
		From: localFrom,
	}, nil
}

// accountName is the account's name, or its number where it has none.
func accountName(uid uint32) string {
	id := strconv.FormatUint(uint64(uid), 10)
	account, err := user.LookupId(id)
	if err != nil {
		return "uid " + id
	}
	return account.Username
}
