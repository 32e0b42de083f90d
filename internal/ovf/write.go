package ovf

import (
	"bytes"
	"encoding/xml"
	"fmt"
)

// formats are the addresses that stand for formats of disks.
func formatOf(format string) string {
	switch format {
	case "qcow2":
		return "http://www.gnome.org/~markmc/qcow-image-format.html"
	case "vmdk":
		return "http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"
	}
	return "https://www.rfc-editor.org/rfc/rfc2046#section-4.5.1" // bytes
}

// Write returns the description of a VM in OVF 2.0.
func Write(m Machine) []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) {
		for i, arg := range args {
			if s, ok := arg.(string); ok {
				args[i] = escape(s)
			}
		}
		fmt.Fprintf(&b, format+"\n", args...)
	}
	line(`<?xml version="1.0" encoding="UTF-8"?>`)
	line(`<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/2" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/2" ` +
		`xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" ` +
		`xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData" ` +
		`xmlns:vmw="http://www.vmware.com/schema/ovf" xml:lang="en-US">`)
	line(`  <References>`)
	for i, d := range m.Disks {
		line(`    <File ovf:id="file%d" ovf:href="%s" ovf:size="%d"/>`, i+1, d.File, d.FileBytes)
	}
	line(`  </References>`)
	line(`  <DiskSection>`)
	line(`    <Info>Disks of the VM</Info>`)
	for i, d := range m.Disks {
		line(`    <Disk ovf:diskId="vmdisk%d" ovf:fileRef="file%d" ovf:capacity="%d" ovf:capacityAllocationUnits="byte" ovf:format="%s"/>`,
			i+1, i+1, d.CapacityBytes, formatOf(d.Format))
	}
	line(`  </DiskSection>`)
	line(`  <NetworkSection>`)
	line(`    <Info>Networks that it was attached to</Info>`)
	seen := map[string]bool{}
	for _, nic := range m.NICs {
		if !seen[nic.Network] {
			line(`    <Network ovf:name="%s"/>`, nic.Network)
		}
		seen[nic.Network] = true
	}
	line(`  </NetworkSection>`)
	line(`  <VirtualSystem ovf:id="%s">`, m.Name)
	line(`    <Info>A VM</Info>`)
	line(`    <Name>%s</Name>`, m.Name)
	if m.Description != "" {
		line(`    <AnnotationSection><Info>Description</Info><Annotation>%s</Annotation></AnnotationSection>`, m.Description)
	}
	line(`    <VirtualHardwareSection>`)
	line(`      <Info>Its hardware</Info>`)
	line(`      <System><vssd:ElementName>hardware</vssd:ElementName><vssd:InstanceID>0</vssd:InstanceID><vssd:VirtualSystemType>qemu-kvm</vssd:VirtualSystemType></System>`)
	line(`      <Item><rasd:ElementName>CPUs</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID>`+
		`<rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>%d</rasd:VirtualQuantity></Item>`, m.VCPUs)
	line(`      <Item><rasd:AllocationUnits>byte</rasd:AllocationUnits><rasd:ElementName>Memory</rasd:ElementName>`+
		`<rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>%d</rasd:VirtualQuantity></Item>`, m.MemoryBytes)
	for i := range m.Disks {
		line(`      <Item><rasd:AddressOnParent>%d</rasd:AddressOnParent><rasd:ElementName>Disk %d</rasd:ElementName>`+
			`<rasd:HostResource>ovf:/disk/vmdisk%d</rasd:HostResource><rasd:InstanceID>%d</rasd:InstanceID><rasd:ResourceType>17</rasd:ResourceType></Item>`,
			i, i+1, i+1, 10+i)
	}
	for i, nic := range m.NICs {
		line(`      <Item><rasd:Connection>%s</rasd:Connection><rasd:ElementName>Interface %d</rasd:ElementName><rasd:InstanceID>%d</rasd:InstanceID>`+
			`<rasd:ResourceSubType>%s</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></Item>`, nic.Network, i+1, 50+i, nic.Model)
	}
	if m.UEFI {
		line(`      <vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>`)
	}
	line(`    </VirtualHardwareSection>`)
	line(`  </VirtualSystem>`)
	line(`</Envelope>`)
	return b.Bytes()
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}
