package kvm_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/novacron"
)

func TestFirewallReadsBackWhatItWrote(t *testing.T) {
	text, err := kvm.MarshalFilter("novacron-x", everyRule())
	require.NoError(t, err)
	got, err := kvm.DecodeFilter(text)
	require.NoError(t, err)
	want := everyRule()
	want.Addresses = nil // they stand in the interface
	require.Equal(t, want, got)
	_, err = kvm.MarshalFilter("novacron-x", novacron.Firewall{Rules: []novacron.Rule{{Action: "drop", Direction: "in", CIDR: "x"}}})
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
}

func FuzzDecodeNetwork(f *testing.F) {
	f.Add(`<network><name>n</name><forward mode='nat'/><bridge name='b'/><ip address='192.168.1.1' netmask='255.255.255.0'><dhcp><range start='192.168.1.2' end='192.168.1.9'/></dhcp></ip></network>`)
	f.Add(`<network><forward mode='bridge'/><bridge name='br0'/><vlan><tag id='7'/></vlan><virtualport type='openvswitch'/></network>`)
	f.Add(`<network><ip family='ipv6' address='fd00::1' prefix='64'/><ip address='x'/></network>`)
	f.Fuzz(func(t *testing.T, text string) {
		n, err := kvm.DecodeNetwork(text)
		if err != nil {
			return
		}
		_, err = json.Marshal(n)
		require.NoError(t, err)
	})
}

func FuzzDecodeFilter(f *testing.F) {
	text, err := kvm.MarshalFilter("novacron-x", everyRule())
	require.NoError(f, err)
	f.Add(text)
	f.Add(`<filter name='x'><rule action='drop' direction='inout' priority='100'><all/></rule><rule priority='100'/></filter>`)
	f.Fuzz(func(t *testing.T, text string) {
		fw, err := kvm.DecodeFilter(text)
		if err != nil {
			return
		}
		_, err = json.Marshal(fw)
		require.NoError(t, err)
	})
}
