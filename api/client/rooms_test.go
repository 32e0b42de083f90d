package client_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

// Each call of the rooms beside VMs becomes the request that the API's document
// names, with its key and dry run where it changes something.
func TestRequestsOfRooms(t *testing.T) {
	s, c := newStub(t)
	ctx, m := t.Context(), novacron.Mutation{IdempotencyKey: "k", DryRun: true}
	page := novacron.PageRequest{Limit: 5}
	op := func(_ novacron.Operation, err error) error { return err }
	for want, call := range map[string]func() error{
		"GET /api/v1/images?limit=5&name=deb&state=ready": func() error {
			_, err := c.Images(ctx, novacron.ImageQuery{PageRequest: page, Name: "deb", State: novacron.ImageReady})
			return err
		},
		"GET /api/v1/images/deb": func() error { _, err := c.Image(ctx, "deb"); return err },
		`POST /api/v1/images?dryRun=true {"name":"deb"}`: func() error {
			return op(c.ImportImage(ctx, novacron.ImportImage{Mutation: m, Name: "deb"}))
		},
		"PATCH /api/v1/images/deb?dryRun=true {}": func() error {
			_, err := c.UpdateImage(ctx, "deb", novacron.ImageUpdate{Mutation: m})
			return err
		},
		"DELETE /api/v1/images/deb?dryRun=true": func() error { return op(c.DeleteImage(ctx, "deb", novacron.DeleteImage{Mutation: m})) },

		"GET /api/v1/pools?limit=5": func() error { _, err := c.Pools(ctx, novacron.PoolQuery{PageRequest: page}); return err },
		"GET /api/v1/pools/p":       func() error { _, err := c.Pool(ctx, "p"); return err },
		"PATCH /api/v1/pools/p?dryRun=true {}": func() error {
			return op(c.UpdatePool(ctx, "p", novacron.PoolUpdate{Mutation: m}))
		},
		"POST /api/v1/pools/p/refresh?dryRun=true": func() error { return op(c.ActPool(ctx, "p", novacron.PoolRefresh, m)) },
		"DELETE /api/v1/pools/p?dryRun=true":       func() error { return op(c.DeletePool(ctx, "p", m)) },
		"GET /api/v1/volumes?limit=5":              func() error { _, err := c.Volumes(ctx, novacron.VolumeQuery{PageRequest: page}); return err },
		"GET /api/v1/volumes/v":                    func() error { _, err := c.Volume(ctx, "v"); return err },
		`POST /api/v1/volumes/v/resize?dryRun=true {"capacityBytes":1024}`: func() error {
			return op(c.ResizeVolume(ctx, "v", novacron.ResizeVolume{Mutation: m, CapacityBytes: 1024}))
		},
		`POST /api/v1/volumes/v/copy?dryRun=true {"name":"w"}`: func() error {
			return op(c.CopyVolume(ctx, "v", novacron.CopyVolume{Mutation: m, Name: "w"}))
		},
		"DELETE /api/v1/volumes/v?dryRun=true": func() error { return op(c.DeleteVolume(ctx, "v", m)) },
		"GET /api/v1/uploads/op-1":             func() error { _, err := c.Upload(ctx, "op-1"); return err },

		"GET /api/v1/vms/v/snapshots?limit=5": func() error { _, err := c.Snapshots(ctx, "v", page); return err },
		"GET /api/v1/vms/v/snapshots/s":       func() error { _, err := c.Snapshot(ctx, "v", "s"); return err },
		`POST /api/v1/vms/v/snapshots?dryRun=true {"name":"s"}`: func() error {
			return op(c.CreateSnapshot(ctx, "v", novacron.CreateSnapshot{Mutation: m, Name: "s"}))
		},
		"DELETE /api/v1/vms/v/snapshots/s?dryRun=true": func() error {
			return op(c.DeleteSnapshot(ctx, "v", "s", novacron.DeleteSnapshot{Mutation: m}))
		},
		`POST /api/v1/vms/v/clone?dryRun=true {"name":"w"}`: func() error {
			return op(c.CloneVM(ctx, "v", novacron.CloneVM{Mutation: m, Name: "w"}))
		},
		"POST /api/v1/vms/v/template?dryRun=true": func() error {
			return op(c.MarkTemplate(ctx, "v", novacron.MarkTemplate{Mutation: m, Template: true}))
		},
		"DELETE /api/v1/vms/v/template?dryRun=true": func() error {
			return op(c.MarkTemplate(ctx, "v", novacron.MarkTemplate{Mutation: m}))
		},
		"GET /api/v1/vms/v/cloudinit": func() error { _, err := c.CloudInit(ctx, "v"); return err },

		`POST /api/v1/vms/v/disks?dryRun=true {"sizeBytes":1048576}`: func() error {
			return op(c.AddDisk(ctx, "v", novacron.AddDisk{Mutation: m, Disk: novacron.CreateDisk{SizeBytes: 1 << 20}}))
		},
		"PATCH /api/v1/vms/v/disks/vda?dryRun=true {}": func() error {
			return op(c.ChangeDisk(ctx, "v", "vda", novacron.ChangeDisk{Mutation: m}))
		},
		"DELETE /api/v1/vms/v/disks/vda?dryRun=true": func() error {
			return op(c.RemoveDisk(ctx, "v", "vda", novacron.RemoveDisk{Mutation: m}))
		},
		`POST /api/v1/vms/v/nics?dryRun=true {"network":"default"}`: func() error {
			return op(c.AddNIC(ctx, "v", novacron.AddNIC{Mutation: m, NIC: novacron.CreateNIC{Network: "default"}}))
		},
		"PATCH /api/v1/vms/v/hardware?dryRun=true {}": func() error {
			return op(c.ChangeHardware(ctx, "v", novacron.ChangeHardware{Mutation: m}))
		},
		"GET /api/v1/node/devices?limit=5": func() error { _, err := c.HostDevices(ctx, page); return err },
		"GET /api/v1/node/hardware":        func() error { _, err := c.HardwareOptions(ctx); return err },

		"GET /api/v1/networks?limit=5":          func() error { _, err := c.Networks(ctx, novacron.NetworkQuery{PageRequest: page}); return err },
		"GET /api/v1/networks/n":                func() error { _, err := c.Network(ctx, "n"); return err },
		"GET /api/v1/networks/n/leases?limit=5": func() error { _, err := c.Leases(ctx, "n", page); return err },
		"PATCH /api/v1/networks/n?dryRun=true {}": func() error {
			return op(c.UpdateNetwork(ctx, "n", novacron.NetworkUpdate{Mutation: m}))
		},
		"DELETE /api/v1/networks/n?dryRun=true": func() error {
			return op(c.DeleteNetwork(ctx, "n", novacron.DeleteNetwork{Mutation: m}))
		},
		"GET /api/v1/vms/v/nics/52:54:00:12:34:56/firewall": func() error {
			_, err := c.Firewall(ctx, "v", "52:54:00:12:34:56")
			return err
		},
		"DELETE /api/v1/vms/v/nics/52:54:00:12:34:56/firewall?dryRun=true": func() error {
			return op(c.DeleteFirewall(ctx, "v", "52:54:00:12:34:56", m))
		},

		"DELETE /api/v1/vms/v/nics/52:54:00:12:34:56?dryRun=true": func() error {
			return op(c.RemoveNIC(ctx, "v", "52:54:00:12:34:56", novacron.RemoveNIC{Mutation: m}))
		},
		"PATCH /api/v1/vms/v/nics/52:54:00:12:34:56?dryRun=true {}": func() error {
			return op(c.ChangeNIC(ctx, "v", "52:54:00:12:34:56", novacron.ChangeNIC{Mutation: m}))
		},
		"DELETE /api/v1/networks/n/hosts/52:54:00:12:34:56?dryRun=true": func() error {
			return op(c.DeleteDHCPHost(ctx, "n", "52:54:00:12:34:56", m))
		},
		"GET /api/v1/pools/kinds": func() error { _, err := c.PoolKinds(ctx); return err },

		"GET /api/v1/vms/v/agent":                     func() error { _, err := c.Agent(ctx, "v"); return err },
		"GET /api/v1/vms/v/agent/filesystems?limit=5": func() error { _, err := c.GuestFilesystems(ctx, "v", page); return err },
		"GET /api/v1/vms/v/agent/users?limit=5":       func() error { _, err := c.GuestUsers(ctx, "v", page); return err },
		"POST /api/v1/vms/v/agent/thaw?dryRun=true":   func() error { return op(c.ThawGuest(ctx, "v", m)) },
		"GET /api/v1/vms/v/consoles":                  func() error { _, err := c.Consoles(ctx, "v"); return err },
		`POST /api/v1/vms/v/text?dryRun=true {"text":"a"}`: func() error {
			_, err := c.TypeText(ctx, "v", novacron.TypeText{Mutation: m, Text: "a"})
			return err
		},
	} {
		require.NoError(t, call(), want)
		got, header := s.last()
		require.Equal(t, want, got)
		if want[0] != 'G' {
			require.Equal(t, "k", header.Get("Idempotency-Key"), want)
		}
	}
}
