import { Link } from '@tanstack/react-router';
import type { IconName } from '@/components/Icon';
import { Icon } from '@/components/Icon';
import { Logo } from '@/components/Logo';
import { cx } from '@/lib/cx';
import { text } from '@/text';
import { useNode } from '../node/hooks';
import { AccountMenu } from './AccountMenu';
import { OperationsButton } from './OperationsButton';
import { StreamIndicator } from './StreamIndicator';

const pages: {
  to: '/vms' | '/storage' | '/networks' | '/images' | '/operations' | '/events' | '/node';
  icon: IconName;
  label: string;
}[] = [
  { to: '/vms', icon: 'vm', label: text.nav.vms },
  { to: '/images', icon: 'file', label: text.nav.images },
  { to: '/storage', icon: 'disk', label: text.nav.storage },
  { to: '/networks', icon: 'network', label: text.nav.networks },
  { to: '/operations', icon: 'operations', label: text.nav.operations },
  { to: '/events', icon: 'events', label: text.nav.events },
  { to: '/node', icon: 'node', label: text.nav.node },
];

/** The navigation: beside the page, or over it where there is no room. */
export function Sidebar({ open, onOpenOperations }: { open: boolean; onOpenOperations: () => void }) {
  const node = useNode().data;
  return (
    <aside
      className={cx(
        'inset-y-0 left-0 z-35 flex w-60 shrink-0 flex-col border-line border-r bg-side max-md:fixed max-md:shadow-pop',
        !open && 'max-md:hidden',
      )}
    >
      <div className="flex h-15 items-center px-4">
        <Logo />
      </div>
      <nav aria-label={text.nav.label} className="flex grow flex-col gap-0.5 px-2.5 py-1">
        {pages.map((page) => (
          <Link
            activeProps={{ className: 'bg-accent-soft !text-accent-text font-medium' }}
            className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-muted transition-colors hover:bg-hover hover:text-text"
            key={page.to}
            to={page.to}
          >
            <Icon name={page.icon} />
            {page.label}
          </Link>
        ))}
      </nav>
      <div className="space-y-1 border-line border-t p-2.5">
        <OperationsButton onClick={onOpenOperations} />
        {node && (
          <p className="truncate px-2.5 py-1 text-muted text-xs" title={node.id}>
            <span className="font-medium text-text">{node.name}</span> · {node.version}
          </p>
        )}
        <StreamIndicator />
        <AccountMenu />
      </div>
    </aside>
  );
}
