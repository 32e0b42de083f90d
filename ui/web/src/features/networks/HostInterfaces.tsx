import type { HostInterface } from '@/api/types';
import { Badge } from '@/components/Badge';
import { Problem } from '@/components/Problem';
import { type Column, Table } from '@/components/Table';
import { networksText } from '@/text/networks';
import { useHostInterfaces } from './hooks';

const t = networksText;

const columns: Column<HostInterface>[] = [
  {
    key: 'name',
    label: t.interfaceColumns.name,
    render: (link) => (
      <>
        <span className="font-medium">{link.name}</span>
        {link.mac && <span className="block font-mono text-muted text-xs max-md:hidden">{link.mac}</span>}
      </>
    ),
  },
  { key: 'kind', label: t.interfaceColumns.kind, render: (link) => t.interfaceKind[link.kind] ?? link.kind },
  { key: 'link', label: t.interfaceColumns.link, render: (link) => <LinkState link={link} /> },
  {
    key: 'addresses',
    label: t.interfaceColumns.addresses,
    wide: true,
    render: (link) =>
      link.addresses?.map((address) => (
        <span key={address} className="block">
          {address}
        </span>
      )),
  },
  { key: 'part', label: t.interfaceColumns.part, wide: true, render: partOf },
];

/** What of the host networks can be put on. */
export function HostInterfaces() {
  const { data, error } = useHostInterfaces();
  return (
    <section>
      <h2 className="font-semibold">{t.interfaces}</h2>
      <p className="mb-3 text-muted text-xs">{t.interfacesHint}</p>
      {!data && <Problem error={error} />}
      {data && (
        <Table columns={columns} label={t.interfaces} rowKey={(link) => link.name} rows={data.items} />
      )}
    </section>
  );
}

function LinkState({ link }: { link: HostInterface }) {
  const [tone, words] = !link.up
    ? (['off', t.linkDown] as const)
    : link.carrier
      ? (['ok', link.speedMbps ? t.speed(link.speedMbps) : t.linkUp] as const)
      : (['warn', t.linkNone] as const);
  return <Badge tone={tone}>{words}</Badge>;
}

function partOf({ network, master, ports }: HostInterface): string {
  return [network && t.ofNetwork(network), master, ports?.length ? t.ports(ports.join(', ')) : '']
    .filter(Boolean)
    .join(' · ');
}
