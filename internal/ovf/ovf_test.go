package ovf_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/internal/ovf"
)

func machine() ovf.Machine {
	return ovf.Machine{
		Name: "web-1", Description: "a <b> & \"c\"", VCPUs: 2, MemoryBytes: 1 << 30, UEFI: true,
		Disks: []ovf.Disk{{File: "web-1-disk1.qcow2", FileBytes: 197120, Format: "qcow2", CapacityBytes: 10 << 30}},
		NICs:  []ovf.NIC{{Network: "default", Model: "virtio"}, {Network: "default", Model: "E1000"}},
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	text := ovf.Write(machine())
	m, warnings, err := ovf.Read(text)
	require.NoError(t, err)
	require.Empty(t, warnings)
	require.Equal(t, machine(), m)
	if path, err := exec.LookPath("xmllint"); err == nil {
		cmd := exec.Command(path, "--noout", "-")
		cmd.Stdin = strings.NewReader(string(text))
		require.NoError(t, cmd.Run())
	}
}

// As VMware's ovftool writes it.
const vmware = `<?xml version="1.0" encoding="UTF-8"?>
<Envelope vmw:buildId="build-1" xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" xmlns:vmw="http://www.vmware.com/schema/ovf">
  <References><File ovf:href="app-disk1.vmdk" ovf:id="file1" ovf:size="68608"/><File ovf:href="app.nvram" ovf:id="file2" ovf:size="8684"/></References>
  <DiskSection><Info>x</Info><Disk ovf:capacity="16" ovf:capacityAllocationUnits="byte * 2^30" ovf:diskId="vmdisk1" ovf:fileRef="file1" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized" ovf:populatedSize="0"/></DiskSection>
  <NetworkSection><Info>x</Info><Network ovf:name="VM Network"/></NetworkSection>
  <VirtualSystem ovf:id="app"><Info>x</Info><Name>app</Name>
    <OperatingSystemSection ovf:id="96" vmw:osType="debian10_64Guest"><Info>x</Info><Description>Debian GNU/Linux 10 (64-bit)</Description></OperatingSystemSection>
    <VirtualHardwareSection><Info>x</Info>
      <Item><rasd:AllocationUnits>hertz * 10^6</rasd:AllocationUnits><rasd:ElementName>2 virtual CPU(s)</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
      <Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:ElementName>2048MB</rasd:ElementName><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>2048</rasd:VirtualQuantity></Item>
      <Item><rasd:ElementName>SCSI 0</rasd:ElementName><rasd:ResourceSubType>VirtualSCSI</rasd:ResourceSubType><rasd:ResourceType>6</rasd:ResourceType></Item>
      <Item><rasd:ElementName>Hard disk 1</rasd:ElementName><rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource><rasd:ResourceType>17</rasd:ResourceType></Item>
      <Item ovf:required="false"><rasd:ElementName>CD/DVD drive 1</rasd:ElementName><rasd:ResourceType>15</rasd:ResourceType></Item>
      <Item><rasd:Connection>VM Network</rasd:Connection><rasd:ElementName>Network adapter 1</rasd:ElementName><rasd:ResourceSubType>VmxNet3</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></Item>
      <Item><rasd:ElementName>VMCI device</rasd:ElementName><rasd:ResourceType>1</rasd:ResourceType></Item>
      <vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>`

func TestReadsVMware(t *testing.T) {
	m, warnings, err := ovf.Read([]byte(vmware))
	require.NoError(t, err)
	require.Equal(t, ovf.Machine{
		Name: "app", OS: "Debian GNU/Linux 10 (64-bit)", VCPUs: 2, MemoryBytes: 2 << 30, UEFI: true,
		Disks: []ovf.Disk{{File: "app-disk1.vmdk", FileBytes: 68608, Format: "vmdk", CapacityBytes: 16 << 30}},
		NICs:  []ovf.NIC{{Network: "VM Network", Model: "VmxNet3"}},
	}, m)
	require.Equal(t, []string{`the CD-ROM drive "CD/DVD drive 1" is left out`, `"VMCI device" is left out`}, warnings)
}

func TestRefuses(t *testing.T) {
	for why, text := range map[string]string{
		"document type":         strings.Replace(vmware, "<Envelope", `<!DOCTYPE x [<!ENTITY a "aaaa">]><Envelope`, 1),
		"not in the package":    strings.Replace(vmware, "app-disk1.vmdk", "../../etc/passwd", 1),
		"is not in the package": strings.Replace(vmware, "app-disk1.vmdk", "https://example.org/x.vmdk", 1),
		"no size of a disk":     strings.Replace(vmware, `capacity="16"`, `capacity="99999999999999"`, 1),
		"too large a unit":      strings.Replace(vmware, "byte * 2^30", "byte * 2^99", 1),
		"no unit":               strings.Replace(vmware, "byte * 2^30", "hertz", 1),
		"in pieces":             strings.Replace(vmware, `ovf:size="68608"`, `ovf:chunkSize="1"`, 1),
		"there is no disk":      strings.Replace(vmware, "/disk/vmdisk1", "/disk/other", 1),
		"there is no file":      strings.Replace(vmware, `fileRef="file1"`, `fileRef="file9"`, 1),
		"no disk of the":        strings.Replace(vmware, "ovf:/disk/vmdisk1", "ovf:/file/file1", 1),
		"several VMs":           strings.Replace(vmware, "</Envelope>", "<VirtualSystem/></Envelope>", 1),
		"no number of CPUs":     strings.Replace(vmware, ">2</rasd:VirtualQuantity>", ">-2</rasd:VirtualQuantity>", 1),
		"no size of memory":     strings.Replace(vmware, ">2048</rasd:VirtualQuantity>", ">99999999999999999</rasd:VirtualQuantity>", 1),
		"not XML":               "\x00",
		"is not an OVF":         "<a/>",
		"nested too deep":       strings.Repeat("<a>", 200),
		"describes no VM":       "<Envelope/>",
		"describes no hardware": "<Envelope><VirtualSystem/></Envelope>",
		"at most":               strings.Repeat(" ", ovf.MaxBytes+1),
	} {
		_, _, err := ovf.Read([]byte(text))
		require.ErrorContains(t, err, why)
	}
}

func TestManifest(t *testing.T) {
	sums := []ovf.Sum{{File: "a b.ovf", Algorithm: "SHA256", Hex: strings.Repeat("0f", 32)}}
	read, err := ovf.ReadManifest(ovf.WriteManifest(sums))
	require.NoError(t, err)
	require.Equal(t, sums, read)
	_, err = ovf.ReadManifest([]byte("MD5(a)= 00"))
	require.Error(t, err)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(vmware))
	f.Add(ovf.Write(machine()))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, _, err := ovf.Read(text)
		if err != nil {
			return
		}
		for _, d := range m.Disks {
			require.True(t, d.File == "" || ovf.PlainName(d.File))
		}
	})
}

func FuzzReadManifest(f *testing.F) {
	f.Add([]byte("SHA256(a)= 00"))
	f.Fuzz(func(_ *testing.T, text []byte) { _, _ = ovf.ReadManifest(text) })
}
