package seed_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/internal/seed"
)

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPb+Ja2bJ7xLu1SxMTXOBCBrDyAtFy5ZzOvUPvPPnVX ada@desk"

func full() seed.Config {
	return seed.Config{
		InstanceID: "i-1", Hostname: "web-1.example.org", User: "ada", SSHKeys: []string{key},
		PasswordHash: "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
		Packages:     []string{"nginx", "htop"},
		NICs: []seed.NIC{
			{MAC: "52:54:00:AA:bb:01", Addresses: []string{"192.0.2.10/24", "2001:db8::10/64"}, Gateway: "192.0.2.1", Gateway6: "fe80::1", Nameservers: []string{"192.0.2.53"}, Search: []string{"example.org"}},
			{MAC: "52:54:00:aa:bb:02", DHCP: true},
		},
	}
}

func TestRender(t *testing.T) {
	for name, c := range map[string]seed.Config{
		"empty":  {InstanceID: "i-0"},
		"full":   full(),
		"keys":   {InstanceID: "i-2", SSHKeys: []string{key}, PasswordHash: "$6$saltstring$abcdefgh"},
		"root":   {InstanceID: "i-3", User: "root", SSHKeys: []string{key}},
		"raw":    {InstanceID: "i-4", UserData: "#cloud-config\n# mine\nruncmd: [ls]\n"},
		"joined": {InstanceID: "i-5", User: "ada", Packages: []string{"nginx"}, UserData: "#cloud-config\n# mine\npackages: [git]\nusers: [default]\nssh_pwauth: true\nhostname: &h x\nfqdn: *h\n"},
		"script": {InstanceID: "i-6", Hostname: "web-1", UserData: "#!/bin/sh\necho ==novacron-seed==\n"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Empty(t, seed.Check(c))
			files, err := seed.Render(c)
			require.NoError(t, err)
			var b bytes.Buffer
			for _, f := range files {
				b.WriteString("-- " + f.Name + " --\n")
				b.Write(f.Data)
			}
			golden(t, name+".txt", b.Bytes())
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

func TestCheckNamesTheField(t *testing.T) {
	for field, c := range map[string]seed.Config{
		"hostname":                  {Hostname: "web_1"},
		"user":                      {User: "Ada"},
		"passwordHash":              {PasswordHash: "secret"},
		"sshKeys[0]":                {SSHKeys: []string{"ssh-ed25519 AAAA"}},
		"sshKeys[1]":                {SSHKeys: []string{key, "-----BEGIN OPENSSH PRIVATE KEY-----"}},
		"packages[0]":               {Packages: []string{"a; rm -rf /"}},
		"network[0].mac":            {NICs: []seed.NIC{{MAC: "x", DHCP: true}}},
		"network[0]":                {NICs: []seed.NIC{{MAC: "52:54:00:aa:bb:01"}}},
		"network[0].addresses[0]":   {NICs: []seed.NIC{{MAC: "52:54:00:aa:bb:01", Addresses: []string{"192.0.2.1"}}}},
		"network[0].gateway":        {NICs: []seed.NIC{{MAC: "52:54:00:aa:bb:01", Addresses: []string{"192.0.2.2/24"}, Gateway: "198.51.100.1"}}},
		"network[0].gateway6":       {NICs: []seed.NIC{{MAC: "52:54:00:aa:bb:01", DHCP: true, Gateway6: "192.0.2.1"}}},
		"network[0].search[0]":      {NICs: []seed.NIC{{MAC: "52:54:00:aa:bb:01", DHCP: true, Search: []string{"a b"}}}},
		"network[0].nameservers[0]": {NICs: []seed.NIC{{MAC: "52:54:00:aa:bb:01", DHCP: true, Nameservers: []string{"dns"}}}},
	} {
		faults := seed.Check(c)
		require.Len(t, faults, 1, field)
		require.Equal(t, field, faults[0].Field)
	}
}

func TestCheckOfUserData(t *testing.T) {
	for text, detail := range map[string]string{
		"packages: [a]":                              "must begin with",
		"#cloud-config\na: 1\nb: [\n":                "line",
		"#cloud-config\na: 1\nb: 2\na: 3\n":          `"a" in line 2 and again in line 4`,
		"#cloud-config\n- a\n":                       "line 2",
		"#cloud-config\na: 1\n---\nb: 2\n":           "one YAML document",
		"#cloud-config\na: \x00":                     "must be text",
		"#!" + strings.Repeat("x", 512<<10):          "at most",
		"#cloud-config\n" + strings.Repeat("[", 1e5): "line",
	} {
		faults := seed.Check(seed.Config{UserData: text})
		require.Len(t, faults, 1)
		require.Equal(t, "userData", faults[0].Field)
		require.Contains(t, faults[0].Detail, detail)
	}
}

// The specification's own examples.
func TestHashPassword(t *testing.T) {
	require.Equal(t, "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
		seed.ShaCrypt("Hello world!", "saltstring"))
	hash := seed.HashPassword("correct horse")
	require.Empty(t, seed.Check(seed.Config{PasswordHash: hash}))
	require.NotEqual(t, hash, seed.HashPassword("correct horse"))
	salt := strings.Split(hash, "$")[2]
	out, err := exec.Command("openssl", "passwd", "-6", "-salt", salt, "correct horse").Output()
	if err == nil {
		require.Equal(t, strings.TrimSpace(string(out)), hash)
	}
}

func TestMask(t *testing.T) {
	for text, want := range map[string]string{
		"password: hunter2\nssh_pwauth: true\n":                            "password: (hidden)\nssh_pwauth: true\n",
		"users:\n- name: a\n  passwd: $6$abc$defghijkl\n":                  "users:\n- name: a\n  passwd: (hidden)\n",
		"users: [{name: a, plain_text_passwd: 'x y', lock_passwd: false}]": "users: [{name: a, plain_text_passwd: (hidden), lock_passwd: false}]",
		"chpasswd:\n  expire: false\n  list: |\n    ada:secret\n":          "chpasswd:\n  expire: false\n  list: |\n    ada:(hidden)\n",
		"export API_KEY=abc\n":                                             "export API_KEY=(hidden)\n",
		"a\n-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----\n":  "a\n(hidden)\n",
	} {
		require.Equal(t, want, seed.Mask(text))
	}
}

func TestImageIsReadBack(t *testing.T) {
	files, err := seed.Render(full())
	require.NoError(t, err)
	image, err := seed.Image(files)
	require.NoError(t, err)
	require.Len(t, image, seed.ImageBytes)
	again, err := seed.Image(files)
	require.NoError(t, err)
	require.True(t, bytes.Equal(image, again))
	read, err := seed.Files(image)
	require.NoError(t, err)
	require.Equal(t, files, read)
	_, err = seed.Image([]seed.File{{Name: seed.UserData, Data: make([]byte, seed.ImageBytes)}})
	require.Error(t, err)
	_, err = seed.Files(make([]byte, seed.ImageBytes))
	require.Error(t, err)
}

// The largest that can be asked for fits.
func TestLargestImage(t *testing.T) {
	c := full()
	c.UserData = "#cloud-config\nwrite_files:\n- content: \"" + strings.Repeat("\\0", (512<<10)/2-200) + "\"\n"
	c.SSHKeys = nil
	for range 64 {
		c.SSHKeys = append(c.SSHKeys, key+strings.Repeat("x", (16<<10)-len(key)))
	}
	require.Empty(t, seed.Check(c))
	files, err := seed.Render(c)
	require.NoError(t, err)
	_, err = seed.Image(files)
	require.NoError(t, err)
}

// xorriso is the judge: what it finds in the image is what went in.
func TestImageIsISO9660(t *testing.T) {
	xorriso, err := exec.LookPath("xorriso")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("xorriso is missing: make deps")
		}
		t.Skip("xorriso is missing: make deps")
	}
	files, err := seed.Render(full())
	require.NoError(t, err)
	image, err := seed.Image(files)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "seed.iso")
	require.NoError(t, os.WriteFile(path, image, 0o600))
	for _, names := range []string{"norock", "nojoliet"} {
		dir := filepath.Join(t.TempDir(), "out")
		read := "-read_fs"
		out, err := exec.Command(xorriso, read, names, "-osirrox", "on", "-abort_on", "WARNING", "-indev", path, "-pvd_info", "-extract", "/", dir).CombinedOutput()
		require.NoError(t, err, string(out))
		require.Contains(t, string(out), "cidata")
		for _, f := range files {
			got, err := os.ReadFile(filepath.Join(dir, f.Name))
			require.NoError(t, err, "%s with %s", f.Name, names)
			require.Equal(t, string(f.Data), string(got))
		}
	}
}

func FuzzFiles(f *testing.F) {
	files, err := seed.Render(full())
	require.NoError(f, err)
	image, err := seed.Image(files)
	require.NoError(f, err)
	f.Add(image[:64<<10])
	f.Fuzz(func(_ *testing.T, image []byte) {
		_, _ = seed.Files(image)
	})
}

// Whatever a person writes is refused, or becomes a seed that fits.
func FuzzRender(f *testing.F) {
	f.Add("#cloud-config\npackages: [git]\nusers: [default]\nhostname: &h x\nfqdn: *h\n")
	f.Add("#!/bin/sh\n")
	f.Add("#cloud-config\na: &a [x]\nb: [*a, *a]\n<<: {c: 1}\n")
	f.Fuzz(func(t *testing.T, text string) {
		c := full()
		c.UserData = text
		if len(seed.Check(c)) > 0 {
			return
		}
		files, err := seed.Render(c)
		require.NoError(t, err)
		if !strings.HasPrefix(text, "#!") {
			c.UserData = string(files[len(files)-1].Data)
			require.Empty(t, seed.Check(c), "%q became %q", text, c.UserData)
		}
	})
}
