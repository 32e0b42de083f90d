import { Field, Select, TextInput } from '@/components/Field';
import { createText } from '@/text/create';
import { useIsAdministrator } from '../session/hooks';
import { type CreatePartProps, type DiskChoice, hasNewDisk } from './createForm';
import { SizeInput } from './SizeInput';

const t = createText;

const options: { value: DiskChoice; label: string }[] = [
  { value: 'new', label: t.newDisk },
  { value: 'iso', label: t.installISO },
  { value: 'existing', label: t.existingDisk },
  { value: 'none', label: t.noDisk },
];

/** Only administrators may name files of the host; the server holds it too. */
const optionsOfOthers = options.filter(({ value }) => value === 'new' || value === 'none');

const formatOptions = [
  { value: '', label: t.formatFound },
  { value: 'qcow2', label: 'qcow2' },
  { value: 'raw', label: 'raw' },
] as const;

/** What the new VM has for a disk, and what it boots from. */
export function CreateDisk({ form, set, errors }: CreatePartProps) {
  const choices = useIsAdministrator() ? options : optionsOfOthers;
  return (
    <>
      <Field label={t.disk}>
        <Select onChange={(disk) => set({ disk })} options={choices} value={form.disk} />
      </Field>
      {form.disk === 'iso' && (
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
