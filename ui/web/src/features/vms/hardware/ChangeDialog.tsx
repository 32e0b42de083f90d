import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { newIdempotencyKey } from '@/api/client';
import type { Send } from '@/api/hardware';
import type { Operation, VM } from '@/api/types';
import { FormDialog } from '@/components/FormDialog';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { useSettled } from '@/lib/useSettled';
import { toastOperation } from '@/state/toasts';
import { hardwareText } from '@/text/hardware';
import { ChangeList } from '../../operations/ChangeList';
import { isActive } from '../verbs';

/** A pause in typing after which the server is asked. */
const typingPauseMs = 300;

/** What the server says is wrong, by the paths of fields. */
export type Errors = (...paths: string[]) => string | undefined;

interface ChangeDialogProps<Content> {
  vm: VM;
  title: string;
  description?: string;
  action: string;
  /** What is sent; undefined while the form cannot be read, or changes nothing. */
  content: Content | undefined;
  ask: (content: Content, send: Send) => Promise<Operation>;
  /** Paths of the fields that the form shows. */
  shown: readonly string[];
  danger?: boolean;
  wide?: boolean;
  onClose: () => void;
  children: (errors: Errors) => ReactNode;
}

/**
 * A form that changes a VM's hardware. While the VM is active it asks the server
 * beforehand what would take hold now and what at the next start, and shows it.
 */
export function ChangeDialog<Content>({
  vm,
  content,
  ask,
  shown,
  onClose,
  children,
  ...rest
}: ChangeDialogProps<Content>) {
  const attempt = useMutation({
    mutationFn: (asked: Content) => ask(asked, { idempotencyKey: newIdempotencyKey() }),
    onSuccess: (operation) => {
      toastOperation(operation);
      onClose();
    },
  });
  const said = fieldErrors(attempt.error);
  const errors: Errors = (...paths) => paths.map(said).find(Boolean);
  return (
    <FormDialog
      {...rest}
      busy={attempt.isPending}
      error={restOf(attempt.error, shown)}
      onClose={onClose}
      onSubmit={() => content !== undefined && attempt.mutate(content)}
      ready={content !== undefined}
    >
      {children(errors)}
      {isActive(vm) && content !== undefined && (
        <Preview ask={ask} content={content} title={rest.title} vm={vm} />
      )}
    </FormDialog>
  );
}

interface PreviewProps<Content> {
  vm: VM;
  title: string;
  content: Content;
  ask: ChangeDialogProps<Content>['ask'];
}

/** What the change would do to the VM as it runs; nothing while that is not known or would be refused. */
function Preview<Content>({ vm, title, content, ask }: PreviewProps<Content>) {
  const asked = useSettled(JSON.stringify(content), typingPauseMs);
  const { data } = useQuery({
    queryKey: ['preview', vm.id, vm.revision, title, asked],
    queryFn: ({ signal }) => ask(JSON.parse(asked) as Content, { dryRun: true, signal }),
    retry: false,
    staleTime: 0,
    placeholderData: (previous) => previous,
  });
  if (!data?.changes?.length) return null;
  return (
    <section
      aria-label={hardwareText.whatHolds}
      aria-live="polite"
      className="rounded-xl bg-sunken px-3 py-2.5"
    >
      <h3 className="mb-1.5 font-medium text-xs">{hardwareText.whatHolds}</h3>
      <ChangeList changes={data.changes} />
    </section>
  );
}
