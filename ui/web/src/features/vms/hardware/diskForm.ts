import type { CreateDisk } from '@/api/types';
import { joinBytes } from '@/lib/format';
import type { Size } from '../SizeInput';

/** new is empty; volume and path are there already; iso goes into a drive. */
export type DiskChoice = 'new' | 'image' | 'volume' | 'path' | 'iso';
type Wants<Key extends keyof CreateDisk> = NonNullable<CreateDisk[Key]>;

/** The fields of a disk to be added, as they are typed. */
export interface DiskForm {
  what: DiskChoice;
  size: Size;
  /** Name of the pool of a new volume; '' for the default. */
  pool: string;
  image: string;
  copy: boolean;
  iso: string;
  /** Path of the volume that is attached. */
  volume: string;
  path: string;
  /** The path is an ISO, for a drive. */
  cdrom: boolean;
  bus: string;
  format: '' | Wants<'format'>;
  cache: '' | Wants<'cache'>;
  serial: string;
  readOnly: boolean;
}

export const emptyDisk: DiskForm = {
  what: 'new',
  size: { value: '20', unit: 'GiB' },
  pool: '',
  image: '',
  copy: false,
  iso: '',
  volume: '',
  path: '',
  cdrom: false,
  bus: '',
  format: '',
  cache: '',
  serial: '',
  readOnly: false,
};

/** Whether the disk is a new volume. */
export const isMade = ({ what }: DiskForm) => what === 'new' || what === 'image';

/** What the form asks for; undefined while it lacks something, or its size is no number. */
export function toRequest(form: DiskForm): CreateDisk | undefined {
  const content = contentOf(form);
  if (!content) return undefined;
  if (form.what === 'iso') return content;
  return {
    ...content,
    ...(form.bus && { bus: form.bus as Wants<'bus'> }),
    ...(form.format && { format: form.format }),
    ...(form.cache && { cache: form.cache }),
    ...(form.serial.trim() && { serial: form.serial.trim() }),
    ...(form.readOnly && { readOnly: true }),
  };
}

function contentOf(form: DiskForm): CreateDisk | undefined {
  switch (form.what) {
    case 'iso':
      return form.iso ? { image: form.iso } : undefined;
    case 'volume':
      return form.volume ? { source: form.volume } : undefined;
    case 'path':
      return form.path.trim()
        ? { source: form.path.trim(), ...(form.cdrom && { kind: 'cdrom' }) }
        : undefined;
    default:
      return made(form);
  }
}

/** A new volume, empty or from an image. */
function made({ what, size, pool, image, copy }: DiskForm): CreateDisk | undefined {
  const sizeBytes = joinBytes(size.value, size.unit);
  if (!(sizeBytes > 0) || (what === 'image' && !image)) return undefined;
  return {
    sizeBytes,
    ...(what === 'image' && { image, mode: copy ? 'copy' : 'overlay' }),
    ...(pool && { pool }),
  };
}
