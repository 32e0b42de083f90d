import { Select, TextInput } from '@/components/Field';
import { type SizeUnit, sizeUnits } from '@/lib/format';
import { createText } from '@/text/create';

export interface Size {
  value: string;
  unit: SizeUnit;
}

const units = (Object.keys(sizeUnits) as SizeUnit[]).map((unit) => ({ value: unit, label: unit }));

/** A number and its unit. */
export function SizeInput({ size, onChange }: { size: Size; onChange: (size: Size) => void }) {
  return (
    <div className="flex gap-2">
      <TextInput
        inputMode="decimal"
        onChange={(event) => onChange({ ...size, value: event.target.value })}
        value={size.value}
      />
      <Select
        aria-describedby={undefined}
        aria-label={createText.unit}
        className="w-22 shrink-0"
        id={undefined}
        onChange={(unit) => onChange({ ...size, unit })}
        options={units}
        value={size.unit}
      />
    </div>
  );
}
