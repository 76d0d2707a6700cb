import { chanceWords } from "#src/features/predictions/values.ts";

/** A chance as a range on a line from 0 to 10, and in words, which say all that the line shows. */
export function ChanceRange({ chance }: { chance: { probability: number; low: number; high: number } }) {
  const percent = (value: number) => `${Math.round(value * 100)}%`;
  const words = chanceWords(chance);
  const [about, range] = words.split(" (");
  return (
    <span className="block">
      <span aria-hidden className="relative block h-3 w-36 max-w-full">
        <span className="absolute inset-x-0 top-1/2 h-px bg-border" />
        {["start-0", "start-1/2", "end-0"].map((place) => (
          <span className={`absolute top-0.5 h-2 w-px bg-control ${place}`} key={place} />
        ))}
        <span
          className="absolute top-1 h-1 rounded-full bg-accent/40"
          style={{ insetInlineStart: percent(chance.low), width: percent(chance.high - chance.low) }}
        />
        <span
          className="absolute top-0.5 size-2 -translate-x-1/2 rounded-full bg-accent rtl:translate-x-1/2"
          style={{ insetInlineStart: percent(chance.probability) }}
        />
      </span>
      <span className="num text-sm whitespace-nowrap">
        <span className="font-semibold">{about}</span>
        {range ? <span className="text-muted"> ({range}</span> : null}
      </span>
    </span>
  );
}
