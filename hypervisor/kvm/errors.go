package kvm

import (
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// codeOf turns libvirt's error numbers into codes
// (https://libvirt.org/html/libvirt-virterror.html). What is not here is
// Internal.
func codeOf(n libvirt.ErrorNumber) novacron.Code {
	switch n { //nolint:exhaustive // the rest is internal
	case libvirt.ErrNoDomain, libvirt.ErrNoStoragePool, libvirt.ErrNoStorageVol, libvirt.ErrNoNetwork,
		libvirt.ErrNoDomainSnapshot, libvirt.ErrNoDomainCheckpoint, libvirt.ErrNoDomainMetadata,
		libvirt.ErrNoSecret, libvirt.ErrNoNodeDevice, libvirt.ErrNoInterface, libvirt.ErrNoNwfilter,
		libvirt.ErrDeviceMissing:
		return novacron.NotFound
	case libvirt.ErrDomExist, libvirt.ErrNetworkExist, libvirt.ErrStorageVolExist, libvirt.ErrStoragePoolBuilt,
		libvirt.ErrResourceBusy:
		return novacron.Conflict
	case libvirt.ErrOperationInvalid:
		return novacron.WrongState
	case libvirt.ErrNoSupport, libvirt.ErrConfigUnsupported, libvirt.ErrArgumentUnsupported,
		libvirt.ErrOperationUnsupported, libvirt.ErrCPUIncompatible:
		return novacron.Unsupported
	case libvirt.ErrXMLError, libvirt.ErrXMLDetail, libvirt.ErrXMLInvalidSchema, libvirt.ErrInvalidArg, libvirt.ErrInvalidMac,
		libvirt.ErrOsType:
		return novacron.Invalid
	case libvirt.ErrOperationTimeout, libvirt.ErrAgentCommandTimeout:
		return novacron.Timeout
	case libvirt.ErrOperationAborted:
		return novacron.Canceled
	case libvirt.ErrAuthFailed, libvirt.ErrAuthCancelled, libvirt.ErrAuthUnavailable, libvirt.ErrAccessDenied,
		libvirt.ErrOperationDenied:
		return novacron.Forbidden
	case libvirt.ErrNoConnect, libvirt.ErrInvalidConn, libvirt.ErrRPC, libvirt.ErrAgentUnresponsive, libvirt.ErrNoMemory:
		return novacron.Unavailable
	}
	return novacron.Internal
}

// mapError is the one place where an error of libvirt or of the connection to
// it gets its code. Errors that have one keep it.
func mapError(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := novacron.AsError(err); ok {
		return err
	}
	if e, ok := asLibvirt(err); ok {
		return libvirtError(e, err)
	}
	if errors.Is(err, libvirt.ErrUnsupported) {
		return &novacron.Error{Code: novacron.Unsupported, Detail: "this libvirt cannot do it", Cause: err}
	}
	var network net.Error
	if errors.Is(err, libvirt.ErrInterrupted) || errors.Is(err, syscall.EINVAL) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, io.EOF) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.As(err, &network) {
		lost, _ := novacron.AsError(errLost())
		lost.Cause = err
		return lost
	}
	return err
}

// libvirtError makes an error of libvirt's number and words. Its words are for
// people (they name the VM, the path, the reason), so they are shown.
func libvirtError(e libvirt.Error, cause error) error {
	code := codeOf(libvirt.ErrorNumber(e.Code))
	text := strings.ToLower(e.Message)
	switch {
	case strings.Contains(text, "no space left on device"), strings.Contains(text, "cannot allocate memory"):
		code = novacron.Exhausted
	case code == novacron.Internal && strings.Contains(text, "already exists"):
		code = novacron.Conflict
	case code == novacron.Internal && strings.Contains(text, "permission denied"):
		code = novacron.Forbidden
	case code == novacron.Internal && saidByQEMU(libvirt.ErrorNumber(e.Code)):
		// Not a defect of ours: what the host could not do, in words that help.
		code = novacron.Unavailable
	}
	return &novacron.Error{Code: code, Detail: "libvirt: " + strings.TrimSpace(e.Message), Cause: cause}
}

// saidByQEMU says whether a number is one under which libvirt passes on what
// QEMU or the host's system answered.
func saidByQEMU(n libvirt.ErrorNumber) bool {
	return n == libvirt.ErrInternalError || n == libvirt.ErrOperationFailed || n == libvirt.ErrSystemError ||
		n == libvirt.ErrOpenFailed || n == libvirt.ErrReadFailed || n == libvirt.ErrWriteFailed || n == libvirt.ErrHookScriptFailed
}

func asLibvirt(err error) (libvirt.Error, bool) {
	var e libvirt.Error
	ok := errors.As(err, &e)
	return e, ok
}

// isNumber says whether err is libvirt's error of one of these numbers.
func isNumber(err error, numbers ...libvirt.ErrorNumber) bool {
	e, ok := asLibvirt(err)
	if !ok {
		return false
	}
	for _, n := range numbers {
		if libvirt.ErrorNumber(e.Code) == n {
			return true
		}
	}
	return false
}
