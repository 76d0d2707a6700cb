import { Circle, CircleDot, Diamond } from "lucide-react";
import type { ReactNode } from "react";
import type { PredictionLine, PredictionsAnswer } from "#src/features/predictions/schema.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { strings } from "./strings.ts";

/** Three dates: when the plan ends, and by when all is completed with an even chance and with four in five. */
export function ForecastDates({
  prediction: { planEndsOn, forecast },
  coverage,
}: {
  prediction: Pick<PredictionLine, "planEndsOn" | "forecast">;
  coverage: PredictionsAnswer["coverage"];
}) {
  const nothing = <span className="font-normal text-muted">{strings.notEnough}</span>;
  return (
    <div>
      <dl className="grid gap-x-6 gap-y-3 rounded-card bg-surface-secondary px-4 py-3 sm:grid-cols-3">
        <Day icon={<Diamond />} label={strings.planEnds}>
          {planEndsOn ? (
            <DateText kind="longDay" value={planEndsOn} />
          ) : (
            <span className="font-normal text-muted">{strings.noPlan}</span>
          )}
        </Day>
        <Day icon={<CircleDot />} label={strings.evenChance}>
          {forecast ? <DateText kind="longDay" value={forecast.evenOn} /> : nothing}
        </Day>
        <Day icon={<Circle />} label={strings.fourInFive}>
          {forecast ? <DateText kind="longDay" value={forecast.laterOn} /> : nothing}
        </Day>
      </dl>
      {coverage && forecast ? (
        <p className="num mt-2 text-sm text-muted">{strings.coverage(coverage.students, coverage.byLater)}</p>
      ) : null}
    </div>
  );
}

function Day({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-3">
      <span aria-hidden className="text-accent [&_svg]:size-4">
        {icon}
      </span>
      <div className="min-w-0">
        <dt className="text-sm text-muted">{label}</dt>
        <dd className="num text-base font-semibold">{children}</dd>
      </div>
    </div>
  );
}
