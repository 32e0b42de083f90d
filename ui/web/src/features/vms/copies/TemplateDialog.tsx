import { makeTemplate, unmakeTemplate } from '@/api/copies';
import type { VM } from '@/api/types';
import { useOperate } from '@/lib/useOperate';
import { copiesText } from '@/text/copies';
import { ConfirmDialog } from '../ConfirmDialog';
import { isActive } from '../verbs';
import { NeedsOff } from './NeedsOff';

const t = copiesText.template;

/** Makes a VM a template, or a template a VM again. */
export function TemplateDialog({ vm, onClose }: { vm: VM; onClose: () => void }) {
  const { operate } = useOperate();
  const words = vm.template ? t.undo : t.make;
  return (
    <ConfirmDialog
      blocked={isActive(vm) && <NeedsOff vm={vm} />}
      danger={false}
      name={vm.name}
      onClose={onClose}
      onConfirm={() =>
        operate(words.action, (key) => (vm.template ? unmakeTemplate(vm.id, key) : makeTemplate(vm.id, key)))
      }
      words={words}
    />
  );
}
