package appliance

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/novacron"
)

const (
	// straysWithin is how long the appliance gets to answer.
	straysWithin = 10 * time.Second
	// maxStrays is how many are named; the rest is counted.
	maxStrays = 20
)

// ourVolume is how NovaCron names volumes that it makes for VMs and images: the
// name, and a part of an id.
var ourVolume = regexp.MustCompile(`-[0-9a-f]{8}\.(qcow2|raw|iso)$`)

// checkStrays asks the running appliance for volumes that nothing uses, and
// names those that look like NovaCron's own: what a lost store, or somebody who
// undefined a VM elsewhere, left. It deletes nothing.
func checkStrays(ctx context.Context, socket string) novacron.Check {
	c := novacron.Check{Name: "stray volumes", Status: checkOK}
	ctx, cancel := context.WithTimeout(ctx, straysWithin)
	defer cancel()
	unused, err := unusedVolumes(ctx, socket)
	if err != nil {
		c.Status, c.Detail = checkSkipped, "the appliance does not answer at "+socket+"; it knows what uses which volume"
		return c
	}
	var strays []string
	for _, v := range unused {
		if ourVolume.MatchString(v.Name) {
			strays = append(strays, v.PoolName+"/"+v.Name)
		}
	}
	c.Detail = fmt.Sprintf("none; %d volumes are used by no VM and no image (novacron volume list --unused)", len(unused))
	if len(strays) == 0 {
		return c
	}
	more := ""
	if len(strays) > maxStrays {
		more = fmt.Sprintf(" and %d more", len(strays)-maxStrays)
		strays = strays[:maxStrays]
	}
	c.Status, c.Detail = checkWarning, "nothing uses "+strings.Join(strays, ", ")+more
	c.Mend = "delete what nobody needs: novacron volume delete POOL/NAME"
	return c
}

// unusedVolumes asks for every volume that nothing uses.
func unusedVolumes(ctx context.Context, socket string) ([]novacron.Volume, error) {
	c, err := client.New(client.Options{Server: "unix://" + socket, Timeout: straysWithin})
	if err != nil {
		return nil, err
	}
	defer c.Close() //nolint:errcheck // it ends idle connections
	var all []novacron.Volume
	q := novacron.VolumeQuery{Unused: true, PageRequest: novacron.PageRequest{Limit: novacron.MaxPageLimit}}
	for {
		page, err := c.Volumes(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.Next == "" {
			return all, nil
		}
		q.Cursor = page.Next
	}
}
