package api

import (
	"bytes"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// files serves the built UI: hashed assets for ever, everything else asked for
// again, and index.html for every address of the single-page program.
type files struct{ fsys fs.FS }

func newFiles(fsys fs.FS) *files { return &files{fsys} }

// assetPrefix is where the build puts files whose names carry their content's
// hash.
const assetPrefix = "assets/"

func (f *files) serve(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name != "" && f.serveFile(w, r, name) {
		return
	}
	// What looks like a file and is none must not be answered with a page: a
	// browser would take it for the script that it asked for.
	if strings.HasPrefix(name, assetPrefix) || path.Ext(name) != "" {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	if f.serveFile(w, r, "index.html") {
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusOK) // gin begins with 404 where there is no route
	_, _ = w.Write([]byte(notBuilt))
}

// notBuilt is the page of a binary that was built without the UI.
const notBuilt = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>NovaCron</title></head><body>
<h1>NovaCron runs</h1>
<p>This binary was built without its web page. The API and the command line work.</p>
<p>To build the page, with Node.js installed, run <code>make ui build</code> in the source tree and start that binary.</p>
<p>The API is described at <a href="/api/docs">/api/docs</a>.</p>
</body></html>
`

// serveFile answers with a file, pre-compressed where the browser takes that.
// It says whether there is such a file.
func (f *files) serveFile(w http.ResponseWriter, r *http.Request, name string) bool {
	if f.fsys == nil || !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(f.fsys, name)
	if err != nil || info.IsDir() || strings.HasPrefix(path.Base(name), ".") {
		return false
	}
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, assetPrefix) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		h.Set("Content-Type", kind)
	}
	h.Add("Vary", "Accept-Encoding")
	served := name
	for _, encoding := range []struct{ token, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if _, err := fs.Stat(f.fsys, name+encoding.suffix); err == nil && accepts(r, encoding.token) {
			h.Set("Content-Encoding", encoding.token)
			served = name + encoding.suffix
			break
		}
	}
	data, err := fs.ReadFile(f.fsys, served)
	if err != nil {
		return false
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	return true
}

// accepts says whether the browser takes an encoding (RFC 9110, 12.5.3; a
// quality of zero refuses it).
func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		token, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if !strings.EqualFold(strings.TrimSpace(token), encoding) {
			continue
		}
		quality := strings.TrimPrefix(strings.TrimSpace(params), "q=")
		return strings.Trim(quality, "0.") != "" || params == ""
	}
	return false
}
