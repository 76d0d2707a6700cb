import { strings } from "./admin-strings.ts";

/** How much is completed, with a mark where the plan is by now, and both in words beside it. */
export function PlanBar({ completed, planned }: { completed: number | null; planned: number | null }) {
  // Who just began has planned and completed nothing: 0 of 0 is no finding.
  if (completed === null || (completed === 0 && (planned ?? 0) === 0))
    return <span className="text-sm text-muted">{strings.notEnough}</span>;
  const [done, plan] = [completed, planned].map((value) => (value === null ? null : String(Math.round(value))));
  return (
    <span className="inline-flex items-center gap-3">
      <span aria-hidden className="relative block h-4 w-20 shrink-0">
        <span className="absolute inset-x-0 top-1 h-2 overflow-hidden rounded-full bg-pip-off">
          <span className="block h-full bg-accent" style={{ width: `${completed}%` }} />
        </span>
        {planned === null ? null : (
          <span
            className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-foreground rtl:translate-x-1/2"
            style={{ insetInlineStart: `${planned}%` }}
          />
        )}
      </span>
      <span className="num text-sm whitespace-nowrap" title={strings.planWords(done ?? "", plan ?? null)}>
        {strings.ofPlan(done ?? "", plan ?? null)}
      </span>
    </span>
  );
}
