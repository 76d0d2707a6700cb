"use client";

import { ChevronDown, Info } from "lucide-react";
import type { ReactNode } from "react";
import type { CompetencyAnswer, Need } from "#src/features/progress/schema.ts";
import { Card } from "#src/ui/card.tsx";
import { formatLevel, LevelTile } from "#src/ui/level.tsx";
import { LevelTrack } from "#src/ui/level-track.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { RequirementDots } from "#src/ui/requirement-dots.tsx";
import { competencyStrings as strings } from "./competency-strings.ts";
import { levelWords } from "./level-words.ts";
import { countWord, strings as progressStrings } from "./strings.ts";

/** The level against its target, the one sentence of what is missing, the act, and why. */
export function LevelCard({
  answer,
  isOwn,
  children,
}: {
  answer: CompetencyAnswer;
  isOwn: boolean;
  /** The act, on a phone. */
  children: ReactNode;
}) {
  const { scale } = answer;
  const shown = shownLevel(answer);
  const seen = useLastSeen(answer);
  // Of what expires soon: what renews it, not what completed it.
  const requirements = answer.renewal?.isOpen ? answer.renewal.requirements : answer.requirements;
  const counts = requirements.filter(({ name }) => name !== "level");
  return (
    <Card>
      <div className="p-5 max-md:p-4">
        <div className="flex items-center gap-3.5">
          {shown === null ? (
            <span
              aria-hidden
              className="inline-flex size-11 shrink-0 items-center justify-center rounded-ctl border border-dashed border-control text-md text-muted"
            >
              –
            </span>
          ) : (
            <LevelTile className="size-11 text-lg" max={scale.max} min={scale.min} value={shown} />
          )}
          <div className="min-w-0">
            <h2 className="text-md font-semibold">{levelTitle(answer, isOwn)}</h2>
            {seen ? (
              <p className="num text-sm text-muted" suppressHydrationWarning>
                {seen}
              </p>
            ) : null}
          </div>
        </div>
        <LevelTrack
          className="mt-4"
          kind={scale.kind}
          levels={scale.levels}
          max={scale.max}
          min={scale.min}
          target={scale.target}
          value={shown}
        />
      </div>
      <div className="border-t border-separator p-5 max-md:p-4">
        <h3 className="text-sm text-muted">{strings.missing}</h3>
        <p className="mt-0.5 text-md font-medium text-pretty">{answer.nextStep}</p>
        <dl className="mt-3 flex flex-wrap gap-x-9 gap-y-2.5 max-md:flex-col">
          {counts.map((need) => (
            <Requirement key={need.name} need={need} />
          ))}
        </dl>
        <div className="mt-4 empty:hidden md:hidden">{children}</div>
      </div>
      <Why answer={answer} />
    </Card>
  );
}

function Requirement({ need: { name, have, need } }: { need: Need }) {
  return (
    <div className="flex items-center gap-2.5 max-md:justify-between">
      <dt>{progressStrings.requirement[name]}</dt>
      <dd>
        <RequirementDots have={Math.min(have ?? 0, need)} need={need} />
      </dd>
    </div>
  );
}

function Why({ answer }: { answer: CompetencyAnswer }) {
  const dates = useDates();
  const { decisive, scoringMethod, leftOutCount } = answer;
  const when = dates.relative(dates.now);
  const sentences = [
    decisive && (scoringMethod === "LATEST" || scoringMethod === "HIGHEST")
      ? strings.whyDecisive(
          answer.methodSentence,
          decisive.evaluators.join(", "),
          dates.longDay(decisive.observedAt),
          levelWords(answer.scale, decisive.value, decisive.valueLabel),
        )
      : answer.methodSentence,
    strings.whyTarget(levelWords(answer.scale, answer.scale.target, answer.targetLabel)),
    leftOutCount === 0 ? null : strings.whyLeftOut(leftOutCount),
    strings.asOf(when.charAt(0).toLocaleLowerCase(dates.locale) + when.slice(1)),
  ];
  return (
    <details className="group border-t border-separator bg-surface-secondary" open>
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 px-5 py-3 text-sm font-medium outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus max-md:min-h-12 max-md:px-4 [&::-webkit-details-marker]:hidden">
        <Info aria-hidden className="size-4 text-muted" />
        <h3 className="flex-1">{strings.whyTitle}</h3>
        <ChevronDown aria-hidden className="size-4 text-muted transition-transform group-open:rotate-180" />
      </summary>
      <p className="num px-5 pb-4 text-sm text-pretty text-muted max-md:px-4" suppressHydrationWarning>
        {sentences.filter(Boolean).join(" ")}
      </p>
    </details>
  );
}

/** The level to draw: the result; where that is a count of those at the target, the latest. */
function shownLevel({ scoringMethod, result, decisive }: CompetencyAnswer): number | null {
  return scoringMethod === "N_TIMES" ? (decisive?.value ?? null) : result;
}

/** "One level below your target". */
function levelTitle(answer: CompetencyAnswer, isOwn: boolean): string {
  const { status, result, scale, requirements, counted } = answer;
  if (status === "WITHDRAWN") return strings.notAssigned;
  const times = requirements.find(({ name }) => name === "timesAtTarget");
  if (counted === 0)
    return answer.renewal && answer.renewal.cycles.length > 0 ? strings.notAssessedAnew : strings.notAssessed;
  if (times) return strings.timesAtTarget(Math.min(times.have ?? 0, times.need), times.need);
  if (result === null) return strings.notEnough;
  if (scale.kind === "BINARY") return result >= scale.target ? strings.passed : strings.notPassed;
  const difference = result - scale.target;
  if (difference === 0) return strings.atTarget(isOwn);
  const size = Math.abs(difference);
  if (scale.kind === "NUMERIC" || !Number.isInteger(size)) {
    return difference < 0 ? strings.below(formatLevel(size), isOwn) : strings.above(formatLevel(size), isOwn);
  }
  const word = countWord(size);
  const count = word.charAt(0).toUpperCase() + word.slice(1);
  return difference < 0 ? strings.levelsBelow(count, size === 1, isOwn) : strings.levelsAbove(count, size === 1, isOwn);
}

/** "3 · Prompted, by Dr. Maya Hansen on 24 Nov"; of a mean, from how many. */
function useLastSeen(answer: CompetencyAnswer): string | null {
  const dates = useDates();
  const { decisive, scoringMethod, counted } = answer;
  if (!decisive) return null;
  if (scoringMethod === "LATEST" || scoringMethod === "HIGHEST" || scoringMethod === "N_TIMES") {
    return strings.lastSeen(
      levelWords(answer.scale, decisive.value, decisive.valueLabel),
      decisive.evaluators.join(", "),
      dates.day(decisive.observedAt),
    );
  }
  return strings.fromMany(counted);
}
