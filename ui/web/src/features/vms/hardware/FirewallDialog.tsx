import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { newIdempotencyKey } from '@/api/client';
import { getFirewall, setFirewall } from '@/api/hardware';
import type { NIC, NICFirewall, VM } from '@/api/types';
import { Banner } from '@/components/Banner';
import { Loading } from '@/components/Blank';
import { Dialog, DialogBody } from '@/components/Dialog';
import { Checkbox, Field, Select, TextInput } from '@/components/Field';
import { FormDialog } from '@/components/FormDialog';
import { Problem, sentence } from '@/components/Problem';
import { fieldErrors, restOf } from '@/lib/fieldErrors';
import { toastOperation } from '@/state/toasts';
import { hardwareText } from '@/text/hardware';
import { FirewallRules } from './FirewallRules';
import { type FirewallForm, formOf, toFirewall } from './firewallForm';

const t = hardwareText.firewall;

interface FirewallDialogProps {
  vm: VM;
  nic: NIC;
  onClose: () => void;
}

/** What an interface may send and receive; it is read first. */
export function FirewallDialog({ vm, nic, onClose }: FirewallDialogProps) {
  const { data, error } = useQuery({
    queryKey: ['firewall', vm.id, nic.mac],
    queryFn: ({ signal }) => getFirewall(vm.id, nic.mac, signal),
    gcTime: 0, // another tool may have changed it since
  });
  if (data) return <FirewallEditor now={data} onClose={onClose} vm={vm} />;
  return (
    <Dialog onOpenChange={(open) => !open && onClose()} open title={t.title(nic.mac)}>
      <DialogBody className="pb-5">{error ? <Problem error={error} /> : <Loading />}</DialogBody>
    </Dialog>
  );
}

interface EditorProps {
  vm: VM;
  now: NICFirewall;
  onClose: () => void;
}

function FirewallEditor({ vm, now, onClose }: EditorProps) {
  const [form, setForm] = useState(() => formOf(now.firewall));
  const set = (part: Partial<FirewallForm>) => setForm({ ...form, ...part });
  const attempt = useMutation({
    mutationFn: () => setFirewall(vm.id, now.mac, toFirewall(form), newIdempotencyKey()),
    onSuccess: (operation) => {
      toastOperation(operation);
      onClose();
    },
  });
  const errors = fieldErrors(attempt.error);
  const ruleFields = form.rules.flatMap((_, n) =>
    ['ports', 'cidr', 'protocol', 'comment'].map((key) => `rules[${n}].${key}`),
  );
  return (
    <FormDialog
      action={t.save}
      busy={attempt.isPending}
      description={t.hint}
      error={restOf(attempt.error, ['addresses', 'learn', 'inbound', 'outbound', ...ruleFields])}
      onClose={onClose}
      onSubmit={() => attempt.mutate()}
      title={t.title(now.mac)}
      wide
    >
      <Standing now={now} />
      <Checkbox
        checked={form.antiSpoofing}
        hint={t.antiSpoofingHint}
        onChange={(antiSpoofing) => set({ antiSpoofing })}
      >
        {t.antiSpoofing}
      </Checkbox>
      <div className="grid gap-4 sm:grid-cols-2">
        <Policy
          error={errors('inbound')}
          label={t.inbound}
          onChange={(inbound) => set({ inbound })}
          value={form.inbound}
        />
        <Policy
          error={errors('outbound')}
          label={t.outbound}
          onChange={(outbound) => set({ outbound })}
          value={form.outbound}
        />
      </div>
      <FirewallRules errors={errors} form={form} onChange={setForm} />
      {form.antiSpoofing && <Advanced errors={errors} form={form} set={set} />}
    </FormDialog>
  );
}

/** What a person should know of the firewall that there is, or is not. */
function Standing({ now }: { now: NICFirewall }) {
  const words = [
    now.foreign && t.foreign(now.filter ?? ''),
    !now.filter && t.fresh,
    ...(now.warnings ?? []).map(sentence),
  ].filter((line): line is string => Boolean(line));
  if (words.length === 0) return null;
  return (
    <Banner as="box" icon="info" tone={now.foreign || now.warnings?.length ? 'warn' : 'info'}>
      {words.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Banner>
  );
}

const policies = (['accept', 'drop'] as const).map((value) => ({ value, label: t.policy[value] }));

interface PolicyProps {
  label: string;
  value: 'accept' | 'drop';
  error: string | undefined;
  onChange: (value: 'accept' | 'drop') => void;
}

function Policy({ label, value, error, onChange }: PolicyProps) {
  return (
    <Field error={error} label={label}>
      <Select onChange={onChange} options={policies} value={value} />
    </Field>
  );
}

const learns = (['dhcp', 'any'] as const).map((value) => ({ value, label: t.learns[value] }));

interface AdvancedProps {
  form: FirewallForm;
  set: (part: Partial<FirewallForm>) => void;
  errors: (path: string) => string | undefined;
}

/** How anti-spoofing knows the guest's addresses. */
function Advanced({ form, set, errors }: AdvancedProps) {
  const [begun] = useState(form.addresses !== '' || form.learn !== 'dhcp');
  return (
    <details open={begun}>
      <summary className="cursor-pointer font-medium text-[13px]">{hardwareText.advanced}</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        <Field
          error={errors('addresses')}
          hint={t.addressesHint}
          label={t.addresses}
          note={hardwareText.optional}
        >
          <TextInput
            name="addresses"
            onChange={(event) => set({ addresses: event.target.value })}
            spellCheck={false}
            value={form.addresses}
          />
        </Field>
        {form.addresses.trim() === '' && (
          <Field error={errors('learn')} label={t.learn}>
            <Select name="learn" onChange={(learn) => set({ learn })} options={learns} value={form.learn} />
          </Field>
        )}
      </div>
    </details>
  );
}
