import type { Network, NetworkUpdate } from '@/api/types';

/** The edit dialog's fields, as they are typed. */
export interface EditForm {
  autostart: boolean;
  start: string;
  end: string;
  domain: string;
  mtu: string;
}

export const hasOwnBridge = ({ mode }: Network) => ['nat', 'routed', 'isolated', 'open'].includes(mode);

export const formOf = (network: Network): EditForm => ({
  autostart: network.autostart,
  start: network.ipv4?.start ?? '',
  end: network.ipv4?.end ?? '',
  domain: network.domain ?? '',
  mtu: network.mtu ? String(network.mtu) : '',
});

/** What the form changes of what it began with; the ends of the DHCP range go together. */
export function updateOf(form: EditForm, begun: Network): NetworkUpdate {
  const before = formOf(begun);
  const update: NetworkUpdate = {};
  if (form.autostart !== before.autostart) update.autostart = form.autostart;
  if (form.start !== before.start || form.end !== before.end) {
    update.start = form.start.trim();
    update.end = form.end.trim();
  }
  if (form.domain !== before.domain) update.domain = form.domain.trim();
  if (form.mtu !== before.mtu && form.mtu.trim() !== '') update.mtu = Number(form.mtu);
  return update;
}
