import { useQuery } from '@tanstack/react-query';
import { listImages } from '@/api/images';
import { keys } from '@/api/keys';
import { Checkbox, Field, Select, TextInput } from '@/components/Field';
import { formatBytes } from '@/lib/format';
import { createText } from '@/text/create';
import { useIsAdministrator } from '../session/hooks';
import { type CreatePartProps, type DiskChoice, hasNewDisk } from './createForm';
import { SizeInput } from './SizeInput';

const t = createText;

/** The images that disks can be made from now. */
export function useReadyImages() {
  const { data } = useQuery({
    queryKey: keys.things('image', 'ready'),
    queryFn: ({ signal }) => listImages(undefined, signal),
  });
  const ready = data?.items.filter((image) => image.state === 'ready') ?? [];
  return {
    disks: ready.filter((image) => image.format !== 'iso'),
    isos: ready.filter((image) => image.format === 'iso'),
  };
}

const options: { value: DiskChoice; label: string }[] = [
  { value: 'image', label: t.fromImage },
  { value: 'new', label: t.newDisk },
  { value: 'iso', label: t.installISO },
  { value: 'existing', label: t.existingDisk },
  { value: 'none', label: t.noDisk },
];

/** Only administrators may name files of the host; the server holds it too. */
const forOthers: ReadonlySet<DiskChoice> = new Set(['image', 'new', 'iso', 'none']);

const formatOptions = [
  { value: '', label: t.formatFound },
  { value: 'qcow2', label: 'qcow2' },
  { value: 'raw', label: 'raw' },
] as const;

/** What the new VM has for a disk, and what it boots from. */
export function CreateDisk({ form, set, errors }: CreatePartProps) {
  const isAdministrator = useIsAdministrator();
  const images = useReadyImages();
  const choices = options.filter(
    ({ value }) =>
      (isAdministrator || forOthers.has(value)) &&
      (value !== 'image' || images.disks.length > 0) &&
      (value !== 'iso' || isAdministrator || images.isos.length > 0),
  );
  return (
    <>
      <Field label={t.disk}>
        <Select onChange={(disk) => set({ disk })} options={choices} value={form.disk ?? 'new'} />
      </Field>
      {form.disk === 'image' && (
        <Field error={errors('disks[0].image')} label={t.image}>
          <Select
            name="image"
            onChange={(image) => set({ image })}
            options={images.disks.map((image) => ({
              value: image.name,
              label: `${image.name} (${formatBytes(image.virtualSizeBytes)})`,
            }))}
            value={form.image}
          />
        </Field>
      )}
      {form.disk === 'iso' && images.isos.length > 0 && (
        <Field error={errors('disks[1].image')} label={t.iso}>
          <Select
            name="isoImage"
            onChange={(isoImage) => set({ isoImage })}
            options={[
              ...images.isos.map((image) => ({ value: image.name, label: image.name })),
              ...(isAdministrator ? [{ value: '', label: t.isoOfHost }] : []),
            ]}
            value={form.isoImage}
          />
        </Field>
      )}
      {form.disk === 'iso' && form.isoImage === '' && (
        <Field error={errors('disks[1].source', 'disks[1].format')} hint={t.isoHint} label={t.isoPath}>
          <PathInput name="isoPath" onChange={(isoPath) => set({ isoPath })} value={form.isoPath} />
        </Field>
      )}
      {form.disk === 'existing' && (
        <>
          <Field error={errors('disks[0].source')} hint={t.diskPathHint} label={t.diskPath}>
            <PathInput name="diskPath" onChange={(diskPath) => set({ diskPath })} value={form.diskPath} />
          </Field>
          <Field error={errors('disks[0].format')} label={t.format}>
            <Select
              onChange={(diskFormat) => set({ diskFormat })}
              options={formatOptions}
              value={form.diskFormat}
            />
          </Field>
        </>
      )}
      {hasNewDisk(form) && (
        <Field
          error={errors('disks[0].sizeBytes', 'disks[0].pool')}
          hint={t.diskHint}
          label={form.disk === 'iso' ? t.newDiskSize : t.size}
        >
          <SizeInput onChange={(diskSize) => set({ diskSize })} size={form.diskSize} />
        </Field>
      )}
      {form.disk === 'image' && (
        <div className="sm:col-span-2">
          <Checkbox
            checked={form.imageMode === 'copy'}
            hint={t.copyHint}
            onChange={(copy) => set({ imageMode: copy ? 'copy' : 'overlay' })}
          >
            {t.copy}
          </Checkbox>
        </div>
      )}
    </>
  );
}

interface PathInputProps {
  name: string;
  value: string;
  onChange: (path: string) => void;
}

function PathInput({ name, value, onChange }: PathInputProps) {
  return (
    <TextInput
      className="font-mono"
      name={name}
      onChange={(event) => onChange(event.target.value)}
      placeholder="/var/lib/libvirt/images/…"
      spellCheck={false}
      value={value}
    />
  );
}
