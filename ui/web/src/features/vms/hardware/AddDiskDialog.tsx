import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addDisk } from '@/api/hardware';
import { keys } from '@/api/keys';
import { listAllVolumes, listPools } from '@/api/storage';
import type { CreateDisk, Volume } from '@/api/types';
import { Checkbox, Field, Select, TextInput } from '@/components/Field';
import { formatBytes, splitBytes } from '@/lib/format';
import { hardwareText } from '@/text/hardware';
import { useIsAdministrator } from '../../session/hooks';
import { useReadyImages } from '../CreateDisk';
import { SizeInput } from '../SizeInput';
import { ChangeDialog, type Errors } from './ChangeDialog';
import { type DiskChoice, type DiskForm, emptyDisk, isMade, toRequest } from './diskForm';
import type { HardwareDialogProps } from './MachineDialogs';
import { useHardwareOptions } from './useHardwareOptions';

const t = hardwareText.disks;
const shown = [
  'sizeBytes',
  'pool',
  'image',
  'mode',
  'source',
  'bus',
  'format',
  'cache',
  'serial',
  'readOnly',
];

interface PartProps {
  form: DiskForm;
  set: (part: Partial<DiskForm>) => void;
  errors: Errors;
}

/** One disk or CD-ROM more. */
export function AddDiskDialog({ vm, onClose }: HardwareDialogProps) {
  const isAdministrator = useIsAdministrator();
  const images = useReadyImages();
  const [form, setForm] = useState(emptyDisk);
  const set = (part: Partial<DiskForm>) => setForm({ ...form, ...part });
  const offered: DiskChoice[] = [
    'new',
    ...(images.disks.length > 0 ? (['image'] as const) : []),
    ...(images.isos.length > 0 ? (['iso'] as const) : []),
    ...(isAdministrator ? (['volume', 'path'] as const) : []),
  ];
  const chooseImage = (image: string) => {
    const found = images.disks.find((one) => one.name === image);
    set({ what: 'image', image, ...(found && { size: splitBytes(found.virtualSizeBytes) }) });
  };
  const choose = (what: DiskChoice) => {
    if (what === 'image') chooseImage(form.image || (images.disks[0]?.name ?? ''));
    else set({ what, ...(what === 'iso' && { iso: form.iso || (images.isos[0]?.name ?? '') }) });
  };
  return (
    <ChangeDialog
      action={t.addAction}
      ask={(disk: CreateDisk, send) => addDisk(vm.id, disk, send)}
      content={toRequest(form)}
      onClose={onClose}
      shown={shown}
      title={t.add}
      vm={vm}
      wide
    >
      {(errors) => (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t.what}>
              <Select
                name="what"
                onChange={choose}
                options={offered.map((value) => ({ value, label: t.choice[value] }))}
                value={form.what}
              />
            </Field>
            {form.what === 'image' && (
              <Field error={errors('image', 'mode')} label={t.image}>
                <Select
                  name="image"
                  onChange={chooseImage}
                  options={images.disks.map(named)}
                  value={form.image}
                />
              </Field>
            )}
            {form.what === 'iso' && (
              <Field error={errors('image')} label={t.iso}>
                <Select
                  name="iso"
                  onChange={(iso) => set({ iso })}
                  options={images.isos.map(named)}
                  value={form.iso}
                />
              </Field>
            )}
            {form.what === 'volume' && <VolumeField errors={errors} form={form} set={set} />}
            {form.what === 'path' && (
              <Field error={errors('source')} label={t.path}>
                <TextInput
                  className="font-mono"
                  name="path"
                  onChange={(event) => set({ path: event.target.value })}
                  placeholder="/dev/vg/data"
                  spellCheck={false}
                  value={form.path}
                />
              </Field>
            )}
            {isMade(form) && <MadeFields errors={errors} form={form} set={set} />}
          </div>
          {form.what === 'image' && (
            <Checkbox checked={form.copy} hint={t.copyHint} onChange={(copy) => set({ copy })}>
              {t.copy}
            </Checkbox>
          )}
          {form.what === 'path' && (
            <Checkbox checked={form.cdrom} onChange={(cdrom) => set({ cdrom })}>
              {t.isCDROM}
            </Checkbox>
          )}
          {form.what !== 'iso' && <AdvancedFields errors={errors} form={form} set={set} />}
        </>
      )}
    </ChangeDialog>
  );
}

