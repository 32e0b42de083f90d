import type { CreateNetwork } from '@/api/types';
import { dhcpRange } from './addresses';

export const modes = ['nat', 'routed', 'isolated', 'bridge', 'vlan', 'macvtap'] as const;
export type Mode = (typeof modes)[number];
export type MacvtapMode = NonNullable<CreateNetwork['macvtapMode']>;

/** The create dialog's fields, as they are typed. */
export interface NetworkForm {
  name: string;
  mode: Mode;
  /** For bridge and vlan the host's; else the name of its own. */
  bridge: string;
  openVSwitch: boolean;
  vlan: string;
  /** For macvtap the host's network card; for nat and routed the only one. */
  device: string;
  macvtapMode: MacvtapMode;
  address: string;
  dhcp: boolean;
  first: string;
  last: string;
  address6: string;
  domain: string;
  mtu: string;
  autostart: boolean;
  start: boolean;
}

/** A NAT network that needs nothing but its name. */
export const emptyNetwork: NetworkForm = {
  name: '',
  mode: 'nat',
  bridge: '',
  openVSwitch: false,
  vlan: '',
  device: '',
  macvtapMode: 'bridge',
  address: '',
  dhcp: true,
  first: '',
  last: '',
  address6: '',
  domain: '',
  mtu: '',
  autostart: true,
  start: true,
};

/** Whether a network of the mode has a bridge of its own, and so addresses, DHCP and DNS. */
export const ownBridge = (mode: Mode) => mode === 'nat' || mode === 'routed' || mode === 'isolated';

/** Numbers that are none. */
export function unreadable(form: NetworkForm): string[] {
  const number = /^\d+$/;
  const wrong: string[] = [];
  if (form.mode === 'vlan' && !number.test(form.vlan.trim())) wrong.push('vlan');
  if (ownBridge(form.mode) && form.mtu.trim() !== '' && !number.test(form.mtu.trim())) wrong.push('mtu');
  return wrong;
}

/** What the form asks for. What its mode has no use for is not sent. */
export function toRequest(form: NetworkForm): CreateNetwork {
  const { mode } = form;
  const own = ownBridge(mode);
  return {
    name: form.name.trim(),
    mode,
    ...(mode !== 'macvtap' && text('bridge', form.bridge)),
    ...((mode === 'bridge' || mode === 'vlan') && form.openVSwitch && { openVSwitch: true }),
    ...(mode === 'vlan' && { vlan: Number(form.vlan) }),
    ...((mode === 'macvtap' || mode === 'nat' || mode === 'routed') && text('device', form.device)),
    ...(mode === 'macvtap' && { macvtapMode: form.macvtapMode }),
    ...(own && subnets(form)),
    ...(own && text('domain', form.domain)),
    ...(own && form.mtu.trim() !== '' && { mtu: Number(form.mtu) }),
    ...(!form.autostart && { manual: true }),
    ...(!form.start && { stopped: true }),
  };
}

function subnets(form: NetworkForm): Pick<CreateNetwork, 'ipv4' | 'ipv6'> {
  const address = form.address.trim();
  return {
    ...(address && { ipv4: { address, ...(form.dhcp && range(form)) } }),
    ...(form.address6.trim() && { ipv6: { address: form.address6.trim() } }),
  };
}

/** What DHCP hands out: as typed, else what the subnet has room for. */
function range({ address, first, last }: NetworkForm): { start?: string; end?: string } {
  const made = dhcpRange(address);
  const start = first.trim() || made?.first;
  const end = last.trim() || made?.last;
  return { ...(start && { start }), ...(end && { end }) };
}

function text<Key extends string>(key: Key, value: string): { [K in Key]?: string } {
  return (value.trim() ? { [key]: value.trim() } : {}) as { [K in Key]?: string };
}
