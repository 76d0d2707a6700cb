"use client";

import type { MatrixAnswer } from "#src/features/cohort-matrix/schema.ts";
import { standingWords } from "#src/features/cohort-matrix/values.ts";
import type { StandingName } from "#src/features/progress/values.ts";
import { cn } from "#src/ui/cn.ts";
import { Segmented } from "#src/ui/segmented.tsx";
import type { CellMode } from "./matrix-filters.ts";
import { strings } from "./strings.ts";

type Props = {
  standings: MatrixAnswer["standings"];
  counts: readonly number[];
  only: readonly StandingName[];
  mode: CellMode;
  onOnlyChange: (only: StandingName[]) => void;
  onModeChange: (mode: CellMode) => void;
};

/** What the symbols mean and how many there are; each is a switch that shows only such cells. */
export function MatrixLegend({ standings, counts, only, mode, onOnlyChange, onModeChange }: Props) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-border px-3.5 py-2.5 max-md:px-2">
      <fieldset aria-label={strings.legend} className="flex min-w-0 flex-wrap gap-x-1 gap-y-1">
        {standings.map((standing, at) => {
          const isOn = only.includes(standing);
          const count = counts[at] ?? 0;
          // What nobody has needs no switch; what is always asked about does.
          if (count === 0 && !isOn && standing === "EXPIRED") return null;
          return (
            <button
              aria-pressed={isOn}
              className={cn(
                "flex h-8 items-center gap-1.5 rounded-md px-1.5 text-sm hover:bg-surface-secondary touch:h-11",
                isOn && "bg-accent-soft font-medium text-accent-soft-foreground",
              )}
              key={standing}
              onClick={() => onOnlyChange(isOn ? only.filter((one) => one !== standing) : [...only, standing])}
              type="button"
            >
              <span
                aria-hidden
                className={`mx-symbol flex size-6 items-center justify-center rounded-[5px] mx-${standing} ${standing === "IN_PROGRESS" ? "mx-p4" : ""}`}
              />
              {standingWords[standing]}
              <span className="num text-muted">{count}</span>
            </button>
          );
        })}
      </fieldset>
      <div className="print:hidden">
        <Segmented
          label={strings.show}
          onValueChange={onModeChange}
          options={[
            { value: "status", label: strings.status },
            { value: "level", label: strings.level },
          ]}
          value={mode}
        />
      </div>
    </div>
  );
}
