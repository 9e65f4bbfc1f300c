import { ChoiceCard } from '@/components/form/choice-card';

/** How long the old secret signs, too, after a rotation. */
const OVERLAPS = [
  { hours: 0, title: 'Now', description: 'Only the new secret signs from the next attempt on.' },
  { hours: 1, title: '1 hour', description: 'For a receiver that you restart yourself.' },
  { hours: 24, title: '24 hours', description: 'Time to deploy the new secret.' },
  { hours: 7 * 24, title: '7 days', description: 'For receivers of others.' },
] as const;
export const DEFAULT_OVERLAP_H = 24;

type OverlapChoiceProps = { hours: number; onChange: (hours: number) => void };

export function OverlapChoice({ hours, onChange }: OverlapChoiceProps) {
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="mb-1.5 font-medium">The old secret signs, too, for</legend>
      {OVERLAPS.map((overlap) => (
        <ChoiceCard
          key={overlap.hours}
          name="overlap"
          title={overlap.title}
          checked={hours === overlap.hours}
          onChange={() => onChange(overlap.hours)}
        >
          {overlap.description}
        </ChoiceCard>
      ))}
    </fieldset>
  );
}
