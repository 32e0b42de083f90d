import type { CreateVM } from '@/api/types';
import { joinBytes } from '@/lib/format';
import { parseLabels } from '@/lib/labels';
import { createText } from '@/text/create';
import type { Size } from './SizeInput';

/**
 * image is made from an image; new is an empty volume; iso is that and a CD-ROM to install it from;
 * existing is a file of the host.
 */
export type DiskChoice = 'image' | 'new' | 'iso' | 'existing' | 'none';
export type NetworkChoice = 'default' | 'network' | 'bridge' | 'none';

/** The create dialog's fields, as they are typed. */
export interface CreateForm {
  name: string;
  title: string;
  vcpus: string;
  memory: Size;
  /** Undefined until the person says. */
  disk: DiskChoice | undefined;
  diskSize: Size;
  /** Name of the image that the disk is made from. */
  image: string;
  /** Whether the disk stands alone, or needs its image as long as it lives. */
  imageMode: 'overlay' | 'copy';
  /** Who may log in to the guest at first, where it has cloud-init. */
  user: string;
  sshKeys: string;
  password: string;
  /** Name of the ISO image in the CD-ROM drive; empty for a file of the host. */
  isoImage: string;
  isoPath: string;
  diskPath: string;
  /** Of the existing file; '' lets the server look. */
  diskFormat: '' | 'qcow2' | 'raw';
  network: NetworkChoice;
  networkName: string;
  firmware: 'bios' | 'uefi';
  labels: string;
  autostart: boolean;
  /** Undefined until the person says: then it is started if there is something to boot. */
  start: boolean | undefined;
}

/** What a part of the dialog works with. */
export interface CreatePartProps {
  form: CreateForm;
  set: (part: Partial<CreateForm>) => void;
  errors: (...paths: string[]) => string | undefined;
}

/** What a normal VM begins with. */
export const emptyForm: CreateForm = {
  name: '',
  title: '',
  vcpus: '2',
  memory: { value: '2', unit: 'GiB' },
  disk: undefined,
  diskSize: { value: '20', unit: 'GiB' },
  image: '',
  imageMode: 'overlay',
  user: '',
  sshKeys: '',
  password: '',
  isoImage: '',
  isoPath: '',
  diskPath: '',
  diskFormat: '',
  network: 'default',
  networkName: '',
  firmware: 'bios',
  labels: '',
  autostart: false,
  start: undefined,
};

/** Fields of the request that the dialog has an input for: their errors are shown there. */
export const shownFields = [
  'name',
  'title',
  'vcpus',
  'memoryBytes',
  'disks[0].sizeBytes',
  'disks[0].pool',
  'disks[0].source',
  'disks[0].format',
  'disks[0].image',
  'disks[1].image',
  'disks[1].source',
  'disks[1].format',
  'nics',
  'nics[0].network',
  'nics[0].bridge',
  'firmware',
  'labels',
  'cloudInit.user',
  'cloudInit.sshKeys',
  'cloudInit.sshKeys[0]',
  'cloudInit.password',
] as const;

/** Whether the VM gets a new volume, which is then its first disk. */
export const hasNewDisk = ({ disk }: CreateForm) =>
  disk === undefined || disk === 'image' || disk === 'new' || disk === 'iso';

/** Where the host's file stands among the disks. */
export const sourceIndex = ({ disk }: CreateForm) => (disk === 'iso' ? 1 : 0);

/** Whether there may be a system to boot. */
export const isBootable = ({ disk }: CreateForm) => disk === 'image' || disk === 'iso' || disk === 'existing';

export const startsNow = (form: CreateForm) => form.start ?? isBootable(form);

/** What cannot be sent at all, by the field's path; the server checks everything else. */
export function unreadable(form: CreateForm): ReadonlyMap<string, string> {
  const wrong = new Map<string, string>();
  const check = (ok: boolean, path: string, words: string) => void (ok || wrong.set(path, words));
  const { notANumber, noPath } = createText;
  check(/^\d+$/.test(form.vcpus.trim()), 'vcpus', notANumber);
  check(isSize(form.memory), 'memoryBytes', notANumber);
  if (hasNewDisk(form)) {
    check(isSize(form.diskSize), 'disks[0].sizeBytes', notANumber);
  }
  if (namesPath(form)) check(sourceOf(form) !== '', `disks[${sourceIndex(form)}].source`, noPath);
  return wrong;
}

/** Whether the VM boots from a file of the host that the person names. */
const namesPath = ({ disk, isoImage }: CreateForm) =>
  disk === 'existing' || (disk === 'iso' && isoImage === '');

const isSize = ({ value, unit }: Size) => joinBytes(value, unit) >= 0;

/** The file of the host that the first disk is. */
const sourceOf = ({ disk, isoPath, diskPath }: CreateForm) => (disk === 'iso' ? isoPath : diskPath).trim();

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
    ...(form.disk !== 'none' && { disks: disks(form) }),
    ...nics(form),
    ...(form.autostart && { autostart: true }),
    ...cloudInit(form),
    ...(startsNow(form) && { start: true }),
  };
}

/** Who may log in at first; an installer asks that itself. */
function cloudInit({ disk, user, sshKeys, password }: CreateForm): Pick<CreateVM, 'cloudInit'> {
  const keys = sshKeys
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const told = {
    ...(user.trim() && { user: user.trim() }),
    ...(keys.length > 0 && { sshKeys: keys }),
    ...(password && { password }),
  };
  return disk === 'image' && Object.keys(told).length > 0 ? { cloudInit: told } : {};
}

/**
 * In boot order. The disk comes before the installer's CD: an empty one is passed over, and one that
 * was installed to boots.
 */
function disks(form: CreateForm): NonNullable<CreateVM['disks']> {
  const made = { sizeBytes: joinBytes(form.diskSize.value, form.diskSize.unit) };
  const source = sourceOf(form);
  if (form.disk === 'image') return [{ ...made, image: form.image, mode: form.imageMode }];
  if (form.disk === 'iso')
    return [made, form.isoImage ? { kind: 'cdrom', image: form.isoImage } : { kind: 'cdrom', source }];
  if (form.disk === 'existing') return [{ source, ...(form.diskFormat && { format: form.diskFormat }) }];
  return [made];
}

/** Left out, the server chooses the default network if there is one. */
function nics({ network, networkName }: CreateForm): Pick<CreateVM, 'nics'> {
  if (network === 'default') return {};
  if (network === 'none') return { nics: [] };
  return { nics: [{ [network]: networkName.trim() }] };
}
