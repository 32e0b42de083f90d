import { useState } from 'react';
import { changeDisk, removeDisk } from '@/api/hardware';
import type { ChangeDisk, Disk, VM } from '@/api/types';
import { Checkbox, Field, Select, TextInput } from '@/components/Field';
import { hardwareText } from '@/text/hardware';
import { useIsAdministrator } from '../../session/hooks';
import { useReadyImages } from '../CreateDisk';
import { ChangeDialog, type Errors } from './ChangeDialog';
import { isData, type LimitKey, limitKeys, limitsOf, readLimits } from './limits';

const t = hardwareText.disks;

export interface DiskDialogProps {
  vm: VM;
  disk: Disk;
  onClose: () => void;
}

const plain: ReadonlySet<LimitKey> = new Set(['bytesPerSecond', 'iops']);

/** What a disk may do in a second. */
export function LimitsDialog({ vm, disk: now, onClose }: DiskDialogProps) {
  const [disk] = useState(now);
  const before = limitsOf(disk.ioLimits);
  const [form, setForm] = useState(before);
  const limits = readLimits(form, disk.ioLimits);
  const changed = limitKeys.some((key) => form[key] !== before[key]);
  const field = (key: LimitKey, errors: Errors) => (
    <Field
      error={errors(`ioLimits.${key}`)}
      key={key}
      label={t.limit[key]}
      note={key === 'burstSeconds' ? undefined : isData(key) ? t.mib : t.perSecond}
    >
      <TextInput
        inputMode="decimal"
        name={key}
        onChange={(event) => setForm({ ...form, [key]: event.target.value })}
        value={form[key]}
      />
    </Field>
  );
  return (
    <ChangeDialog
      action={hardwareText.save}
      ask={(change: ChangeDisk, send) => changeDisk(vm.id, disk.device, change, send)}
      content={changed && limits ? { ioLimits: limits } : undefined}
      description={t.limitsHint}
      onClose={onClose}
      shown={limitKeys.map((key) => `ioLimits.${key}`)}
      title={t.limitsTitle(disk.device)}
      vm={vm}
    >
      {(errors) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            {limitKeys.filter((key) => plain.has(key)).map((key) => field(key, errors))}
          </div>
          {limits === undefined && <p className="text-[13px] text-danger">{hardwareText.notANumber}</p>}
          <details open={limitKeys.some((key) => !plain.has(key) && before[key] !== '')}>
            <summary className="cursor-pointer font-medium text-[13px]">{t.limitsApart}</summary>
            <div className="mt-3 grid gap-4 sm:grid-cols-2">
              {limitKeys.filter((key) => !plain.has(key)).map((key) => field(key, errors))}
            </div>
          </details>
        </>
      )}
    </ChangeDialog>
  );
}

type Cache = NonNullable<ChangeDisk['cache']>;
type Discard = NonNullable<ChangeDisk['discard']>;

const caches = (['default', 'none', 'writeback', 'writethrough', 'directsync', 'unsafe'] as const).map(
  (value) => ({
    value,
    label: value === 'default' ? hardwareText.default : value,
  }),
);
const discards = (Object.keys(t.discards) as Discard[]).map((value) => ({ value, label: t.discards[value] }));

