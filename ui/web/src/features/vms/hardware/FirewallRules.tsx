import { useState } from 'react';
import { Button, IconButton } from '@/components/Button';
import { Field, Select, TextInput } from '@/components/Field';
import { Menu } from '@/components/Menu';
import { hardwareText } from '@/text/hardware';
import { type FirewallForm, hasPorts, presets, type RuleForm, ruleWords, withRule } from './firewallForm';
import { moved } from './hardwareForm';

const t = hardwareText.firewall;

const options = <T extends string>(words: Record<T, string>) =>
  (Object.keys(words) as T[]).map((value) => ({ value, label: words[value] }));
const actions = options(t.actions);
const directions = options(t.directions);
const protocols = options(t.protocols);

interface FirewallRulesProps {
  form: FirewallForm;
  onChange: (form: FirewallForm) => void;
  errors: (path: string) => string | undefined;
}

/** The rules in their order, each in words and as fields. */
export function FirewallRules({ form, onChange, errors }: FirewallRulesProps) {
  const { rules } = form;
  const put = (next: RuleForm[]) => onChange({ ...form, rules: next });
  return (
    <section aria-label={t.rules}>
      <header className="mb-2 flex items-center justify-between gap-3">
        <h3 className="font-medium text-[13px]">
          {t.rules} <span className="ml-1 font-normal text-muted text-xs">{t.rulesHint}</span>
        </h3>
        <Menu
          entries={(Object.keys(presets) as (keyof typeof presets)[]).map((preset) => ({
            kind: 'item',
            label: t.preset[preset],
            onSelect: () => onChange(withRule(form, preset)),
          }))}
          trigger={
            <Button icon="plus" size="small">
              {t.add}
            </Button>
          }
        />
      </header>
      {rules.length === 0 && <p className="text-[13px] text-muted">{t.noRules}</p>}
      <ol className="space-y-2">
        {rules.map((rule, place) => (
          <li key={rule.key}>
            <RuleFields
              errors={(key) => errors(`rules[${place}].${key}`)}
              last={place === rules.length - 1}
              number={place + 1}
              onChange={(part) => put(rules.map((other) => (other === rule ? { ...rule, ...part } : other)))}
              onDrop={() => put(rules.filter((other) => other !== rule))}
              onMove={(by) => put(moved(rules, place, by))}
              rule={rule}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface RuleFieldsProps {
  rule: RuleForm;
  /** Its place, from 1. */
  number: number;
  last: boolean;
  onChange: (part: Partial<RuleForm>) => void;
  onMove: (by: 1 | -1) => void;
  onDrop: () => void;
  errors: (key: string) => string | undefined;
}

function RuleFields({ rule, number, last, onChange, onMove, onDrop, errors }: RuleFieldsProps) {
  // What a preset filled in needs no fields at first.
  const [open, setOpen] = useState(rule.ports === '' && rule.cidr === '' && rule.comment === '');
  return (
    <div className="rounded-xl border border-line px-3 py-2">
      <div className="flex items-center gap-1 text-[13px]">
        <span className="min-w-0 grow break-words">
          <span className="font-medium">{ruleWords(rule)}</span>
          {rule.comment && <span className="block text-muted text-xs">{rule.comment}</span>}
        </span>
        <IconButton
          aria-expanded={open}
          icon="edit"
          label={t.change(number)}
          onClick={() => setOpen(!open)}
          size="small"
        />
        <IconButton
          disabled={number === 1}
          icon="up"
          label={t.earlier(number)}
          onClick={() => onMove(-1)}
          size="small"
        />
        <IconButton
          disabled={last}
          icon="down"
          label={t.later(number)}
          onClick={() => onMove(1)}
          size="small"
        />
        <IconButton icon="trash" label={t.drop(number)} onClick={onDrop} size="small" />
      </div>
      {(open || (['ports', 'cidr', 'protocol', 'comment'] as const).some(errors)) && (
        <Parts errors={errors} onChange={onChange} rule={rule} />
      )}
    </div>
  );
}

function Parts({ rule, onChange, errors }: Pick<RuleFieldsProps, 'rule' | 'onChange' | 'errors'>) {
  const input = (key: 'ports' | 'cidr' | 'comment', label: string, placeholder?: string) => (
    <Field error={errors(key)} label={label}>
      <TextInput
        onChange={(event) => onChange({ [key]: event.target.value })}
        placeholder={placeholder}
        spellCheck={false}
        value={rule[key]}
      />
    </Field>
  );
  return (
    <div className="mt-2 grid gap-3 pb-1 sm:grid-cols-3">
      <Field label={t.action}>
        <Select onChange={(action) => onChange({ action })} options={actions} value={rule.action} />
      </Field>
      <Field label={t.direction}>
        <Select
          onChange={(direction) => onChange({ direction })}
          options={directions}
          value={rule.direction}
        />
      </Field>
      <Field error={errors('protocol')} label={t.protocol}>
        <Select onChange={(protocol) => onChange({ protocol })} options={protocols} value={rule.protocol} />
      </Field>
      {hasPorts(rule.protocol) && input('ports', t.ports, t.all)}
      {input('cidr', t.cidr, t.anybody)}
      {input('comment', t.comment)}
    </div>
  );
}
