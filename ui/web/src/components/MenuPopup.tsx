import * as Radix from '@radix-ui/react-dropdown-menu';
import type { ReactElement } from 'react';
import { cx } from '@/lib/cx';
import { Icon } from './Icon';
import type { MenuEntry } from './Menu';

interface MenuPopupProps {
  trigger: ReactElement;
  entries: readonly MenuEntry[];
  align: 'start' | 'center' | 'end';
}

/** A menu that begins open, under its trigger. Menu loads it when it is first opened. */
export default function MenuPopup({ trigger, entries, align }: MenuPopupProps) {
  return (
    <Radix.Root defaultOpen modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 max-w-80 animate-enter overflow-y-auto rounded-xl border border-line bg-surface p-1 shadow-pop"
          collisionPadding={8}
          sideOffset={4}
        >
          {entries.map((entry, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries keep no state of their own
            <Entry entry={entry} key={index} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const row =
  'flex min-h-8 w-full items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-[13px] outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover';

const keepOpen = (event: Event) => event.preventDefault();

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case 'separator':
      return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
    case 'heading':
      return (
        <Radix.Label className="px-2.5 pt-2 pb-1 font-medium text-muted text-xs">{entry.label}</Radix.Label>
      );
    case 'item':
      return (
        <Radix.Item className={cx(row, entry.danger && 'text-danger')} onSelect={entry.onSelect}>
          {entry.icon && <Icon className={cx('shrink-0', !entry.danger && 'text-muted')} name={entry.icon} />}
          <span className="min-w-0">
            {entry.label}
            {entry.hint && <span className="block text-muted text-xs">{entry.hint}</span>}
          </span>
        </Radix.Item>
      );
    case 'choice':
      return (
        <Radix.CheckboxItem
          checked={entry.checked}
          className={row}
          onCheckedChange={entry.onChange}
          onSelect={keepOpen}
        >
          <CheckMark shown={entry.checked} />
          {entry.label}
        </Radix.CheckboxItem>
      );
    case 'radio':
      return (
        <Radix.RadioGroup onValueChange={entry.onChange} value={entry.value}>
          {entry.options.map((option) => (
            <Radix.RadioItem className={row} key={option.value} onSelect={keepOpen} value={option.value}>
              <CheckMark shown={option.value === entry.value} />
              <span className="grow">{option.label}</span>
              {option.icon && <Icon className="text-muted" name={option.icon} />}
            </Radix.RadioItem>
          ))}
        </Radix.RadioGroup>
      );
  }
}

const CheckMark = ({ shown }: { shown: boolean }) => (
  <span className="size-4 text-accent-text">{shown && <Icon name="check" />}</span>
);
