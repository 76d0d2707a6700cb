"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { CompetencyAnswer } from "#src/features/progress/schema.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { formatLevel, LevelTile, Pips } from "#src/ui/level.tsx";
import { competencyStrings as strings } from "./competency-strings.ts";

/** Beside the evidence: the criteria of the last two assessments, the levels, and for staff the sampling. */
export function CompetencyAside({ answer }: { answer: CompetencyAnswer }) {
  const { criteria, scale, targetLabel } = answer;
  const mustPass = criteria.filter(({ isMustPass }) => isMustPass).length;
  const target =
    targetLabel === null || scale.kind !== "ORDINAL"
      ? (targetLabel ?? formatLevel(scale.target))
      : `${formatLevel(scale.target)} · ${shortLevelWord(targetLabel)}`;
  return (
    <div className="flex min-w-0 flex-col gap-5 max-md:gap-4">
      {answer.sampling ? (
        <Card>
          <CardHeader description={strings.samplingHelp} divided title={strings.sampling} />
          <Sampling sampling={answer.sampling} />
        </Card>
      ) : null}
      {criteria.length > 0 ? (
        <Folding help={strings.criteriaCount(criteria.length, mustPass)} title={strings.criteria}>
          <Criteria answer={answer} />
        </Folding>
      ) : null}
      <Folding help={strings.levelsHelp} phoneHelp={strings.targetIs(target)} title={strings.levels}>
        <Levels answer={answer} />
      </Folding>
    </div>
  );
}

/** A card; on a phone it is folded to its title. */
function Folding({
  title,
  help,
  phoneHelp = help,
  children,
}: {
  title: string;
  help: string;
  phoneHelp?: string;
  children: ReactNode;
}) {
  return (
    <>
      <Card className="max-md:hidden">
        <CardHeader description={help} title={title} />
        {children}
      </Card>
      <Card className="md:hidden">
        <details className="group">
          <summary className="flex min-h-13 cursor-pointer list-none items-center justify-between gap-4 px-4 py-3.5 outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus [&::-webkit-details-marker]:hidden">
            <h2 className="text-base font-semibold">{title}</h2>
            <span className="num flex min-w-0 items-center gap-3 text-sm text-muted">
              <span className="min-w-0 truncate">{phoneHelp}</span>
              <ChevronRight
                aria-hidden
                className="size-4 shrink-0 transition-transform group-open:rotate-90 rtl:-scale-x-100"
              />
            </span>
          </summary>
          {children}
        </details>
      </Card>
    </>
  );
}

const cell =
  "border-t border-separator px-1.5 py-2.5 text-start align-top first:ps-5 last:pe-5 max-md:first:ps-4 max-md:last:pe-4";

function Criteria({ answer: { criteria, criteriaScores } }: { answer: CompetencyAnswer }) {
  return (
    <table className="w-full border-collapse text-sm">
      <thead className="text-xs">
        <tr>
          <th className={cn(cell, "border-t-0 font-normal text-muted")} scope="col">
            {strings.criterion}
          </th>
          {criteriaScores.map(({ evaluationId, observedAt }) => (
            <th className={cn(cell, "border-t-0 font-normal text-muted")} key={evaluationId} scope="col">
              <DateText className="text-muted" kind="day" value={observedAt} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {criteria.map((criterion) => (
          <tr key={criterion.id}>
            <th className={cn(cell, "font-normal")} scope="row">
              {criterion.levels.length > 0 || criterion.description ? (
                <details>
                  <summary className="cursor-pointer rounded-sm font-medium wrap-anywhere hover:text-accent touch:py-2">
                    {criterion.name}
                  </summary>
                  <p className="mt-1 text-muted">{criterion.description}</p>
                  <ul className="mt-1 flex flex-col gap-1 text-muted">
                    {criterion.levels.map((level) => (
                      <li className="num" key={level.value}>
                        {`${formatLevel(level.value)} · ${[level.label, level.description].filter(Boolean).join(": ")}`}
                      </li>
                    ))}
                  </ul>
                </details>
              ) : (
                <span className="font-medium">{criterion.name}</span>
              )}
              {criterion.isMustPass ? <span className="block text-xs text-muted">{strings.mustPass}</span> : null}
            </th>
            {criteriaScores.map(({ evaluationId, scores }) => (
              <td className={cn(cell, "num whitespace-nowrap")} key={evaluationId}>
                <Score line={scores.find(({ rubricId }) => rubricId === criterion.id)} max={criterion.maxScore} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const mostPips = 6;

function Score({ line, max }: { line: { score: number | null } | undefined; max: number }) {
  if (!line) return <span className="text-xs text-muted">{strings.notScored}</span>;
  if (line.score === null) return <span className="text-xs text-muted">{strings.notObserved}</span>;
  return (
    <span className="inline-flex items-center gap-1.5">
      {max <= mostPips ? <Pips filled={Math.floor(line.score)} max={Math.round(max)} /> : null}
      {strings.outOf(formatLevel(line.score), formatLevel(max))}
    </span>
  );
}

function Levels({ answer: { scale } }: { answer: CompetencyAnswer }) {
  return (
    <ul className="flex flex-col gap-3 px-5 pb-5 max-md:px-4">
      {scale.levels.map((level) => {
        const word = shortLevelWord(level.label);
        const anchor = [word === level.label ? null : level.label, level.description].filter(Boolean).join(". ");
        return (
          <li className="flex gap-3" key={level.value}>
            <LevelTile className="size-7 text-sm" max={scale.max} min={scale.min} value={level.value} />
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {word}
                {level.value === scale.target ? <Badge tone="accent">{strings.target}</Badge> : null}
              </p>
              {anchor ? <p className="text-sm text-muted">{anchor}</p> : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Sampling({ sampling: { rows, total, asked } }: { sampling: NonNullable<CompetencyAnswer["sampling"]> }) {
  const head = cn(cell, "border-t-0 font-normal text-muted");
  const figure = cn(cell, "num text-end");
  return (
    <table className="w-full border-collapse text-sm">
      <thead className="text-xs">
        <tr>
          <th className={cn(head, "w-2/5")} scope="col">
            {strings.assessor}
          </th>
          {[strings.assessments, strings.days, strings.rotations].map((name) => (
            <th className={cn(head, "text-end")} key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.evaluator} ${row.observations} ${row.days} ${row.contexts.join()}`}>
            <th className={cn(cell, "font-normal wrap-anywhere")} scope="row">
              {row.evaluator}
              <span className="block text-xs text-muted">{row.contexts.join(", ") || strings.someRotation}</span>
            </th>
            <td className={figure}>{row.observations}</td>
            <td className={figure}>{row.days}</td>
            <td className={figure}>{row.contexts.length}</td>
          </tr>
        ))}
      </tbody>
      <tfoot className="bg-surface-secondary">
        <tr>
          <th className={cn(cell, "font-medium")} scope="row">
            {`${strings.together}: ${total.evaluators}`}
          </th>
          <td className={cn(figure, "font-medium")}>{total.observations}</td>
          <td className={cn(figure, "font-medium")}>{total.days}</td>
          <td className={cn(figure, "font-medium")}>{total.contexts}</td>
        </tr>
        <tr>
          <th className={cn(cell, "font-normal text-muted")} scope="row">
            {`${strings.asked}: ${asked.evaluators}`}
          </th>
          <td className={cn(figure, "text-muted")}>{asked.observations}</td>
          <td className={cn(figure, "text-muted")}>{asked.days}</td>
          <td className={cn(figure, "text-muted")}>
            <span aria-hidden>–</span>
            <span className="sr-only">{strings.notAsked}</span>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
