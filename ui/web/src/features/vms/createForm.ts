import type { CreateVM } from '@/api/types';
import { joinBytes } from '@/lib/format';
import { parseLabels } from '@/lib/labels';
import type { Size } from './SizeInput';

export type NetworkChoice = 'default' | 'network' | 'bridge' | 'none';

/** The create dialog's fields, as they are typed. */
export interface CreateForm {
  name: string;
  title: string;
  vcpus: string;
  memory: Size;
  disk: 'new' | 'none';
  diskSize: Size;
  network: NetworkChoice;
  networkName: string;
  firmware: 'bios' | 'uefi';
  labels: string;
  autostart: boolean;
  start: boolean;
}

/** What a normal VM begins with. */
export const emptyForm: CreateForm = {
  name: '',
  title: '',
  vcpus: '2',
  memory: { value: '2', unit: 'GiB' },
  disk: 'new',
  diskSize: { value: '20', unit: 'GiB' },
  network: 'default',
  networkName: '',
  firmware: 'bios',
  labels: '',
  autostart: false,
  start: true,
};

/** Fields of the request that the dialog has an input for: their errors are shown there. */
export const shownFields = [
  'name',
  'title',
  'vcpus',
  'memoryBytes',
  'disks[0].sizeBytes',
  'disks[0].pool',
  'nics',
  'nics[0].network',
  'nics[0].bridge',
  'firmware',
  'labels',
] as const;

/** Numbers that are none; the server checks everything else. */
export function unreadable(form: CreateForm): string[] {
  const wrong: string[] = [];
  if (!/^\d+$/.test(form.vcpus.trim())) wrong.push('vcpus');
  if (!(joinBytes(form.memory.value, form.memory.unit) >= 0)) wrong.push('memoryBytes');
  if (form.disk === 'new' && !(joinBytes(form.diskSize.value, form.diskSize.unit) >= 0)) {
    wrong.push('disks[0].sizeBytes');
  }
  return wrong;
}

/** The request that the form stands for. */
export function toRequest(form: CreateForm): CreateVM {
  const labels = parseLabels(form.labels);
  return {
    name: form.name.trim(),
    ...(form.title.trim() && { title: form.title.trim() }),
    ...(Object.keys(labels).length > 0 && { labels }),
    vcpus: Number(form.vcpus),
    memoryBytes: joinBytes(form.memory.value, form.memory.unit),
    firmware: form.firmware,
    ...(form.disk === 'new' && {
      disks: [{ sizeBytes: joinBytes(form.diskSize.value, form.diskSize.unit) }],
    }),
    ...nics(form),
    ...(form.autostart && { autostart: true }),
    ...(form.start && { start: true }),
  };
}

/** Left out, the server chooses the default network if there is one. */
function nics({ network, networkName }: CreateForm): Pick<CreateVM, 'nics'> {
  if (network === 'default') return {};
  if (network === 'none') return { nics: [] };
  return { nics: [{ [network]: networkName.trim() }] };
}
