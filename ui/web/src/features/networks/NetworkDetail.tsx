import type { Network } from '@/api/types';
import { Card, Facts } from '@/components/Facts';
import { text } from '@/text';
import { networksText } from '@/text/networks';
import { KeptAddresses } from './KeptAddresses';
import { Leases } from './Leases';

const t = networksText;

/** One network in full. */
export function NetworkDetail({ network }: { network: Network }) {
  const dhcp = Boolean(network.ipv4?.start || network.ipv6?.start);
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <Card title={network.name}>
        <Facts facts={factsOf(network)} />
      </Card>
      {network.ipv4 && <KeptAddresses network={network} />}
      {(dhcp || network.ipv4) && (
        <div className="lg:col-span-2">
          <Leases network={network} />
        </div>
      )}
    </div>
  );
}

function factsOf(network: Network): [string, string | number | undefined][] {
  const { ipv4, ipv6 } = network;
  return [
    [t.facts.mode, t.mode[network.mode] ?? network.mode],
    [t.facts.bridge, [network.bridge, network.openVSwitch && t.openVSwitch].filter(Boolean).join(' · ')],
    [t.facts.device, network.device],
    [t.facts.macvtapMode, network.macvtapMode],
    [t.facts.vlan, network.vlan],
    [t.facts.ipv4, ipv4?.address],
    [t.facts.range, ipv4 && (ipv4.start ? `${ipv4.start} – ${ipv4.end ?? ''}` : t.noDHCP)],
    [t.facts.ipv6, ipv6?.address],
    [t.facts.domain, network.domain],
    [t.facts.mtu, network.mtu],
    [t.facts.autostart, network.autostart ? text.yes : text.no],
    [t.facts.portGroups, network.portGroups?.join(', ')],
    [t.facts.managed, network.managed ? t.managedYes : t.managedNo],
  ];
}
