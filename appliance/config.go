package appliance

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/novacron/novacron/novacron"
)

// Config is everything that can be set. The packaged, commented file
// packaging/novacron.yaml is its reference.
type Config struct {
	// Listen is the address of the HTTPS entrance; empty for none.
	Listen string `yaml:"listen"`
	// Socket is the path of the local entrance; empty for none.
	Socket string `yaml:"socket"`
	// DataDir holds everything that NovaCron keeps. It is made with mode 0700.
	DataDir string `yaml:"dataDir"`
	// NodeName is what the node is called; the host's name when empty.
	NodeName string `yaml:"nodeName"`
	// LibvirtURI is libvirt's: qemu:///system, qemu:///session, test:///default,
	// each with ?socket=PATH where the daemon's socket is elsewhere.
	LibvirtURI string `yaml:"libvirtURI"`
	// Accel is auto (believe KVM once it ran something), kvm or tcg.
	Accel      string           `yaml:"accel"`
	TLS        TLSConfig        `yaml:"tls"`
	Log        LogConfig        `yaml:"log"`
	Events     EventsConfig     `yaml:"events"`
	Operations OperationsConfig `yaml:"operations"`
	Sessions   SessionsConfig   `yaml:"sessions"`
	Images     ImagesConfig     `yaml:"images"`
	Audit      AuditConfig      `yaml:"audit"`
}

// TLSConfig is the certificate of the HTTPS entrance.
type TLSConfig struct {
	CertFile string   `yaml:"certFile"`
	KeyFile  string   `yaml:"keyFile"`
	Names    []string `yaml:"names"`
}

// LogConfig says what is logged and how.
type LogConfig struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// EventsConfig bounds the events that are kept for those who come back.
type EventsConfig struct {
	Keep    int           `yaml:"keep"`
	KeepFor time.Duration `yaml:"keepFor"`
}

// OperationsConfig bounds how long finished operations are kept.
type OperationsConfig struct {
	KeepFor time.Duration `yaml:"keepFor"`
}

// AuditConfig bounds how long audit records are kept.
type AuditConfig struct {
	KeepFor time.Duration `yaml:"keepFor"` // 0: without end
}

// SessionsConfig bounds logins.
type SessionsConfig struct {
	Idle     time.Duration `yaml:"idle"`
	Lifetime time.Duration `yaml:"lifetime"`
}

// ImagesConfig says where images may come from and how large they may be.
type ImagesConfig struct {
	// AllowHTTP lets an import ask for http instead of https.
	AllowHTTP bool `yaml:"allowHTTP"`
	// AllowLocal lets imports come from the host itself, from its link and from
	// a cloud's metadata service.
	AllowLocal      bool  `yaml:"allowLocal"`
	MaxFileBytes    int64 `yaml:"maxFileBytes"`
	MaxVirtualBytes int64 `yaml:"maxVirtualBytes"`
}

// DefaultConfig returns what an empty file means.
func DefaultConfig() Config {
	return Config{
		Listen:     ":7443",
		Socket:     "/run/novacron/novacron.sock",
		DataDir:    "/var/lib/novacron",
		LibvirtURI: "qemu:///system",
		Accel:      "auto",
		Log:        LogConfig{Level: "info", Format: "auto"},
		Events:     EventsConfig{Keep: 100_000, KeepFor: 30 * 24 * time.Hour},
		Operations: OperationsConfig{KeepFor: 7 * 24 * time.Hour},
		Sessions:   SessionsConfig{Idle: 12 * time.Hour, Lifetime: 7 * 24 * time.Hour},
		Audit:      AuditConfig{KeepFor: 3 * 365 * 24 * time.Hour},
		Images:     ImagesConfig{MaxFileBytes: 1 << 40, MaxVirtualBytes: 64 << 40},
	}
}

// maxConfigBytes is far more than any configuration needs.
const maxConfigBytes = 1 << 20

