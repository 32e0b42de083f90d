package api

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/novacron/novacron/novacron"
)

// streamWithin is how long one piece of a long body may take, either way: a
// line that gives nothing for so long is taken for dead.
const streamWithin = 2 * time.Minute

// span is the part of a volume that is asked for.
type span struct {
	offset, length uint64 // length 0 for all that there is
	given          bool
}

// parseRange reads one range of bytes from its beginning on (RFC 9110, 14.1.2).
func parseRange(header string) (span, error) {
	bad := novacron.InvalidField("Range", "must be one range from its first byte on, as bytes=1048576- or bytes=0-511")
	if header == "" {
		return span{}, nil
	}
	text, ok := strings.CutPrefix(header, "bytes=")
	first, last, found := strings.Cut(text, "-")
	if !ok || !found {
		return span{}, bad
	}
	offset, err := strconv.ParseUint(first, 10, 63)
	if err != nil {
		return span{}, bad
	}
	s := span{offset: offset, given: true}
	if last == "" {
		return s, nil
	}
	end, err := strconv.ParseUint(last, 10, 63)
	if err != nil || end < offset {
		return span{}, bad
	}
	s.length = end - offset + 1
	return s, nil
}

// sendVolume streams a volume. Once the first byte is sent an error can only
// break the connection off, which the client notices by the length or the
// missing end.
func (a *API) sendVolume(c *gin.Context, id novacron.VolumeID, header string) error {
	part, err := parseRange(header)
	if err != nil {
		return err
	}
	content, err := a.services.Volumes.ReadVolume(c.Request.Context(), id, part.offset, part.length)
	if err != nil {
		return err
	}
	defer content.Close()
	digest := sha256.New()
	out := io.Writer(&patientWriter{w: c.Writer, rc: http.NewResponseController(c.Writer)})
	trailer := !part.given && strings.Contains(strings.ToLower(c.GetHeader("TE")), "trailers")
	if trailer {
		out = io.MultiWriter(out, digest)
	}
	describeContent(c, content, part, trailer)
	if c.Request.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(out, content); err != nil {
		a.log.Warn().Err(err).Str("volume", string(id)).Msg("a download broke off")
		panic(http.ErrAbortHandler) // the only way to say that this is not the end
	}
	if trailer {
		c.Header("Content-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(digest.Sum(nil))+":")
	}
	return nil
}

// describeContent writes the status and headers.
func describeContent(c *gin.Context, content novacron.VolumeContent, part span, trailer bool) {
	c.Header("Content-Type", "application/octet-stream")
	c.Header("Accept-Ranges", "bytes")
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": content.Name}))
	status, size := http.StatusOK, content.SizeBytes
	if size > 0 {
		c.Header("Volume-Size", strconv.FormatUint(size, 10))
	}
	end := size
	if part.length > 0 && part.offset+part.length < size {
		end = part.offset + part.length
	}
	switch {
	case trailer:
		c.Header("Trailer", "Content-Digest")
	case size > 0:
		c.Header("Content-Length", strconv.FormatUint(end-part.offset, 10))
	}
	if part.given && size > 0 {
		status = http.StatusPartialContent
		c.Header("Content-Range", fmt.Sprintf("bytes %d-%d/%d", part.offset, end-1, size))
	}
	c.Status(status)
	c.Writer.WriteHeaderNow()
}

// patientWriter gives each piece its time.
type patientWriter struct {
	w  io.Writer
	rc *http.ResponseController
}

func (p *patientWriter) Write(b []byte) (int, error) {
	_ = p.rc.SetWriteDeadline(time.Now().Add(streamWithin)) // not every connection has deadlines
	n, err := p.w.Write(b)
	_ = p.rc.SetWriteDeadline(time.Time{})
	return n, err
}

// patientReader gives each piece its time.
type patientReader struct {
	r  io.Reader
	rc *http.ResponseController
}

func (p *patientReader) Read(b []byte) (int, error) {
	_ = p.rc.SetReadDeadline(time.Now().Add(streamWithin))
	n, err := p.r.Read(b)
	if err != nil {
		_ = p.rc.SetReadDeadline(time.Time{})
	}
	return n, err
}
