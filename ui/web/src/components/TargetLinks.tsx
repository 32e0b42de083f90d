import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';

interface Target {
  kind: string;
  id: string;
  name?: string;
}

/** Things by their names; VMs are links to their pages. */
export function TargetLinks({ targets, none }: { targets: readonly Target[]; none: string }) {
  if (targets.length === 0) return <span className="text-muted">{none}</span>;
  return targets.map((target, index) => (
    <Fragment key={`${target.kind} ${target.id}`}>
      {index > 0 && ', '}
      {target.kind === 'vm' ? (
        <Link className="text-accent-text hover:underline" params={{ id: target.id }} to="/vms/$id">
          {target.name ?? target.id}
        </Link>
      ) : (
        `${target.kind} ${target.name ?? target.id}`
      )}
    </Fragment>
  ));
}