// LoadConfig reads a file over the defaults. Errors are Invalid and name the
// file and, for what is in it, the line.
func LoadConfig(path string) (Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return Config{}, novacron.Errorf(novacron.Invalid, "configuration: %w", err)
	}
	defer f.Close()
	cfg, err := DecodeConfig(io.LimitReader(f, maxConfigBytes+1))
	if err != nil {
		return Config{}, novacron.Errorf(novacron.Invalid, "configuration %s: %w", path, err)
	}
	return cfg, nil
}

// DecodeConfig reads YAML over the defaults. Unknown keys are errors with their
// line.
func DecodeConfig(r io.Reader) (Config, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return Config{}, err
	}
	if len(raw) > maxConfigBytes {
		return Config{}, fmt.Errorf("is over %d bytes", maxConfigBytes)
	}
	cfg := DefaultConfig()
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	if err := decoder.Decode(&cfg); err != nil && !errors.Is(err, io.EOF) {
		return Config{}, yamlError(err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return Config{}, errors.New("holds more than one document")
	}
	return cfg, cfg.Validate()
}

var unknownKey = regexp.MustCompile(`field (\S+) not found in type \S+`)

// yamlError puts the decoder's words into ours: it speaks of Go types.
func yamlError(err error) error {
	var typed *yaml.TypeError
	if !errors.As(err, &typed) {
		return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	lines := make([]string, len(typed.Errors))
	for i, line := range typed.Errors {
		lines[i] = unknownKey.ReplaceAllString(line, "unknown key $1")
	}
	return errors.New(strings.Join(lines, "; "))
}

// Validate says which settings cannot be used.
func (c Config) Validate() error {
	var fields []novacron.Field
	bad := func(wrong bool, name, format string, args ...any) {
		if wrong {
			fields = append(fields, novacron.Field{Name: name, Detail: fmt.Sprintf(format, args...)})
		}
	}
	if c.Listen != "" {
		_, _, err := net.SplitHostPort(c.Listen)
		bad(err != nil, "listen", "must be HOST:PORT or :PORT")
	}
	bad(c.Listen == "" && c.Socket == "", "listen", "give an address or a socket: there would be no way in")
	bad(c.Socket != "" && !filepath.IsAbs(c.Socket), "socket", "must be an absolute path")
	bad(len(c.Socket) > maxSocketPath, "socket", "must be at most %d bytes, the kernel's limit", maxSocketPath)
	bad(!filepath.IsAbs(c.DataDir), "dataDir", "must be an absolute path")
	bad(c.LibvirtURI == "", "libvirtURI", "must be set, for example qemu:///system")
	bad(!oneOf(c.Accel, "auto", "kvm", "tcg"), "accel", "must be auto, kvm or tcg")
	bad((c.TLS.CertFile == "") != (c.TLS.KeyFile == ""), "tls.certFile", "certFile and keyFile are set together")
	bad(!oneOf(c.Log.Level, "debug", "info", "warn", "error"), "log.level", "must be debug, info, warn or error")
	bad(!oneOf(c.Log.Format, "auto", "json", "text"), "log.format", "must be auto, json or text")
	bad(c.Events.Keep < 1000, "events.keep", "must be at least 1000")
	bad(c.Events.KeepFor < time.Hour, "events.keepFor", "must be at least 1h")
	bad(c.Operations.KeepFor < time.Hour, "operations.keepFor", "must be at least 1h")
	bad(c.Audit.KeepFor != 0 && c.Audit.KeepFor < 24*time.Hour, "audit.keepFor", "must be 0, for no end, or at least 24h")
	bad(c.Sessions.Idle < time.Minute, "sessions.idle", "must be at least 1m")
	bad(c.Sessions.Lifetime < c.Sessions.Idle, "sessions.lifetime", "must not be shorter than sessions.idle")
	bad(c.Images.MaxFileBytes < 1<<20, "images.maxFileBytes", "must be at least 1048576 (1 MiB)")
	bad(c.Images.MaxVirtualBytes < 1<<20, "images.maxVirtualBytes", "must be at least 1048576 (1 MiB)")
	if len(fields) > 0 {
		return novacron.InvalidFields(fields)
	}
	return nil
}

// maxSocketPath is what sockaddr_un holds (unix(7)).
const maxSocketPath = 107

func oneOf(s string, words ...string) bool { return slices.Contains(words, s) }
