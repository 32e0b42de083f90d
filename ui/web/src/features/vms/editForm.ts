import type { VM, VMUpdate } from '@/api/types';
import { joinBytes, splitBytes } from '@/lib/format';
import { formatLabels, parseLabels } from '@/lib/labels';
import type { Size } from './SizeInput';

/** The edit dialog's fields, as they are typed. */
export interface EditForm {
  title: string;
  description: string;
  labels: string;
  vcpus: string;
  memory: Size;
  autostart: boolean;
}

export function fromVM(vm: VM): EditForm {
  return {
    title: vm.title ?? '',
    description: vm.description ?? '',
    labels: formatLabels(vm.labels),
    vcpus: String(vm.vcpus),
    memory: splitBytes(vm.memoryBytes),
    autostart: vm.autostart,
  };
}

/** What the form changes of what it began with; only that is sent. */
export function changesOf(form: EditForm, begun: VM): VMUpdate {
  const before = fromVM(begun);
  const update: VMUpdate = {};
  if (form.title !== before.title) update.title = form.title;
  if (form.description !== before.description) update.description = form.description;
  if (form.labels !== before.labels) update.labels = parseLabels(form.labels);
  if (form.vcpus !== before.vcpus) update.vcpus = Number(form.vcpus);
  const memoryBytes = joinBytes(form.memory.value, form.memory.unit);
  if (memoryBytes !== begun.memoryBytes) update.memoryBytes = memoryBytes;
  if (form.autostart !== before.autostart) update.autostart = form.autostart;
  return update;
}

/** Numbers that are none. */
export function unreadable(form: EditForm): string[] {
  const wrong: string[] = [];
  if (!/^\d+$/.test(form.vcpus.trim())) wrong.push('vcpus');
  if (!(joinBytes(form.memory.value, form.memory.unit) >= 0)) wrong.push('memoryBytes');
  return wrong;
}

/** The fields that somebody else changed since the form was begun. */
export function conflictsOf(begun: VM, now: VM): (keyof EditForm)[] {
  const [a, b] = [fromVM(begun), fromVM(now)];
  return (Object.keys(a) as (keyof EditForm)[]).filter(
    (key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]),
  );
}