const named = ({ name }: { name: string }) => ({ value: name, label: name });

/** Where new volumes lie when no pool is named. */
const defaultPool = 'default';

/** How large a new volume is, and where it lies. */
function MadeFields({ form, set, errors }: PartProps) {
  const { data } = useQuery({
    queryKey: keys.things('pool', 'names'),
    queryFn: ({ signal }) => listPools(undefined, signal),
  });
  const pools = data?.items.filter((pool) => pool.state === 'running').map(named) ?? [];
  const hasDefault = pools.some((pool) => pool.value === defaultPool);
  return (
    <>
      <Field error={errors('sizeBytes')} label={t.size}>
        <SizeInput onChange={(size) => set({ size })} size={form.size} />
      </Field>
      {(pools.length > 1 || !hasDefault) && (
        <Field error={errors('pool')} label={t.pool}>
          <Select
            name="pool"
            onChange={(pool) => set({ pool })}
            options={hasDefault ? pools : [{ value: '', label: '' }, ...pools]}
            value={form.pool || (hasDefault ? defaultPool : '')}
          />
        </Field>
      )}
    </>
  );
}

/** Volumes that nothing uses; a long list is cut, and a path names any other. */
function VolumeField({ form, set, errors }: PartProps) {
  const { data } = useQuery({
    queryKey: keys.things('volume', 'all'),
    queryFn: ({ signal }) => listAllVolumes(signal),
  });
  const free = data?.items.filter((volume) => !volume.usedBy?.length && volume.format !== 'iso') ?? [];
  return (
    <Field
      error={errors('source')}
      hint={data && free.length === 0 ? t.noVolumes : undefined}
      label={t.volume}
    >
      <Select
        name="volume"
        onChange={(volume) => set({ volume })}
        options={[{ value: '', label: '' }, ...free.map(volumeOption)]}
        value={form.volume}
      />
    </Field>
  );
}

const volumeOption = ({ path, poolName, name, capacityBytes }: Volume) => ({
  value: path,
  label: `${poolName}/${name} (${formatBytes(capacityBytes)})`,
});

const plain = (values: readonly string[]) =>
  values.map((value) => ({ value, label: value || hardwareText.default }));
const formats = plain(['', 'qcow2', 'raw']) as { value: DiskForm['format']; label: string }[];
const caches = plain(['', 'none', 'writeback', 'writethrough', 'directsync', 'unsafe']) as {
  value: DiskForm['cache'];
  label: string;
}[];

function AdvancedFields({ form, set, errors }: PartProps) {
  const buses = useHardwareOptions()?.diskBuses ?? [];
  return (
    <details>
      <summary className="cursor-pointer font-medium text-[13px]">{hardwareText.advanced}</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        <Field error={errors('bus')} label={t.bus}>
          <Select
            name="bus"
            onChange={(bus) => set({ bus })}
            options={plain(['', ...buses])}
            value={form.bus}
          />
        </Field>
        <Field error={errors('format')} label={t.format}>
          <Select
            name="format"
            onChange={(format) => set({ format })}
            options={formats}
            value={form.format}
          />
        </Field>
        <Field error={errors('cache')} label={t.cache}>
          <Select name="cache" onChange={(cache) => set({ cache })} options={caches} value={form.cache} />
        </Field>
        <Field error={errors('serial')} label={t.serial} note={hardwareText.optional}>
          <TextInput
            name="serial"
            onChange={(event) => set({ serial: event.target.value })}
            spellCheck={false}
            value={form.serial}
          />
        </Field>
        <Checkbox checked={form.readOnly} onChange={(readOnly) => set({ readOnly })}>
          {t.readOnly}
        </Checkbox>
      </div>
    </details>
  );
}
