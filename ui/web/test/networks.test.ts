import { expect, it } from 'vitest';
import type { Network } from '@/api/types';
import { dhcpRange } from '@/features/networks/addresses';
import { formOf, updateOf } from '@/features/networks/networkEdit';
import { emptyNetwork, toRequest, unreadable } from '@/features/networks/networkForm';

it.each([
  ['192.168.100.1/24', '192.168.100.2', '192.168.100.254'],
  ['10.20.0.254/24', '10.20.0.1', '10.20.0.253'],
  ['10.0.0.1/8', '10.0.0.2', '10.255.255.254'],
  ['10.0.0.65/29', '10.0.0.66', '10.0.0.70'],
])('finds what DHCP can hand out beside %s', (address, first, last) => {
  expect(dhcpRange(address)).toEqual({ first, last });
});

it.each([
  '',
  '10.0.0.1',
  '10.0.0.256/24',
  '10.0.0.0/24',
  '10.0.0.255/24',
  '10.0.0.1/30',
  'fd00::1/64',
  'x/24',
])('finds nothing to hand out in %j', (address) => expect(dhcpRange(address)).toBeUndefined());

it('needs nothing but a name for a NAT network', () => {
  expect(toRequest({ ...emptyNetwork, name: ' lab ' })).toEqual({ name: 'lab', mode: 'nat' });
});

it('gives a subnet its DHCP range, as typed or made', () => {
  const form = { ...emptyNetwork, name: 'lab', mode: 'routed' as const, address: '10.9.0.1/24' };
  expect(toRequest(form).ipv4).toEqual({ address: '10.9.0.1/24', start: '10.9.0.2', end: '10.9.0.254' });
  expect(toRequest({ ...form, first: '10.9.0.100', last: '10.9.0.110' }).ipv4).toEqual({
    address: '10.9.0.1/24',
    start: '10.9.0.100',
    end: '10.9.0.110',
  });
  expect(toRequest({ ...form, dhcp: false }).ipv4).toEqual({ address: '10.9.0.1/24' });
});

it('sends what the mode has a use for, and nothing else', () => {
  const form = {
    ...emptyNetwork,
    name: 'lan',
    bridge: 'br0',
    device: 'eth1',
    vlan: '42',
    address: '10.9.0.1/24',
    domain: 'lab.internal',
    mtu: '1400',
    openVSwitch: true,
  };
  expect(toRequest({ ...form, mode: 'bridge' })).toEqual({
    name: 'lan',
    mode: 'bridge',
    bridge: 'br0',
    openVSwitch: true,
  });
  expect(toRequest({ ...form, mode: 'vlan' })).toMatchObject({ bridge: 'br0', vlan: 42 });
  expect(toRequest({ ...form, mode: 'macvtap' })).toEqual({
    name: 'lan',
    mode: 'macvtap',
    device: 'eth1',
    macvtapMode: 'bridge',
  });
  expect(toRequest({ ...form, mode: 'isolated', autostart: false, start: false })).toMatchObject({
    domain: 'lab.internal',
    mtu: 1400,
    manual: true,
    stopped: true,
  });
  expect(toRequest({ ...form, mode: 'isolated' })).not.toHaveProperty('device');
});

it('knows numbers that are none where they count', () => {
  expect(unreadable({ ...emptyNetwork, mode: 'vlan', vlan: 'x', mtu: 'x' })).toEqual(['vlan']);
  expect(unreadable({ ...emptyNetwork, mtu: '1e3' })).toEqual(['mtu']);
  expect(unreadable(emptyNetwork)).toEqual([]);
});

it('changes what was changed, and both ends of the range together', () => {
  const network = {
    mode: 'nat',
    autostart: true,
    ipv4: { address: '10.9.0.1/24', start: '10.9.0.2', end: '10.9.0.254' },
  } as Network;
  const form = formOf(network);
  expect(updateOf(form, network)).toEqual({});
  expect(updateOf({ ...form, start: '10.9.0.50', mtu: '1400' }, network)).toEqual({
    start: '10.9.0.50',
    end: '10.9.0.254',
    mtu: 1400,
  });
  expect(updateOf({ ...form, autostart: false, domain: 'lab' }, network)).toEqual({
    autostart: false,
    domain: 'lab',
  });
});
