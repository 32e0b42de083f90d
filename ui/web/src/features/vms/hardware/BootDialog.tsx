import { useState } from 'react';
import { changeHardware } from '@/api/hardware';
import type { VM } from '@/api/types';
import { IconButton } from '@/components/Button';
import { Checkbox, Field, Select } from '@/components/Field';
import { hardwareText } from '@/text/hardware';
import { ChangeDialog } from './ChangeDialog';
import { type BootForm, bootChange, bootForm, moved } from './hardwareForm';
import type { HardwareDialogProps } from './MachineDialogs';
import { planned } from './planned';
import { useHardwareOptions } from './useHardwareOptions';

const t = hardwareText.boot;
const firmwares = (['bios', 'uefi'] as const).map((value) => ({ value, label: t.firmwares[value] }));

/** What a VM boots from, and its firmware. */
export function BootDialog({ vm: now, onClose }: HardwareDialogProps) {
  const [vm] = useState(() => planned(now));
  const [form, setForm] = useState(() => bootForm(vm));
  const offers = useHardwareOptions();
  const set = (part: Partial<BootForm>) => setForm({ ...form, ...part });
  return (
    <ChangeDialog
      action={hardwareText.save}
      ask={(change, send) => changeHardware(vm.id, change, send)}
      content={bootChange(form, vm)}
      onClose={onClose}
      shown={['bootOrder', 'firmware', 'secureBoot']}
      title={t.title}
      vm={vm}
    >
      {(errors) => (
        <>
          <BootOrder
            error={errors('bootOrder')}
            onChange={(order) => set({ order })}
            order={form.order}
            vm={vm}
          />
          <Field
            error={errors('firmware')}
            hint={form.firmware === vm.firmware ? undefined : t.firmwareHint}
            label={t.firmware}
          >
            <Select
              name="firmware"
              onChange={(firmware) => set({ firmware })}
              options={firmwares}
              value={form.firmware}
            />
          </Field>
          {form.firmware === 'uefi' && (offers?.secureBoot || form.secureBoot) && (
            <Checkbox
              checked={form.secureBoot}
              hint={t.secureBootHint}
              onChange={(secureBoot) => set({ secureBoot })}
            >
              {t.secureBoot}
            </Checkbox>
          )}
        </>
      )}
    </ChangeDialog>
  );
}

interface BootOrderProps {
  vm: VM;
  order: string[];
  error: string | undefined;
  onChange: (order: string[]) => void;
}

/** Disks and network interfaces: those that are booted from first, in their order. */
function BootOrder({ vm, order, error, onChange }: BootOrderProps) {
  const all = bootable(vm);
  const rest = all.filter(({ id }) => !order.includes(id));
  const chosen = order.map((id) => all.find((one) => one.id === id) ?? { id, label: id });
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-[13px]">{t.order}</legend>
      <ol className="divide-y divide-line rounded-xl border border-line">
        {[...chosen, ...rest].map(({ id, label }, place) => {
          const on = place < chosen.length;
          return (
            <li className="flex min-h-10 items-center gap-2 px-3" key={id}>
              <span className="min-w-0 grow break-words">
                <Checkbox
                  checked={on}
                  onChange={(now) => onChange(now ? [...order, id] : order.filter((other) => other !== id))}
                >
                  {label}
                </Checkbox>
              </span>
              {on && chosen.length > 1 && (
                <>
                  <IconButton
                    disabled={place === 0}
                    icon="up"
                    label={t.earlier(label)}
                    onClick={() => onChange(moved(order, place, -1))}
                    size="small"
                  />
                  <IconButton
                    disabled={place === chosen.length - 1}
                    icon="down"
                    label={t.later(label)}
                    onClick={() => onChange(moved(order, place, 1))}
                    size="small"
                  />
                </>
              )}
            </li>
          );
        })}
      </ol>
      <p className={error ? 'mt-1 text-[13px] text-danger' : 'mt-1 text-muted text-xs'}>
        {error ?? t.orderHint}
      </p>
    </fieldset>
  );
}

const bootable = (vm: VM) => [
  ...(vm.disks ?? []).map((disk) => ({ id: disk.device, label: `${disk.device} (${disk.kind})` })),
  ...(vm.nics ?? []).map((nic) => ({ id: nic.mac, label: `${nic.mac} (${nic.source ?? nic.kind})` })),
];
