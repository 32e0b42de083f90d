import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { keys } from '@/api/keys';
import { listNetworks } from '@/api/networks';
import { Blank, Loading } from '@/components/Blank';
import { Button } from '@/components/Button';
import { PageHeader } from '@/components/PageHeader';
import { Problem } from '@/components/Problem';
import { ScrollPane } from '@/components/ScrollPane';
import { usePages } from '@/lib/usePages';
import { text } from '@/text';
import { networksText } from '@/text/networks';
import { useMayChange } from '../session/hooks';
import { HostInterfaces } from './HostInterfaces';
import { NetworkCard } from './NetworkCard';
import { NetworkDetail } from './NetworkDetail';

const t = networksText;
const NetworkDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.NetworkDialog })));

/** The networks of this node, the chosen one in full, and what the host has to put networks on. */
export function NetworksPage() {
  const { network: chosen } = useSearch({ from: '/shell/networks' });
  const mayChange = useMayChange();
  const [making, setMaking] = useState(false);
  const networks = usePages(keys.things('network'), listNetworks);
  const shown = networks.items?.find((network) => network.id === chosen) ?? networks.items?.[0];
  return (
    <div className="flex h-full flex-col">
      <PageHeader
        actions={
          mayChange && (
            <Button icon="plus" kind="primary" onClick={() => setMaking(true)}>
              {t.newNetwork}
            </Button>
          )
        }
        title={t.title}
      />
      <ScrollPane className="min-h-0 grow space-y-6 px-4 pb-6 sm:px-6">
        <Problem error={networks.error} />
        {!networks.items && !networks.error && <Loading />}
        {networks.items?.length === 0 && <Blank hint={t.noneHint} icon="network" title={t.none} />}
        <ul aria-label={t.list} className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {networks.items?.map((network) => (
            <NetworkCard chosen={network.id === shown?.id} key={network.id} network={network} />
          ))}
        </ul>
        {networks.more && <Button onClick={networks.more}>{text.operations.loadMore}</Button>}
        {shown && <NetworkDetail key={shown.id} network={shown} />}
        <HostInterfaces />
      </ScrollPane>
      {making && (
        <Suspense>
          <NetworkDialog onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </div>
  );
}
