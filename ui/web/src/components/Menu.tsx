import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react';
import type { IconName } from './Icon';

const loadPopup = () => import('./MenuPopup');
const MenuPopup = lazy(loadPopup);

/** One line of a menu. */
export type MenuEntry =
  | {
      kind: 'item';
      label: string;
      onSelect: () => void;
      icon?: IconName;
      /** A smaller second line. */
      hint?: string;
      danger?: boolean;
    }
  /** On or off; the menu stays open. */
  | { kind: 'choice'; label: ReactNode; checked: boolean; onChange: (checked: boolean) => void }
  /** One of several; the menu stays open. */
  | {
      kind: 'radio';
      value: string;
      onChange: (value: string) => void;
      options: readonly { value: string; label: string; icon?: IconName }[];
    }
  | { kind: 'heading'; label: string }
  | { kind: 'separator' };

interface MenuProps {
  /** The button that opens it; it gets the menu's attributes. */
  trigger: ReactElement<TriggerProps>;
  entries: readonly MenuEntry[];
  align?: 'start' | 'center' | 'end';
}

interface TriggerProps {
  onClick?: () => void;
  onPointerEnter?: () => void;
  'aria-haspopup'?: 'menu';
  'aria-expanded'?: boolean;
}

/**
 * A menu that a button opens: arrows, letters and Escape work in it. Until it is
 * first opened it costs no more than its button, so every row of a table can have one.
 */
export function Menu({ trigger, entries, align = 'end' }: MenuProps) {
  const [opened, setOpened] = useState(false);
  const button = cloneElement(trigger, {
    onClick: () => setOpened(true),
    onPointerEnter: () => void loadPopup(),
    'aria-haspopup': 'menu',
    'aria-expanded': false,
  });
  if (!opened) return button;
  return (
    <Suspense fallback={button}>
      <MenuPopup align={align} entries={entries} trigger={trigger} />
    </Suspense>
  );
}
