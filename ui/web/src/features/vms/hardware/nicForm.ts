import type { ChangeNIC, CreateNIC, NIC } from '@/api/types';
import { rateOf, readRate } from './limits';

/** The fields of a network interface, as they are typed. */
export interface NICForm {
  /** "network NAME", "bridge NAME", or '' for what it is on now. */
  on: string;
  model: string;
  mac: string;
  vlan: string;
  unplugged: boolean;
  inbound: string;
  outbound: string;
}

/** An interface as the form shows it; of none, what a new one begins with. */
export const nicForm = (nic?: NIC): NICForm => ({
  on: nic
    ? nic.kind === 'network' || nic.kind === 'bridge'
      ? `${nic.kind} ${nic.source}`
      : ''
    : 'network default',
  model: nic?.model ?? 'virtio',
  mac: nic?.mac ?? '',
  vlan: nic?.vlan ? String(nic.vlan) : '',
  unplugged: nic?.linkDown ?? false,
  inbound: rateOf(nic?.inbound),
  outbound: rateOf(nic?.outbound),
});

/** "network lab" is {network: "lab"}. */
function place(on: string): { network?: string; bridge?: string } {
  const at = on.indexOf(' ');
  const name = on.slice(at + 1);
  if (at < 0) return {};
  return on.startsWith('bridge ') ? { bridge: name } : { network: name };
}

const vlanOf = ({ vlan }: NICForm) => (/^\d*$/.test(vlan.trim()) ? Number(vlan) : undefined);

/** The interface that the form asks for; undefined while a number is none. */
export function nicRequest(form: NICForm): CreateNIC | undefined {
  const [vlan, inbound, outbound] = [vlanOf(form), readRate(form.inbound), readRate(form.outbound)];
  if (vlan === undefined || !inbound || !outbound) return undefined;
  return {
    ...place(form.on),
    ...(form.model && { model: form.model }),
    ...(form.mac.trim() && { mac: form.mac.trim() }),
    ...(vlan > 0 && { vlan }),
    ...(form.unplugged && { linkDown: true }),
    ...(inbound.bytesPerSecond > 0 && { inbound }),
    ...(outbound.bytesPerSecond > 0 && { outbound }),
  };
}

/** What the form changes of an interface; undefined when that is nothing, or a number is none. */
export function nicChange(form: NICForm, nic: NIC): ChangeNIC | undefined {
  const before = nicForm(nic);
  const [vlan, inbound, outbound] = [vlanOf(form), readRate(form.inbound), readRate(form.outbound)];
  if (vlan === undefined || !inbound || !outbound) return undefined;
  const change: ChangeNIC = {
    ...(form.on !== before.on && place(form.on)),
    ...(form.model !== before.model && { model: form.model }),
    ...(form.vlan.trim() !== before.vlan && { vlan }),
    ...(form.unplugged !== before.unplugged && { linkDown: form.unplugged }),
    ...(form.inbound !== before.inbound && { inbound }),
    ...(form.outbound !== before.outbound && { outbound }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}
