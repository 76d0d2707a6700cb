"use client";

import { maxShortLength } from "#src/features/rating-scales/values.ts";
import { formatLevel } from "#src/ui/level.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { strings } from "./admin-strings.ts";
import type { LevelDraft } from "./scale-draft.ts";

type LevelFieldsProps = {
  levels: readonly LevelDraft[];
  showsGaps: boolean;
  errorAt: (path: string) => string | undefined;
  onChange: (levels: LevelDraft[]) => void;
};

/** The word, the short word and the anchor of each level. */
export function LevelFields({ levels, showsGaps, errorAt, onChange }: LevelFieldsProps) {
  const edit = (index: number, part: Partial<LevelDraft>) =>
    onChange(levels.map((level, at) => (at === index ? { ...level, ...part } : level)));
  return (
    <div className="col-span-full flex flex-col gap-4">
      <h3 className="font-semibold">{strings.levels}</h3>
      {levels.map((level, index) => (
        <fieldset
          className="grid grid-cols-[minmax(0,1fr)_minmax(0,11rem)] gap-3 rounded-card border border-border p-4 max-sm:grid-cols-1"
          key={level.value}
        >
          <legend className="num px-1 text-sm font-medium">{strings.levelOf(formatLevel(level.value))}</legend>
          <TextField
            error={
              (showsGaps && level.label.trim() === "" ? strings.needed : undefined) ?? errorAt(`levels.${index}.label`)
            }
            label={strings.word}
            maxLength={80}
            name={`levels.${index}.label`}
            onChange={(event) => edit(index, { label: event.target.value })}
            value={level.label}
          />
          <TextField
            error={
              (showsGaps && level.short.trim() === "" ? strings.needed : undefined) ?? errorAt(`levels.${index}.short`)
            }
            label={strings.short}
            maxLength={maxShortLength}
            name={`levels.${index}.short`}
            onChange={(event) => edit(index, { short: event.target.value })}
            placeholder={strings.shortHint(maxShortLength)}
            value={level.short}
          />
          <TextField
            className="col-span-full"
            label={strings.anchor}
            maxLength={300}
            name={`levels.${index}.description`}
            onChange={(event) => edit(index, { description: event.target.value })}
            optional
            value={level.description}
          />
        </fieldset>
      ))}
    </div>
  );
}
