import { Select } from '@/components/ui/input';
import { HALF } from './filter-form';

type KeySelectProps = { value: string | undefined; keys: { id: string; name: string }[] };

/** Of which key, in a filter. */
export function KeySelect({ value, keys }: KeySelectProps) {
  return (
    <Select name="key" aria-label="Key" defaultValue={value ?? ''} className={`max-w-56 ${HALF}`}>
      <option value="">Any key</option>
      {keys.map((key) => (
        <option key={key.id} value={key.id}>
          {key.name}
        </option>
      ))}
    </Select>
  );
}
