import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '@/components/Button';
import { Icon, type IconName } from '@/components/Icon';
import { Menu } from '@/components/Menu';
import { text } from '@/text';
import { isFiltered, type ListSearch, statesOf } from './listSearch';
import { StateBadge, vmStates } from './StateBadge';
import type { ChangeSearch } from './VMListPage';

/** A pause in typing after which the server is asked. */
const typingPauseMs = 200;

/** Search, state and label: all of them are in the address, and the server applies them. */
export function VMFilters({ search, onChange }: { search: ListSearch; onChange: ChangeSearch }) {
  return (
    <search className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-6">
      <FilterInput
        className="w-full sm:w-64"
        icon="search"
        label={text.vms.search}
        onChange={(q) => onChange({ q })}
        value={search.q}
      />
      <StateFilter
        chosen={statesOf(search)}
        onChange={(states) => onChange({ state: states.join(',') || undefined })}
      />
      <FilterInput
        className="min-w-0 grow basis-0 sm:w-56 sm:grow-0 sm:basis-auto"
        icon="tag"
        label={`${text.vms.labelFilter}: ${text.vms.labelFilterHint}`}
        onChange={(label) => onChange({ label })}
        value={search.label}
      />
      {isFiltered(search) && (
        <Button kind="quiet" onClick={() => onChange({ q: undefined, state: undefined, label: undefined })}>
          {text.vms.clearFilters}
        </Button>
      )}
    </search>
  );
}

interface FilterInputProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  label: string;
  icon: IconName;
  className: string;
}

/** A text that filters while it is typed. */
function FilterInput({ value = '', onChange, label, icon, className }: FilterInputProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]); // back and forward in the history

  // biome-ignore lint/correctness/useExhaustiveDependencies: the pause begins anew with each letter alone
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed || undefined), typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed]);

  return (
    <span className={`relative ${className}`}>
      <Icon className="pointer-events-none absolute top-2.5 left-2.5 text-muted" name={icon} />
      <input
        aria-label={label}
        className="input border-line pl-8"
        onChange={(event) => setTyped(event.target.value)}
        placeholder={label}
        spellCheck={false}
        type="search"
        value={typed}
      />
    </span>
  );
}

function StateFilter({ chosen, onChange }: { chosen: string[]; onChange: (states: string[]) => void }) {
  const toggle = (state: string, on: boolean) =>
    onChange(on ? [...chosen, state] : chosen.filter((other) => other !== state));
  const words: ReactNode = chosen.length === 0 ? text.vms.anyState : chosen.map(stateWord).join(', ');
  return (
    <Menu
      align="start"
      entries={vmStates.map((state) => ({
        kind: 'choice',
        label: <StateBadge state={state} />,
        checked: chosen.includes(state),
        onChange: (on) => toggle(state, on),
      }))}
      trigger={
        <Button
          aria-label={`${text.vms.stateFilter}: ${chosen.map(stateWord).join(', ') || text.vms.anyState}`}
          className="max-w-60"
        >
          <span className="truncate">{words}</span>
          <Icon className="text-muted" name="down" size={14} />
        </Button>
      }
    />
  );
}

const stateWord = (state: string) => text.vms.state[state as keyof typeof text.vms.state] ?? state;
