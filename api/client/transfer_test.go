package client_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

// Downloads are read as they come, from where they are asked for.
func TestVolumesAreReadAsTheyCome(t *testing.T) {
	s, c := newStub(t)
	s.answers["/api/v1/volumes/v/content"] = func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "bytes=2-4", r.Header.Get("Range"))
		w.Header().Set("Volume-Size", "8")
		w.WriteHeader(http.StatusPartialContent)
		_, _ = io.WriteString(w, "cde")
	}
	content, err := c.ReadVolume(t.Context(), "v", 2, 3)
	require.NoError(t, err)
	defer content.Close()
	require.EqualValues(t, 8, content.SizeBytes)
	data, err := io.ReadAll(content)
	require.NoError(t, err)
	require.Equal(t, "cde", string(data))

	s.says("/api/v1/volumes/w/content", http.StatusConflict, `{"code":"conflict","detail":"vm web-1 writes to it"}`)
	_, err = c.ReadVolume(t.Context(), "w", 0, 0)
	require.Equal(t, novacron.Conflict, novacron.CodeOf(err))
}

// Uploads say where their bytes belong, and hear what was kept.
func TestUploadsGoOnFromAnOffset(t *testing.T) {
	s, c := newStub(t)
	s.says("/api/v1/uploads/op-1", http.StatusOK, `{"id":"op-1","offsetBytes":8}`)
	up, err := c.WriteUpload(t.Context(), "op-1", 4, strings.NewReader("efgh"))
	require.NoError(t, err)
	require.EqualValues(t, 8, up.OffsetBytes)
	got, header := s.last()
	require.Equal(t, "PATCH /api/v1/uploads/op-1 efgh", got)
	require.Equal(t, "4", header.Get("Upload-Offset"))

	s.says("/api/v1/uploads/op-2", http.StatusConflict, `{"code":"conflict","detail":"the next byte is 2"}`)
	_, err = c.WriteUpload(t.Context(), "op-2", 4, strings.NewReader("efgh"))
	require.Equal(t, novacron.Conflict, novacron.CodeOf(err))
}

func TestVMsAreExportedAsTheyCome(t *testing.T) {
	s, c := newStub(t)
	s.answers["/api/v1/vms/v/export"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Novacron-Operation", "op-7")
		_, _ = io.WriteString(w, "archive")
	}
	var out bytes.Buffer
	op, err := c.ExportVM(t.Context(), "v", &out)
	require.NoError(t, err)
	require.Equal(t, novacron.OperationID("op-7"), op)
	require.Equal(t, "archive", out.String())
}

// A list is read to its end, page by page, and no further than is wanted.
func TestListsAreReadPageByPage(t *testing.T) {
	s, c := newStub(t)
	s.answers["/api/v1/networks"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Query().Get("cursor") == "" {
			_, _ = io.WriteString(w, `{"items":[{"id":"1"},{"id":"2"}],"next":"c","total":3}`)
			return
		}
		_, _ = io.WriteString(w, `{"items":[{"id":"3"}],"total":3}`)
	}
	var ids []string
	for network, err := range c.EachNetwork(t.Context(), novacron.NetworkQuery{}) {
		require.NoError(t, err)
		ids = append(ids, string(network.ID))
	}
	require.Equal(t, []string{"1", "2", "3"}, ids)
	for range c.EachNetwork(t.Context(), novacron.NetworkQuery{}) {
		break
	}
	s.says("/api/v1/networks/n/leases", http.StatusNotFound, `{"code":"not_found","detail":"network n"}`)
	for _, err := range c.EachLease(t.Context(), "n") {
		require.Equal(t, novacron.NotFound, novacron.CodeOf(err))
	}
}

func TestAPictureIsItsBytes(t *testing.T) {
	s, c := newStub(t)
	s.answers["/api/v1/vms/v/screenshot"] = func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "320", r.URL.Query().Get("width"))
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write([]byte("\x89PNG"))
	}
	picture, err := c.Screenshot(t.Context(), "v", 320)
	require.NoError(t, err)
	require.Equal(t, "\x89PNG", string(picture))
}
