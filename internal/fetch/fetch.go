package fetch

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Kind is why a file cannot be had.
type Kind string

// The kinds of failure.
const (
	BadURL   Kind = "bad_url"   // it is not one, or of a scheme that is not allowed
	Address  Kind = "address"   // it leads where nobody may ask
	Refused  Kind = "refused"   // the server says no
	NoLength Kind = "no_length" // the server does not say how long the file is
	TooLong  Kind = "too_long"  // it is longer than allowed
	Changed  Kind = "changed"   // the file is another one than before the link broke
	Broken   Kind = "broken"    // the link broke, and stays so
)

// Error is why a file cannot be had. URLs in it have neither query nor password.
type Error struct {
	Kind   Kind
	Detail string
	Cause  error
}

// Error is the sentence.
func (e *Error) Error() string { return e.Detail }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Cause }

func errorf(kind Kind, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: kind, Detail: err.Error(), Cause: errors.Unwrap(err)}
}

// KindOf is the kind in an error, or "".
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// Options are what is allowed, and how patient to be. Zero values take the defaults.
type Options struct {
	// AllowHTTP permits http beside https, for the URL and its redirects.
	AllowHTTP bool
	// AllowLocal permits the host's own addresses, its link's and a cloud's metadata: for tests, and hosts that mirror for themselves.
	AllowLocal bool
	// MaxBytes is the longest file; 0 for any.
	MaxBytes int64
	// Redirects is how many are followed; 5.
	Redirects int
	// Attempts is how often in a row a broken link is tried again without a byte coming; 5.
	Attempts int
	// Silence is how long a link may be still before it counts as broken; a minute.
	Silence time.Duration
	// Pause is the wait before the second attempt, which doubles with each; a second.
	Pause time.Duration
	// Roots are whom to believe; the host's own when nil.
	Roots *x509.CertPool
	// UserAgent is what the server is told.
	UserAgent string
}

func (o Options) withDefaults() Options {
	set := func(p *int, value int) {
		if *p == 0 {
			*p = value
		}
	}
	set(&o.Redirects, 5)
	set(&o.Attempts, 5)
	if o.Silence == 0 {
		o.Silence = time.Minute
	}
	if o.Pause == 0 {
		o.Pause = time.Second
	}
	return o
}

// Check says whether a URL may be fetched, as far as that can be told without asking.
func Check(text string, o Options) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errorf(BadURL, "it is not a URL")
	}
	return u, o.check(u)
}

func (o Options) check(u *url.URL) error {
	switch {
	case u.Scheme == "http" && !o.AllowHTTP:
		return errorf(BadURL, "http is not allowed: anybody on the way could change the file; use https")
	case u.Scheme != "https" && u.Scheme != "http":
		return errorf(BadURL, "must be a URL that begins with https://")
	case u.Hostname() == "":
		return errorf(BadURL, "the URL names no server")
	case u.User != nil:
		return errorf(BadURL, "a URL with a user name or password would be kept where others see it")
	}
	return nil
}

// Shown is a URL without its query and fragment, which may hold a secret.
func Shown(u *url.URL) string {
	shown := *u
	shown.RawQuery, shown.Fragment, shown.RawFragment, shown.User, shown.ForceQuery = "", "", "", nil, false
	return shown.String()
}

// Open asks for a file. The caller closes what it returns.
func Open(ctx context.Context, text string, o Options) (*File, error) {
	o = o.withDefaults()
	u, err := Check(text, o)
	if err != nil {
		return nil, err
	}
	f := &File{ctx: ctx, url: u, options: o, client: o.client()}
	if err := f.first(); err != nil {
		f.client.CloseIdleConnections()
		return nil, err
	}
	return f, nil
}

func (o Options) client() *http.Client {
	dialer := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 15 * time.Second}
	if !o.AllowLocal {
		dialer.Control = judge
	}
	transport := &http.Transport{
		Proxy: nil, DialContext: dialer.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 15 * time.Second,
		ResponseHeaderTimeout: o.Silence, MaxResponseHeaderBytes: 64 << 10, DisableCompression: true, MaxIdleConnsPerHost: 1,
	}
	transport.TLSClientConfig = tlsConfig(o.Roots)
	return &http.Client{Transport: transport, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) > o.Redirects {
			return errorf(Refused, "the server redirects more than %d times", o.Redirects)
		}
		return o.check(req.URL)
	}}
}

// File is a file that is being fetched. It is for one goroutine.
type File struct {
	ctx     context.Context //nolint:containedctx // it bounds the whole file, as Open says
	url     *url.URL
	options Options
	client  *http.Client

	length    int64
	validator string // what If-Range may name; empty when the server has nothing of the kind

	offset int64
	body   io.ReadCloser
	cancel context.CancelFunc
	quiet  *time.Timer
	failed int // attempts in a row without a byte
	err    error
	broken int
}

// Length is how many bytes the file has.
func (f *File) Length() int64 { return f.length }

// Breaks is how often the link broke so far.
func (f *File) Breaks() int { return f.broken }

// first asks for the whole file; a server that does not answer at all is asked again.
func (f *File) first() error {
	for {
		resp, err := f.ask("") //nolint:bodyclose // drop closes it
		if err == nil {
			return f.begin(resp)
		}
		if !retryable(err) {
			return err
		}
		if err := f.pause(err); err != nil {
			return err
		}
	}
}

