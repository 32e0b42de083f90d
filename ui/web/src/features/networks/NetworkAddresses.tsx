import { Checkbox, Field, TextInput } from '@/components/Field';
import { networksText } from '@/text/networks';
import { dhcpRange } from './addresses';
import type { NetworkPartProps } from './NetworkDialog';

const t = networksText.form;
const hints = { nat: t.addressAuto, routed: t.addressRouted, isolated: t.addressNone } as Record<
  string,
  string
>;

/** The IPv4 addresses of a network with a bridge of its own. */
export function NetworkAddresses({ form, set, errors }: NetworkPartProps) {
  const made = dhcpRange(form.address);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        className="sm:col-span-2"
        error={errors('ipv4.address', 'ipv4')}
        hint={hints[form.mode]}
        label={t.address}
        note={form.mode === 'routed' ? undefined : t.optional}
      >
        <TextInput
          name="address"
          onChange={(event) => set({ address: event.target.value })}
          placeholder="192.168.100.1/24"
          spellCheck={false}
          value={form.address}
        />
      </Field>
      {form.address.trim() !== '' && (
        <div className="sm:col-span-2">
          <Checkbox checked={form.dhcp} onChange={(dhcp) => set({ dhcp })}>
            {t.dhcp}
          </Checkbox>
        </div>
      )}
      {form.address.trim() !== '' && form.dhcp && (
        <>
          <Field
            error={errors('ipv4.start')}
            hint={made && t.rangeHint(made.first, made.last)}
            label={t.first}
            note={made && t.optional}
          >
            <TextInput
              name="first"
              onChange={(event) => set({ first: event.target.value })}
              placeholder={made?.first}
              value={form.first}
            />
          </Field>
          <Field error={errors('ipv4.end')} label={t.last} note={made && t.optional}>
            <TextInput
              name="last"
              onChange={(event) => set({ last: event.target.value })}
              placeholder={made?.last}
              value={form.last}
            />
          </Field>
        </>
      )}
    </div>
  );
}
