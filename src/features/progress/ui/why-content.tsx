"use client";

import { CircleCheck, CircleDashed, Flag } from "lucide-react";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import type { Need, WhyAnswer } from "#src/features/progress/schema.ts";
import { statusShown } from "#src/features/progress/values.ts";
import { askHref } from "#src/features/requests/ui/request-queries.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { formatLevel } from "#src/ui/level.tsx";
import { LevelTrack } from "#src/ui/level-track.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Status } from "#src/ui/status.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { methodWord, strings } from "./strings.ts";

/**
 * The whole explanation: the level, how it is calculated, the requirements, what counts, what does not, and the next
 * step.
 */
export function WhyContent({ why, href, canAsk }: { why: WhyAnswer; href: string; canAsk: boolean }) {
  const dates = useDates();
  const pathname = usePathname();
  const targetLabel = why.scale.levels.find(({ value }) => value === why.scale.target)?.label;
  const target = targetLabel ? `${formatLevel(why.scale.target)} · ${targetLabel}` : formatLevel(why.scale.target);
  return (
    <div className="flex flex-col gap-6">
      <div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h3 className="text-md font-semibold">{why.competencyName}</h3>
          <Status status={statusShown(why.status)} />
        </div>
        <p className="mt-0.5 text-sm text-muted">{`${why.studentName}, ${why.category}`}</p>
        <TextLink className="mt-1 touch:py-2" href={href} prefetch={false}>
          {strings.openCompetency}
        </TextLink>
      </div>

      <div className="rounded-card border border-border bg-surface-secondary p-4">
        <div className="flex min-w-0 flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <span className="text-sm text-muted">{strings.level}</span>
          <Rating
            kind={why.scale.kind}
            label={why.resultLabel}
            max={why.scale.max}
            target={why.scale.target}
            value={why.result}
            whole
          />
        </div>
        <LevelTrack
          className="mt-3"
          kind={why.scale.kind}
          levels={why.scale.levels}
          max={why.scale.max}
          min={why.scale.min}
          target={why.scale.target}
          value={why.result}
        />
        <p className="mt-3 flex items-start gap-2">
          <Flag aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
          <span>
            <span className="sr-only">{`${strings.nextStep}: `}</span>
            {why.nextStep}
          </span>
        </p>
        {canAsk && why.status !== "WITHDRAWN" ? (
          <LinkButton
            block
            className="mt-4 sm:w-fit"
            href={askHref(why.competencyId, pathname)}
            prefetch={false}
            variant="primary"
          >
            {strings.askForAssessment}
          </LinkButton>
        ) : null}
      </div>

      <Part title={strings.howItCounts}>
        <p>
          {why.methodSentence} {strings.target(target)}
        </p>
      </Part>

      <Part title={strings.requirements}>
        <ul className="flex flex-col gap-x-6 gap-y-2 sm:flex-row sm:flex-wrap">
          {why.requirements.map((need) => (
            <li className="flex items-center gap-2" key={need.name}>
              {need.isMet ? (
                <CircleCheck aria-label={strings.met} className="size-4 shrink-0 text-success" role="img" />
              ) : (
                <CircleDashed aria-label={strings.notMet} className="size-4 shrink-0 text-muted" role="img" />
              )}
              <span className="num">{needWords(need, why)}</span>
            </li>
          ))}
        </ul>
      </Part>

      <Part title={why.used.length === 0 ? strings.usedNone : strings.used(why.used.length)}>
        {why.used.length === 0 ? null : (
          <ul className="divide-y divide-separator rounded-card border border-border">
            {why.used.toReversed().map((line) => (
              <li className="px-4 py-3" key={line.assessmentId}>
                <div className="flex min-w-0 flex-wrap items-center justify-between gap-x-4 gap-y-1">
                  <Rating
                    kind={why.scale.kind}
                    label={line.valueLabel}
                    max={why.scale.max}
                    target={why.scale.target}
                    value={line.value}
                    whole
                  />
                  <TextLink
                    aria-label={strings.openAssessmentOf(dates.longDay(line.observedAt))}
                    className="text-sm touch:py-2"
                    href={`/assessment/${line.assessmentId}`}
                    prefetch={false}
                  >
                    {strings.openAssessment}
                  </TextLink>
                </div>
                <p className="mt-1 text-sm text-muted">
                  {line.evaluators.join(", ")}, <DateText value={line.observedAt} />, {methodWord(line.method)}
                </p>
                <Words title={strings.strengths}>{line.strengths}</Words>
                <Words title={strings.nextSteps}>{line.nextSteps}</Words>
                <Words title={strings.feedback}>{line.feedback}</Words>
              </li>
            ))}
          </ul>
        )}
      </Part>

      {why.leftOut.length === 0 ? null : (
        <Part title={strings.leftOut}>
          <ul className="divide-y divide-separator rounded-card border border-border">
            {why.leftOut.map((line) => (
              <li
                className="px-4 py-3"
                key={`${line.assessmentId} ${line.evaluator || strings.unnamedAssessor} ${line.reason}`}
              >
                <p>{line.reasonSentence}</p>
                <p className="mt-0.5 text-sm text-muted">
                  {line.evaluator || strings.unnamedAssessor}
                  {line.observedAt ? (
                    <>
                      , <DateText value={line.observedAt} />
                    </>
                  ) : null}
                </p>
              </li>
            ))}
          </ul>
        </Part>
      )}

      <p className="text-xs text-muted">{strings.asOf(dates.full(why.asOf))}</p>
    </div>
  );
}

/** "Level: 3, target 4", "Assessments: 2 of 3"; of pass or fail it is the pass that is needed. */
function needWords({ name, have, need }: Need, { scale, used }: WhyAnswer): string {
  if (name !== "level") return `${strings.requirement[name]}: ${strings.haveOfNeed(have ?? 0, need)}`;
  if (scale.kind === "BINARY") return strings.needed.pass;
  const level = have !== null ? formatLevel(have) : used.length === 0 ? strings.notAssessed : strings.notEnough;
  return `${strings.requirement.level}: ${strings.needed.level(level, formatLevel(need))}`;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h4 className="mb-1.5 font-semibold">{title}</h4>
      {children}
    </section>
  );
}

function Words({ title, children }: { title: string; children: string | null }) {
  if (!children) return null;
  return (
    <p className="mt-2 whitespace-pre-line">
      <span className="text-sm text-muted">{title}: </span>
      {children}
    </p>
  );
}