func (f *File) begin(resp *http.Response) error {
	f.length = resp.ContentLength
	if tag := resp.Header.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		f.validator = tag
	} else {
		f.validator = resp.Header.Get("Last-Modified")
	}
	switch {
	case f.length < 0:
		f.drop()
		return errorf(NoLength, "%s does not say how long the file is", f.url.Host)
	case f.options.MaxBytes > 0 && f.length > f.options.MaxBytes:
		f.drop()
		return errorf(TooLong, "the file has %d bytes; %d are allowed", f.length, f.options.MaxBytes)
	}
	return nil
}

// ask sends the request, from an offset on when byteRange is set, and takes the body of a good answer.
func (f *File) ask(byteRange string) (*http.Response, error) {
	ctx, cancel := context.WithCancel(f.ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url.String(), http.NoBody)
	if err != nil {
		cancel()
		return nil, errorf(BadURL, "it is not a URL")
	}
	if f.options.UserAgent != "" {
		req.Header.Set("User-Agent", f.options.UserAgent)
	}
	if byteRange != "" {
		req.Header.Set("Range", byteRange)
		req.Header.Set("If-Range", f.validator)
	}
	resp, err := f.client.Do(req)
	if err != nil {
		cancel()
		return nil, f.askError(err)
	}
	f.body, f.cancel = resp.Body, cancel
	if resp.StatusCode != http.StatusOK && (byteRange == "" || resp.StatusCode != http.StatusPartialContent) {
		f.drop()
		return nil, statusError(f.url.Host, resp.StatusCode)
	}
	f.quiet = time.AfterFunc(f.options.Silence, cancel)
	return resp, nil
}

// askError is an error of the client, without the query that its text would show.
func (f *File) askError(err error) error {
	if f.ctx.Err() != nil {
		return f.ctx.Err()
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var other x509.HostnameError
	if errors.As(err, &unknown) || errors.As(err, &invalid) || errors.As(err, &other) {
		return &Error{Kind: Refused, Detail: fmt.Sprintf("the certificate of %s is not one to believe: %v", f.url.Host, err), Cause: err}
	}
	return &Error{Kind: Broken, Detail: fmt.Sprintf("%s does not answer: %v", f.url.Host, err), Cause: err}
}

func statusError(host string, status int) error {
	err := &Error{Kind: Refused, Detail: fmt.Sprintf("%s answers %d %s", host, status, http.StatusText(status))}
	if status == http.StatusTooManyRequests || status >= 500 {
		err.Kind = Broken
	}
	return err
}

func retryable(err error) bool { return KindOf(err) == Broken }

// Read reads on. Where the link breaks it asks for the rest, if the server lets it make sure that the file is still the same.
func (f *File) Read(p []byte) (int, error) {
	for {
		if f.err != nil {
			return 0, f.err
		}
		if f.offset >= f.length {
			f.err = io.EOF
			continue
		}
		if f.body == nil {
			f.err = f.again()
			continue
		}
		n, err := f.body.Read(p[:min(int64(len(p)), f.length-f.offset)])
		f.offset += int64(n)
		if n > 0 {
			f.failed = 0
			f.quiet.Reset(f.options.Silence)
			return n, nil
		}
		if err != nil {
			f.err = f.mend(err)
		}
	}
}

// mend decides what to do about a link that broke in the middle.
func (f *File) mend(err error) error {
	f.drop()
	f.broken++
	if f.ctx.Err() != nil {
		return f.ctx.Err()
	}
	broken := &Error{Kind: Broken, Detail: fmt.Sprintf("the link to %s broke after %d of %d bytes", f.url.Host, f.offset, f.length), Cause: err}
	if f.validator == "" {
		return broken // nobody could tell whether the rest is of the same file
	}
	return f.pause(broken)
}

// again asks for the rest.
func (f *File) again() error {
	resp, err := f.ask("bytes=" + strconv.FormatInt(f.offset, 10) + "-") //nolint:bodyclose // drop closes it
	if err != nil {
		if !retryable(err) {
			return err
		}
		return f.pause(err)
	}
	if resp.StatusCode == http.StatusPartialContent {
		if want := fmt.Sprintf("bytes %d-%d/%d", f.offset, f.length-1, f.length); resp.Header.Get("Content-Range") != want {
			f.drop()
			return errorf(Refused, "%s answers with another part of the file than asked for", f.url.Host)
		}
		return nil
	}
	return f.skip(resp)
}

// skip reads over what is there already, from a server that knows no ranges, when it is the same file.
func (f *File) skip(resp *http.Response) error {
	tag, date := resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	if resp.ContentLength != f.length || tag != f.validator && date != f.validator {
		f.drop()
		return errorf(Changed, "the file changed on %s while it was fetched", f.url.Host)
	}
	if _, err := io.CopyN(io.Discard, &resetting{f}, f.offset); err != nil {
		return f.mend(err)
	}
	return nil
}

// resetting reads a body, and resets the timer of silence.
type resetting struct{ f *File }

func (r *resetting) Read(p []byte) (int, error) {
	n, err := r.f.body.Read(p)
	if n > 0 {
		r.f.quiet.Reset(r.f.options.Silence)
	}
	return n, err
}

// pause waits before the next attempt, or gives up with why.
func (f *File) pause(why error) error {
	f.failed++
	if f.failed >= f.options.Attempts {
		return why
	}
	timer := time.NewTimer(f.options.Pause << (f.failed - 1))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-f.ctx.Done():
		return f.ctx.Err()
	}
}

// drop ends the link.
func (f *File) drop() {
	if f.quiet != nil {
		f.quiet.Stop()
	}
	if f.cancel != nil {
		f.cancel()
	}
	if f.body != nil {
		f.body.Close()
		f.body = nil
	}
}

// Close ends it.
func (f *File) Close() error {
	f.drop()
	f.client.CloseIdleConnections()
	return nil
}
