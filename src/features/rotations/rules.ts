import type { FieldError } from "#src/errors.ts";
import { dayWords } from "#src/lib/day.ts";

type Period = { startsOn: string; endsOn: string };

/** What is wrong with the days of a placement in a rotation: a placement lies within its rotation. */
export function faultsOfPeriod(period: Period, rotation?: Period): FieldError[] {
  if (period.endsOn < period.startsOn) {
    return [{ path: "endsOn", message: "must not lie before the first day" }];
  }
  if (!rotation) return [];
  const faults: FieldError[] = [];
  if (period.startsOn < rotation.startsOn) {
    faults.push({
      path: "startsOn",
      message: `must not lie before the rotation begins, on ${dayWords(rotation.startsOn)}`,
    });
  }
  if (period.endsOn > rotation.endsOn) {
    faults.push({ path: "endsOn", message: `must not lie after the rotation ends, on ${dayWords(rotation.endsOn)}` });
  }
  return faults;
}

/** Where a placement stands on a day of the school. One that was ended early is over from that day on. */
export function phaseOf(placement: Period & { endedAt: unknown }, today: string): "PLANNED" | "RUNNING" | "OVER" {
  if (placement.endedAt !== null || placement.endsOn < today) return "OVER";
  return placement.startsOn > today ? "PLANNED" : "RUNNING";
}
