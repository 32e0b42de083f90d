import { useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { VM } from '@/api/types';
import type { PowerVerb } from '@/api/vms';
import { Button, IconButton } from '@/components/Button';
import type { IconName } from '@/components/Icon';
import { Menu, type MenuEntry } from '@/components/Menu';
import { text } from '@/text';
import { copiesText } from '@/text/copies';
import { useMayChange } from '../session/hooks';
import { type Act, useAct } from './useAct';
import { confirmed, destructive, isActive, mainVerb, verbIcons, verbsOf } from './verbs';

const t = copiesText.menu;
const DeleteDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.DeleteDialog })));
const EditDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.EditDialog })));
const CloneDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.CloneDialog })));
const TemplateDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.TemplateDialog })));
const ExportDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.ExportDialog })));
const PowerDialog = lazy(() => import('./dialogs').then((all) => ({ default: all.PowerDialog })));

interface VMActionsProps {
  vm: VM;
  /** bar has words and stands in a page's head; row is for a table. */
  as: 'bar' | 'row';
}

type Asked =
  | 'shutdown'
  | 'poweroff'
  | 'reset'
  | 'startFresh'
  | 'delete'
  | 'edit'
  | 'clone'
  | 'template'
  | 'export';

/** What can be done with a VM now: the likeliest thing as a button, the others in a menu. */
export function VMActions({ vm, as }: VMActionsProps) {
  const router = useRouter();
  const { act, isPending } = useAct(vm);
  const [asked, setAsked] = useState<Asked>();
  if (!useMayChange()) return null;

  const main = mainVerb(vm);
  const openConsole = () => void router.navigate({ to: '/vms/$id/console', params: { id: vm.id } });
  const run = (verb: PowerVerb) => (confirmed.has(verb) ? setAsked(verb as Asked) : act(verb));

  const entries = (): MenuEntry[] => [
    ...verbsOf(vm).map(
      (verb): MenuEntry => ({
        kind: 'item',
        label: text.verbs[verb],
        hint: hint(verb),
        icon: verbIcons[verb],
        danger: destructive.has(verb),
        onSelect: () => run(verb),
      }),
    ),
    ...(vm.savedState && !vm.template ? [item('startFresh', 'play', () => setAsked('startFresh'))] : []),
    ...(verbsOf(vm).length > 0 ? [{ kind: 'separator' } as const] : []),
    ...(as === 'row' && isActive(vm) ? [item('console', 'console', openConsole)] : []),
    item('edit', 'edit', () => setAsked('edit')),
    { kind: 'item', label: t.clone, icon: 'copy', onSelect: () => setAsked('clone') },
    {
      kind: 'item',
      label: vm.template ? t.untemplate : t.template,
      icon: 'tag',
      onSelect: () => setAsked('template'),
    },
    { kind: 'item', label: t.export, icon: 'save', onSelect: () => setAsked('export') },
    { kind: 'separator' },
    { ...item('delete', 'trash', () => setAsked('delete')), danger: true },
  ];

  return (
    <div className="flex items-center gap-1">
      {main && as === 'bar' && (
        <Button
          disabled={isPending}
          icon={verbIcons[main]}
          kind="primary"
          onClick={() => run(main)}
          title={hint(main)}
        >
          {text.verbs[main]}
        </Button>
      )}
      {main && as === 'row' && (
        <IconButton
          className="max-sm:hidden"
          disabled={isPending}
          icon={verbIcons[main]}
          label={`${text.verbs[main]}: ${vm.name}`}
          onClick={() => run(main)}
          size="small"
        />
      )}
      {vm.template && as === 'bar' && (
        <Button icon="copy" kind="primary" onClick={() => setAsked('clone')}>
          {t.clone}
        </Button>
      )}
      {as === 'bar' && (
        <Button className="max-sm:hidden" icon="edit" onClick={() => setAsked('edit')}>
          {text.verbs.edit}
        </Button>
      )}
      <Menu
        entries={entries()}
        trigger={
          <IconButton
            icon="more"
            kind={as === 'bar' ? 'plain' : 'quiet'}
            label={text.vms.actionsOf(vm.name)}
            size={as === 'bar' ? 'normal' : 'small'}
          />
        }
      />
      <Suspense>
        <Asking asked={asked} onAct={act} onClose={() => setAsked(undefined)} vm={vm} />
      </Suspense>
    </div>
  );
}

interface AskingProps {
  asked: Asked | undefined;
  vm: VM;
  onAct: (act: Act) => void;
  onClose: () => void;
}

/** The dialog that comes before some acts. */
function Asking({ asked, vm, onAct, onClose }: AskingProps) {
  if (asked === undefined) return null;
  if (asked === 'clone') return <CloneDialog onClose={onClose} vm={vm} />;
  if (asked === 'template') return <TemplateDialog onClose={onClose} vm={vm} />;
  if (asked === 'export') return <ExportDialog onClose={onClose} vm={vm} />;
  if (asked === 'edit') return <EditDialog onClose={onClose} vm={vm} />;
  if (asked === 'delete') {
    return <DeleteDialog onClose={onClose} onConfirm={(options) => onAct({ delete: options })} vm={vm} />;
  }
  return (
    <PowerDialog
      asked={asked}
      danger={destructive.has(asked)}
      name={vm.name}
      onClose={onClose}
      onConfirm={() => onAct(asked)}
    />
  );
}

type ItemEntry = Extract<MenuEntry, { kind: 'item' }>;

const item = (
  verb: 'startFresh' | 'console' | 'edit' | 'delete',
  icon: IconName,
  onSelect: () => void,
): ItemEntry => ({
  kind: 'item',
  label: text.verbs[verb],
  icon,
  onSelect,
});

const hint = (verb: PowerVerb) => text.verbs.hint[verb];
