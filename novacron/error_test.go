package novacron_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

func TestErrorTellsItsCauseOnce(t *testing.T) {
	err := novacron.Errorf(novacron.Unavailable, "open store: %w", io.ErrUnexpectedEOF)
	require.Equal(t, "unavailable: open store: unexpected EOF", err.Error())
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	hidden := &novacron.Error{Code: novacron.Internal, Detail: "x", Cause: io.EOF}
	require.Equal(t, "internal: x: EOF", hidden.Error())
}

func TestCodeOf(t *testing.T) {
	require.Empty(t, novacron.CodeOf(nil))
	require.Equal(t, novacron.Internal, novacron.CodeOf(errors.New("x")))
	require.Equal(t, novacron.Timeout, novacron.CodeOf(context.DeadlineExceeded))
	require.Equal(t, novacron.Canceled, novacron.CodeOf(fmt.Errorf("x: %w", context.Canceled)))
	inner := novacron.Errorf(novacron.NotFound, "vm a")
	require.Equal(t, novacron.NotFound, novacron.CodeOf(fmt.Errorf("start: %w", inner)))
	require.Equal(t, novacron.Conflict, novacron.CodeOf(novacron.Errorf(novacron.Conflict, "b: %w", inner)), "the outermost counts")
	require.Len(t, novacron.Codes(), 14)
}

func TestFaultShowsNothingThatHasNoCode(t *testing.T) {
	require.Nil(t, novacron.FaultOf(nil))
	require.NoError(t, (*novacron.Fault)(nil).Err())
	secret := novacron.FaultOf(errors.New("password=hunter2"))
	require.Equal(t, novacron.Internal, secret.Code)
	require.NotContains(t, secret.Detail+secret.Mend, "hunter2")
	require.Equal(t, novacron.Timeout, novacron.FaultOf(context.DeadlineExceeded).Code)
	require.Equal(t, novacron.Canceled, novacron.FaultOf(context.Canceled).Code)

	err := novacron.InvalidField("memoryBytes", "must be at least %d", 1).WithMend("use %s", "bytes")
	fault := novacron.FaultOf(err)
	require.Equal(t, "memoryBytes", fault.Fields[0].Name)
	require.Equal(t, "use bytes", fault.Mend)
	require.Equal(t, novacron.Invalid, novacron.CodeOf(fault.Err()))
	require.Contains(t, fault.Err().Error(), "memoryBytes: must be at least 1")
}
