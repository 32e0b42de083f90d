package kvm

import (
	"cmp"
	"context"
	"encoding/base64"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// Sizes of a guest's texts, in bytes.
const (
	maxGuestWord = 256
	maxGuestText = 1024
	maxGuestPath = 4096
)

// cleanText is what is kept of a guest's text: no control characters, nothing
// that turns the direction of writing, no broken UTF-8, not longer than most
// bytes.
func cleanText(text string, most int) string {
	if len(text) > most {
		text = text[:most]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// guestNumber is what is kept of a guest's number: one that JSON can carry on
// to a browser.
func guestNumber(n float64) uint64 {
	const most = 1 << 53
	if math.IsNaN(n) || n < 0 || n > most {
		return 0
	}
	return uint64(n)
}

// GuestFilesystems returns the guest's mounted filesystems.
func (p *Provider) GuestFilesystems(ctx context.Context, id novacron.VMID) ([]novacron.GuestFilesystem, error) {
	var list []struct {
		Name       string  `json:"name"`
		Mountpoint string  `json:"mountpoint"`
		Type       string  `json:"type"`
		Used       float64 `json:"used-bytes"`
		Total      float64 `json:"total-bytes"`
		Disks      []struct {
			Dev string `json:"dev"`
		} `json:"disk"`
	}
	if err := p.askAgent(ctx, id, "guest-get-fsinfo", nil, &list); err != nil {
		return nil, err
	}
	out := make([]novacron.GuestFilesystem, 0, min(len(list), hypervisor.MaxGuestList))
	for _, f := range list[:min(len(list), hypervisor.MaxGuestList)] {
		fs := novacron.GuestFilesystem{
			Mountpoint: cleanText(f.Mountpoint, maxGuestPath), Device: cleanText(f.Name, maxGuestPath), Type: cleanText(f.Type, maxGuestWord),
			TotalBytes: guestNumber(f.Total),
		}
		fs.UsedBytes = min(guestNumber(f.Used), fs.TotalBytes)
		for _, d := range f.Disks[:min(len(f.Disks), 16)] {
			if d.Dev != "" {
				fs.Disks = append(fs.Disks, cleanText(d.Dev, maxGuestPath))
			}
		}
		out = append(out, fs)
	}
	slices.SortFunc(out, func(a, b novacron.GuestFilesystem) int {
		return cmp.Or(cmp.Compare(a.Mountpoint, b.Mountpoint), cmp.Compare(a.Device, b.Device))
	})
	return out, nil
}

// GuestUsers returns who is logged in.
func (p *Provider) GuestUsers(ctx context.Context, id novacron.VMID) ([]novacron.GuestUser, error) {
	var list []struct {
		User   string  `json:"user"`
		Domain string  `json:"domain"`
		Login  float64 `json:"login-time"`
	}
	if err := p.askAgent(ctx, id, "guest-get-users", nil, &list); err != nil {
		return nil, err
	}
	out := make([]novacron.GuestUser, 0, min(len(list), hypervisor.MaxGuestList))
	for _, u := range list[:min(len(list), hypervisor.MaxGuestList)] {
		out = append(out, novacron.GuestUser{
			Name: cleanText(u.User, maxGuestWord), Domain: cleanText(u.Domain, maxGuestWord), LoggedInAt: guestTime(u.Login),
		})
	}
	slices.SortFunc(out, func(a, b novacron.GuestUser) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), a.LoggedInAt.Compare(b.LoggedInAt))
	})
	return out, nil
}

// guestTime is a time of a guest's clock, in seconds since 1970; the beginning
// for one that cannot be written down (RFC 3339 ends with the year 9999).
func guestTime(seconds float64) time.Time {
	const most = 253402300799
	if math.IsNaN(seconds) || seconds < 0 || seconds > most {
		seconds = 0
	}
	return time.UnixMicro(int64(seconds * 1e6)).UTC()
}

// SetGuestPassword sets an account's password.
func (p *Provider) SetGuestPassword(ctx context.Context, id novacron.VMID, user, password string, crypted bool) error {
	return p.askAgent(ctx, id, "guest-set-user-password", map[string]any{
		"username": user, "password": base64.StdEncoding.EncodeToString([]byte(password)), "crypted": crypted,
	}, nil)
}

// FreezeGuest freezes the guest's filesystems.
func (p *Provider) FreezeGuest(ctx context.Context, id novacron.VMID) (int, error) {
	var status string
	if err := p.askAgent(ctx, id, "guest-fsfreeze-status", nil, &status); err != nil {
		return 0, err
	}
	if status == "frozen" {
		return 0, nil
	}
	return p.count(ctx, id, "guest-fsfreeze-freeze")
}

// ThawGuest thaws them.
func (p *Provider) ThawGuest(ctx context.Context, id novacron.VMID) (int, error) {
	return p.count(ctx, id, "guest-fsfreeze-thaw")
}

func (p *Provider) count(ctx context.Context, id novacron.VMID, command string) (int, error) {
	var n float64
	err := p.askAgent(ctx, id, command, nil, &n)
	return int(min(guestNumber(n), 1<<20)), err
}
