package api_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api"
	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/novacron"
)

func TestStorageGolden(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{http.MethodGet, "/pools?name=def", "", 200},
		{http.MethodGet, "/pools/kinds", "", 200},
		{http.MethodGet, "/pools/default", "", 200},
		{http.MethodGet, "/pools/none", "", 404},
		{http.MethodPost, "/pools", `{"name":"fast","targetPath":"/srv/fast"}`, 202},
		{http.MethodPost, "/pools", `{"name":"../x"}`, 400},
		{http.MethodPatch, "/pools/" + poolID, `{"warnPercent":90}`, 202},
		{http.MethodPatch, "/pools/" + poolID, `{"warnPercent":101}`, 400},
		{http.MethodPost, "/pools/default/start", "", 202},
		{http.MethodPost, "/pools/default/stop", "", 202},
		{http.MethodPost, "/pools/default/refresh", "", 202},
		{http.MethodDelete, "/pools/default", "", 202},
		{http.MethodGet, "/volumes?pool=default&unused=true", "", 200},
		{http.MethodPost, "/volumes", `{"pool":"default","name":"a.raw","capacityBytes":1048576}`, 202},
		{http.MethodPost, "/volumes", `{"pool":"default","name":"a/b","capacityBytes":1048576}`, 400},
		{http.MethodGet, "/volumes/" + volumeID, "", 200},
		{http.MethodGet, "/volumes/vol-00", "", 404},
		{http.MethodPost, "/volumes/" + volumeID + "/resize", `{"capacityBytes":2097152}`, 202},
		{http.MethodPost, "/volumes/" + volumeID + "/copy?dryRun=true", `{"name":"b.raw"}`, 200},
		{http.MethodDelete, "/volumes/" + volumeID, "", 202},
		{http.MethodPost, "/uploads", `{"pool":"default","name":"a.raw","sizeBytes":10}`, 201},
		{http.MethodGet, "/uploads/" + uploadID, "", 200},
		{http.MethodGet, "/uploads/op-00", "", 404},
	} {
		answer := w.do(c.method, "/api/v1"+c.path, c.body, asAdmin)
		require.Equal(t, c.status, answer.Code, "%s %s: %s", c.method, c.path, answer.Body)
	}
}

func TestVolumeContent(t *testing.T) {
	w := newWorld(t)
	path := "/api/v1/volumes/" + volumeID + "/content"
	whole := w.get(path, asAdmin)
	require.Equal(t, 200, whole.Code)
	require.Equal(t, volumeRaw, whole.Body.String())
	require.Equal(t, `attachment; filename=data.raw`, whole.Header().Get("Content-Disposition"))
	part := w.get(path, asAdmin, with("Range", "bytes=4-8"))
	require.Equal(t, 206, part.Code)
	require.Equal(t, volumeRaw[4:9], part.Body.String())
	require.Equal(t, "bytes 4-8/21", part.Header().Get("Content-Range"))
	rest := w.get(path, asAdmin, with("Range", "bytes=15-"))
	require.Equal(t, volumeRaw[15:], rest.Body.String())
	require.Equal(t, "6", rest.Header().Get("Content-Length"))
	for _, bad := range []string{"bytes=-5", "bytes=1-2,4-5", "lines=1-2", "bytes=5-4", "bytes=x-"} {
		require.Equal(t, 400, w.get(path, asAdmin, with("Range", bad)).Code, bad)
	}
	require.Equal(t, 404, w.get("/api/v1/volumes/vol-00/content", asAdmin).Code)
}

// TestUploadBytes sends bytes over a real connection, as the client does.
func TestUploadBytes(t *testing.T) {
	w := newWorld(t)
	c := storageClient(t, w.api)
	ctx := t.Context()
	up, err := c.CreateUpload(ctx, novacron.CreateUpload{Pool: "default", Name: "a.raw", SizeBytes: 10})
	require.NoError(t, err)
	require.Equal(t, novacron.UploadID(uploadID), up.ID)
	at, err := c.Upload(ctx, up.ID)
	require.NoError(t, err)
	require.Equal(t, uint64(4), at.OffsetBytes)
	at, err = c.WriteUpload(ctx, up.ID, 4, io.MultiReader(strings.NewReader("abc"), strings.NewReader("def")))
	require.NoError(t, err)
	require.Equal(t, uint64(10), at.OffsetBytes)
	_, err = c.WriteUpload(ctx, up.ID, 5, strings.NewReader(strings.Repeat("x", 10<<20)))
	require.Equal(t, novacron.Conflict, novacron.CodeOf(err), "%v", err)
	content, err := c.ReadVolume(ctx, volumeID, 4, 5)
	require.NoError(t, err)
	got, err := io.ReadAll(content)
	require.NoError(t, err)
	require.NoError(t, content.Close())
	require.Equal(t, volumeRaw[4:9], string(got))
	require.Equal(t, uint64(len(volumeRaw)), content.SizeBytes)
	checkStorageCalls(ctx, t, c)
}

func checkStorageCalls(ctx context.Context, t *testing.T, c *client.Client) {
	t.Helper()
	for name, call := range map[string]func() error{
		"pools":  func() error { _, err := c.Pools(ctx, novacron.PoolQuery{Name: "d"}); return err },
		"pool":   func() error { _, err := c.Pool(ctx, "default"); return err },
		"kinds":  func() error { _, err := c.PoolKinds(ctx); return err },
		"create": func() error { _, err := c.CreatePool(ctx, novacron.CreatePool{Name: "a"}); return err },
		"update": func() error { _, err := c.UpdatePool(ctx, poolID, novacron.PoolUpdate{}); return err },
		"act":    func() error { _, err := c.ActPool(ctx, poolID, novacron.PoolStop, novacron.Mutation{}); return err },
		"delete": func() error { _, err := c.DeletePool(ctx, poolID, novacron.Mutation{}); return err },
		"volumes": func() error {
			_, err := c.Volumes(ctx, novacron.VolumeQuery{Pool: "default", Unused: true})
			return err
		},
		"volume": func() error { _, err := c.Volume(ctx, volumeID); return err },
		"make": func() error {
			_, err := c.CreateVolume(ctx, novacron.CreateVolume{Pool: "default", Name: "a", CapacityBytes: 512})
			return err
		},
		"resize": func() error {
			_, err := c.ResizeVolume(ctx, volumeID, novacron.ResizeVolume{CapacityBytes: 512})
			return err
		},
		"copy":   func() error { _, err := c.CopyVolume(ctx, volumeID, novacron.CopyVolume{Name: "b"}); return err },
		"remove": func() error { _, err := c.DeleteVolume(ctx, volumeID, novacron.Mutation{}); return err },
	} {
		require.NoError(t, call(), name)
	}
}

func storageClient(t *testing.T, a *api.API) *client.Client {
	t.Helper()
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	c, err := client.New(client.Options{Server: server.URL, Token: admin})
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// The trailer tells what was sent.
func TestDownloadTrailer(t *testing.T) {
	w := newWorld(t)
	server := httptest.NewServer(w.api)
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/volumes/"+volumeID+"/content", http.NoBody)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+admin)
	req.Header.Set("TE", "trailers")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, volumeRaw, string(b))
	require.Regexp(t, `^sha-256=:.{44}:$`, resp.Trailer.Get("Content-Digest"))
	require.Equal(t, "21", resp.Header.Get("Volume-Size"))
}
