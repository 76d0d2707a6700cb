"use client";

import { FileText } from "lucide-react";
import type { SubmissionAnswer } from "#src/features/submissions/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { Rating } from "#src/ui/rating.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { TaskSection } from "#src/ui/task-page.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { strings } from "./strings.ts";
import { SubmissionState } from "./submission-row.tsx";

type SubmissionContentProps = {
  submission: SubmissionAnswer;
  isStaff: boolean;
  /** The page of the competency, where the reader has one. */
  competencyHref?: string | undefined;
};

/** What was submitted: for which competency, where and when it was learnt, the words and the files. */
export function SubmissionContent({ submission, isStaff, competencyHref }: SubmissionContentProps) {
  const dates = useDates();
  const { kind, status, competencyName, code, category, evidence, files, submittedAt } = submission;
  const { learntWhere, learntFrom, learntUntil, description } = submission;
  return (
    <>
      <TaskSection className="py-4">
        <p className="text-sm text-muted">{[code, category].filter(Boolean).join(" · ")}</p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h2 className="text-lg leading-6 font-semibold text-balance wrap-anywhere">{competencyName}</h2>
          {kind === "PRIOR_LEARNING" ? <Badge tone="outline">{strings.kinds[kind]}</Badge> : null}
          <SubmissionState isStaff={isStaff} status={status} />
        </div>
        {isStaff && description !== competencyName ? <p className="mt-1.5 text-muted">{description}</p> : null}
        <p className="num mt-1.5 flex flex-wrap gap-x-4 text-sm text-muted" suppressHydrationWarning>
          {submittedAt ? strings.submittedOn(dates.full(submittedAt)) : null}
          {competencyHref ? (
            <TextLink href={competencyHref} prefetch={false}>
              {strings.seeCompetency}
            </TextLink>
          ) : null}
        </p>
      </TaskSection>
      {kind === "PRIOR_LEARNING" ? (
        <TaskSection className="py-4">
          <h3 className="text-sm font-medium text-muted">{strings.learntAt}</h3>
          <p className="wrap-anywhere">{learntWhere}</p>
          {learntFrom && learntUntil ? (
            <p className="num text-muted" suppressHydrationWarning>
              {strings.learntBetween(dates.longDay(learntFrom), dates.longDay(learntUntil))}
            </p>
          ) : null}
        </TaskSection>
      ) : null}
      <TaskSection>
        <h3 className="text-sm font-medium text-muted">{isStaff ? strings.theirEvidence : strings.evidence}</h3>
        <p className="max-w-[66ch] text-md leading-6 whitespace-pre-line wrap-anywhere">
          {evidence.trim() === "" ? strings.noWords : evidence}
        </p>
        {files.length > 0 ? (
          <ul className="mt-4 flex flex-col gap-1.5">
            {files.map(({ fileId, name, sizeBytes }) => (
              <li className="flex items-center gap-2" key={fileId}>
                <FileText aria-hidden className="size-4 shrink-0 text-muted" />
                <TextLink className="min-w-0 wrap-anywhere touch:py-2.5" href={`/api/files/${fileId}`} prefetch={false}>
                  {name}
                </TextLink>
                <span className="num shrink-0 text-sm text-muted">{formatBytes(sizeBytes)}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </TaskSection>
    </>
  );
}

/** What the approval made: a level against its target, and the way to the assessment. */
export function SubmissionOutcome({ submission: { assessment, scale } }: { submission: SubmissionAnswer }) {
  if (!assessment) return null;
  const { assessmentId, rating, ratingLabel, status } = assessment;
  return (
    <TaskSection className="py-4">
      <h3 className="text-sm font-medium text-muted">{strings.assessment}</h3>
      <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1">
        <Rating kind={scale.kind} label={ratingLabel} max={scale.max} target={scale.target} value={rating} whole />
        <TextLink className="touch:py-2.5" href={`/assessment/${assessmentId}`} prefetch={false}>
          {strings.openAssessment}
        </TextLink>
      </p>
      {status === "VOIDED" ? (
        <Callout className="mt-3" tone="warning">
          {strings.voided}
        </Callout>
      ) : null}
    </TaskSection>
  );
}
