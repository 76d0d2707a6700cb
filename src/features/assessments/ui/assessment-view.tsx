"use client";

import { FileText, Lock } from "lucide-react";
import type { ReactNode } from "react";
import type { StaffAssessmentView } from "#src/features/assessments/schema.ts";
import { assessmentMethods } from "#src/features/assessments/values.ts";
import { Callout } from "#src/ui/callout.tsx";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { formatLevel } from "#src/ui/level.tsx";
import { Person } from "#src/ui/person.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Status } from "#src/ui/status.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { assessmentPaths } from "./assessment-queries.ts";
import { ratingWords } from "./assessment-values.ts";
import { ListSteps } from "./list-steps.tsx";
import { methodWords, roleWord, strings } from "./strings.ts";

type Evaluation = StaffAssessmentView["evaluations"][number];

/** A signed assessment, for its student, their supervisors and their school. */
export function AssessmentRecord({ view, backHref }: { view: StaffAssessmentView; backHref: string }) {
  const dates = useDates();
  const method = assessmentMethods.find((known) => known === view.method);
  const occasion = [
    view.observedAt ? strings.observedOn(dates.full(view.observedAt)) : null,
    method ? methodWords[method] : view.method,
    view.rotation,
  ];
  const isOpen = view.status === "DRAFT" || view.status === "REQUESTED";
  return (
    <TaskPage back={{ href: backHref, label: strings.back }} steps={<ListSteps />} title={strings.assessment}>
      <TaskSection className="pt-4">
        <Person name={view.studentName} size="lg" />
        <p className="mt-4 text-sm text-muted">{view.category}</p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h2 className="text-lg leading-6 font-semibold text-balance">{view.competencyName}</h2>
          <Status status={view.status} />
        </div>
        <p className="mt-1 text-base text-muted" suppressHydrationWarning>
          {occasion.filter(Boolean).join(". ")}
        </p>
      </TaskSection>
      {isOpen ? (
        <div className="p-4 md:px-6">
          <Callout>{strings.draftOfOther}</Callout>
        </div>
      ) : (
        view.evaluations.map((evaluation) => (
          <EvaluationSection evaluation={evaluation} key={evaluation.id} view={view} />
        ))
      )}
      {isOpen ? null : <EvidenceSection files={view.evidenceFiles} />}
    </TaskPage>
  );
}

function EvaluationSection({ evaluation, view }: { evaluation: Evaluation; view: StaffAssessmentView }) {
  const dates = useDates();
  const { scale } = view;
  const result = evaluation.overallRating ?? evaluation.rubricResult;
  const hasWords = evaluation.strengths || evaluation.nextSteps || evaluation.feedback;
  return (
    <TaskSection className="flex flex-col gap-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <Person
          meta={[
            roleWord(evaluation.evaluatorRole),
            evaluation.signedAt ? dates.relative(evaluation.signedAt) : null,
            evaluation.revision > 1 ? strings.revision(evaluation.revision) : null,
          ]
            .filter(Boolean)
            .join(" · ")}
          name={evaluation.evaluator}
          size="md"
        />
        {evaluation.state === "SIGNED" ? null : <Status status={evaluation.state} />}
      </div>
      {evaluation.isSelf ? <p className="text-sm text-muted">{strings.selfEvaluation}</p> : null}
      <div className="rounded-card border border-border bg-surface-secondary p-4">
        <Rating
          kind={scale.kind}
          label={evaluation.ratingLabel}
          max={scale.max}
          target={view.targetRating}
          value={result}
          whole
        />
        {evaluation.overallRating !== null && evaluation.rubricResult !== null ? (
          <p className="mt-2 text-sm text-muted">
            {strings.fromRubric(ratingWords(evaluation.rubricResult, { scale, target: view.targetRating }))}
          </p>
        ) : null}
      </div>
      {evaluation.criteria.length > 0 ? <Criteria criteria={evaluation.criteria} /> : null}
      {hasWords ? (
        <div className="flex flex-col gap-4">
          <Words title={strings.strengths}>{evaluation.strengths}</Words>
          <Words title={strings.nextSteps}>{evaluation.nextSteps}</Words>
          <Words title={strings.feedback}>{evaluation.feedback}</Words>
        </div>
      ) : (
        <p className="text-muted">{strings.noWords}</p>
      )}
      {evaluation.privateNote ? (
        <div className="rounded-card border border-border bg-surface-secondary p-4">
          <p className="flex items-center gap-2 text-sm font-medium">
            <Lock aria-hidden className="size-4 text-muted" />
            {strings.privateNote}
          </p>
          <p className="text-xs text-muted">{strings.privateNoteHint}</p>
          <p className="mt-2 whitespace-pre-line">{evaluation.privateNote}</p>
        </div>
      ) : null}
    </TaskSection>
  );
}

function Criteria({ criteria }: { criteria: Evaluation["criteria"] }) {
  return (
    <div>
      <h3 className="mb-2 font-semibold">{strings.rubric}</h3>
      <ul className="divide-y divide-separator rounded-card border border-border">
        {criteria.map((criterion) => (
          <li className="px-4 py-3" key={criterion.rubricId}>
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span>{criterion.name}</span>
              <span className="num text-sm text-muted">
                {criterion.score === null
                  ? strings.notObserved
                  : strings.scoreOf(Number(formatLevel(criterion.score)), criterion.maxScore)}
              </span>
            </div>
            {criterion.comment ? <p className="mt-1 text-sm text-muted">{criterion.comment}</p> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Words({ title, children }: { title: string; children: string | null }): ReactNode {
  if (!children) return null;
  return (
    <div>
      <h3 className="font-semibold">{title}</h3>
      <p className="mt-1 whitespace-pre-line">{children}</p>
    </div>
  );
}

function EvidenceSection({ files }: { files: StaffAssessmentView["evidenceFiles"] }) {
  return (
    <TaskSection>
      <h2 className="mb-2 font-semibold">{strings.evidence}</h2>
      {files.length === 0 ? (
        <p className="text-muted">{strings.evidenceNone}</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {files.map((file) => (
            <li key={file.fileId}>
              <a
                className="flex min-h-11 items-center gap-3 rounded-ctl border border-border px-3 py-2 hover:bg-surface-secondary"
                download
                href={assessmentPaths.file(file.fileId)}
              >
                <FileText aria-hidden className="size-5 shrink-0 text-muted" />
                <span className="min-w-0 flex-1 truncate font-medium">{file.name}</span>
                <span className="num shrink-0 text-sm text-muted">{formatBytes(file.sizeBytes)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </TaskSection>
  );
}
