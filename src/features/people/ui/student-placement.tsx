import type { MeAnswer } from "#src/features/people/schema.ts";
import { studentStrings as strings } from "./student-strings.ts";

/** The student's current placement, at the bottom of the sidebar. */
export function StudentPlacement({ placement }: { placement: NonNullable<MeAnswer["placement"]> }) {
  return (
    <div className="rounded-card border border-border px-3 py-2.5">
      <p className="truncate text-sm font-medium">{placement.rotation}</p>
      <p className="num text-2xs text-muted">
        {strings.placementWeek(placement.number, placement.of, placement.week, placement.weeks)}
      </p>
    </div>
  );
}
