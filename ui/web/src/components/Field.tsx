import { type ComponentProps, createContext, type ReactNode, use, useId } from 'react';
import { cx } from '@/lib/cx';
import { Icon } from './Icon';
import { fieldSentence } from './Problem';

interface FieldContext {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}

const Context = createContext<FieldContext>({ id: '', describedBy: undefined, invalid: false });

interface FieldProps {
  label: string;
  /** Beside the label, quieter: "optional". */
  note?: string | undefined;
  hint?: ReactNode;
  /** What is wrong with it, in the server's words: "is taken". They are made a sentence. */
  error?: string | undefined;
  className?: string;
  children: ReactNode;
}

/** A label, an input, and under it a hint or what is wrong, tied together for screen readers. */
export function Field({ label, note, hint, error, className, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <Context value={{ id, describedBy: error || hint ? hintId : undefined, invalid: error !== undefined }}>
      <div className={className}>
        <label className="mb-1 block font-medium text-[13px]" htmlFor={id}>
          {label}
          {note && <span className="ml-1.5 font-normal text-muted">{note}</span>}
        </label>
        {children}
        {error ? (
          <p className="mt-1 flex gap-1.5 text-[13px] text-danger" id={hintId} role="alert">
            <Icon className="mt-0.5 shrink-0" name="warning" />
            {fieldSentence(label, error)}
          </p>
        ) : (
          hint && (
            <p className="mt-1 text-muted text-xs" id={hintId}>
              {hint}
            </p>
          )
        )}
      </div>
    </Context>
  );
}

function useFieldProps() {
  const field = use(Context);
  return {
    id: field.id || undefined,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.invalid || undefined,
  };
}

/** A text input; inside a Field it takes the field's label and error. */
export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input autoComplete="off" className={cx('input', className)} type="text" {...useFieldProps()} {...rest} />
  );
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea className={cx('input h-auto py-1.5', className)} rows={3} {...useFieldProps()} {...rest} />
  );
}

interface SelectProps<T extends string> extends Omit<ComponentProps<'select'>, 'onChange' | 'value'> {
  value: T;
  onChange: (value: T) => void;
  options: readonly { value: T; label: string }[];
}

/** The browser's own select: it works everywhere, on phones above all. */
export function Select<T extends string>({ value, onChange, options, className, ...rest }: SelectProps<T>) {
  return (
    <select
      className={cx('input pr-1', className)}
      onChange={(event) => onChange(event.target.value as T)}
      value={value}
      {...useFieldProps()}
      {...rest}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface CheckboxProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  hint?: string | undefined;
}

export function Checkbox({ checked, onChange, children, hint }: CheckboxProps) {
  return (
    <label className="flex cursor-pointer gap-2.5 text-sm">
      <input
        checked={checked}
        className="mt-0.5 size-4 shrink-0 accent-accent"
        onChange={(event) => onChange(event.target.checked)}
        type="checkbox"
      />
      <span>
        {children}
        {hint && <span className="block text-muted text-xs">{hint}</span>}
      </span>
    </label>
  );
}
