import { durationWords } from "#src/lib/duration-words.ts";
import { strings } from "./strings.ts";

type HoursBarProps = {
  /** What it measures, for screen readers: "Hours in Acute Medicine". */
  label: string;
  approvedMinutes: number;
  waitingMinutes: number;
  requiredMinutes: number | null;
  /** Names the three parts below the bar. */
  legend?: boolean;
};

/** Approved is solid, waiting hatched, and what is to go empty. More than is needed fills the bar. */
export function HoursBar({ label, approvedMinutes, waitingMinutes, requiredMinutes, legend = false }: HoursBarProps) {
  const whole = Math.max(requiredMinutes ?? 0, approvedMinutes + waitingMinutes, 1);
  const share = (minutes: number) => `${(Math.max(0, minutes) / whole) * 100}%`;
  const toGo = Math.max(0, (requiredMinutes ?? 0) - approvedMinutes - waitingMinutes);
  const approved = durationWords(approvedMinutes);
  const waiting = durationWords(waitingMinutes);
  return (
    <div>
      <div
        aria-label={label}
        aria-valuemax={whole}
        aria-valuemin={0}
        aria-valuenow={Math.max(0, approvedMinutes)}
        aria-valuetext={strings.barText(approved, waiting, durationWords(requiredMinutes ?? 0))}
        className="flex h-2 w-full overflow-hidden rounded-full bg-pip-off"
        role="progressbar"
      >
        <span className="h-full bg-accent" style={{ width: share(approvedMinutes) }} />
        <span className="h-full border-s border-surface bg-hatched" style={{ width: share(waitingMinutes) }} />
      </div>
      {legend ? (
        <ul className="num mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
          <li className="flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-[2px] bg-accent" />
            {strings.approvedPart(approved)}
          </li>
          <li className="flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-[2px] bg-hatched" />
            {strings.waitingPart(waiting)}
          </li>
          {requiredMinutes === null ? null : <li>{strings.toGoPart(durationWords(toGo))}</li>}
        </ul>
      ) : null}
    </div>
  );
}