/** What takes hold at the next start. */
export function DiskOptionsDialog({ vm, disk: now, onClose }: DiskDialogProps) {
  const [disk] = useState(now);
  const before = {
    cache: (disk.cache ?? 'default') as Cache,
    discard: (disk.discard ?? 'default') as Discard,
    serial: disk.serial ?? '',
  };
  const [form, setForm] = useState(before);
  const change: ChangeDisk = {
    ...(form.cache !== before.cache && { cache: form.cache }),
    ...(form.discard !== before.discard && { discard: form.discard }),
    ...(form.serial !== before.serial && { serial: form.serial }),
  };
  return (
    <ChangeDialog
      action={hardwareText.save}
      ask={(asked: ChangeDisk, send) => changeDisk(vm.id, disk.device, asked, send)}
      content={Object.keys(change).length > 0 ? change : undefined}
      onClose={onClose}
      shown={['cache', 'discard', 'serial']}
      title={t.optionsTitle(disk.device)}
      vm={vm}
    >
      {(errors) => (
        <>
          <Field error={errors('cache')} label={t.cache}>
            <Select
              name="cache"
              onChange={(cache) => setForm({ ...form, cache })}
              options={caches}
              value={form.cache}
            />
          </Field>
          <Field error={errors('discard')} label={t.discard}>
            <Select
              name="discard"
              onChange={(discard) => setForm({ ...form, discard })}
              options={discards}
              value={form.discard}
            />
          </Field>
          <Field error={errors('serial')} label={t.serial}>
            <TextInput
              name="serial"
              onChange={(event) => setForm({ ...form, serial: event.target.value })}
              spellCheck={false}
              value={form.serial}
            />
          </Field>
        </>
      )}
    </ChangeDialog>
  );
}

/** Puts a medium into a drive: an ISO image, or for an administrator a file of the host. */
export function MediaDialog({ vm, disk, onClose }: DiskDialogProps) {
  const isAdministrator = useIsAdministrator();
  const { isos } = useReadyImages();
  const usable = isos.filter((image) => image.volume);
  const [chosen, setChosen] = useState<string>();
  const [path, setPath] = useState('');
  const name = chosen ?? usable[0]?.name ?? '';
  const image = usable.find((one) => one.name === name);
  const options = [
    ...usable.map((one) => ({ value: one.name, label: one.name })),
    ...(isAdministrator ? [{ value: '', label: t.choice.path }] : []),
  ];
  const media = image
    ? { pool: image.poolName, volume: image.volume ?? '' }
    : path.trim()
      ? { source: path.trim() }
      : undefined;
  return (
    <ChangeDialog
      action={t.insertAction}
      ask={(change: ChangeDisk, send) => changeDisk(vm.id, disk.device, change, send)}
      content={media && { media }}
      onClose={onClose}
      shown={['media', 'media.source', 'media.volume', 'media.pool']}
      title={t.insertTitle(disk.device)}
      vm={vm}
    >
      {(errors) => (
        <>
          {options.length === 0 && <p>{t.noISOs}</p>}
          {usable.length > 0 && (
            <Field error={errors('media.volume', 'media.pool')} label={t.iso}>
              <Select name="iso" onChange={setChosen} options={options} value={name} />
            </Field>
          )}
          {isAdministrator && !image && (
            <Field error={errors('media.source', 'media')} label={t.path}>
              <TextInput
                className="font-mono"
                name="path"
                onChange={(event) => setPath(event.target.value)}
                placeholder="/var/lib/libvirt/images/…"
                spellCheck={false}
                value={path}
              />
            </Field>
          )}
        </>
      )}
    </ChangeDialog>
  );
}

/** Takes a disk away, with its data or without. */
export function RemoveDiskDialog({ vm, disk, onClose }: DiskDialogProps) {
  const [withVolume, setWithVolume] = useState(false);
  return (
    <ChangeDialog
      action={t.removeAction}
      ask={(asked: { withVolume: boolean }, send) => removeDisk(vm.id, disk.device, asked.withVolume, send)}
      content={{ withVolume }}
      danger
      onClose={onClose}
      shown={[]}
      title={t.removeTitle(disk.device, vm.name)}
      vm={vm}
    >
      {() => (
        <>
          {disk.kind === 'disk' && <p>{t.removeBody}</p>}
          {disk.kind === 'disk' && (
            <Checkbox
              checked={withVolume}
              hint={withVolume ? t.withVolumeHint : t.keepVolume}
              onChange={setWithVolume}
            >
              {t.withVolume}
            </Checkbox>
          )}
        </>
      )}
    </ChangeDialog>
  );
}
