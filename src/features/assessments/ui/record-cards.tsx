"use client";

import {
  Ban,
  CircleX,
  Eye,
  FileText,
  History,
  Lock,
  type LucideIcon,
  MessageSquare,
  Pencil,
  PersonStanding,
  Send,
  ShieldCheck,
  Undo2,
} from "lucide-react";
import type { ReactNode } from "react";
import type { StaffAssessmentView } from "#src/features/assessments/schema.ts";
import type { AssessmentAct } from "#src/features/assessments/values.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { Card, CardBody, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { formatLevel, LevelTile } from "#src/ui/level.tsx";
import { LevelTrack } from "#src/ui/level-track.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Status } from "#src/ui/status.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { assessmentPaths } from "./assessment-queries.ts";
import { firstName, levelWords } from "./assessment-values.ts";
import { recordStrings } from "./record-strings.ts";
import { roleWord, strings } from "./strings.ts";

export type Evaluation = StaffAssessmentView["evaluations"][number];
export type CardProps = { view: StaffAssessmentView; className?: string };

export function ratingOf({ overallRating, rubricResult }: Evaluation): number | null {
  return overallRating ?? rubricResult;
}

/** The author's evaluation in force, or what was voided. */
export function currentOf({ evaluations }: StaffAssessmentView): Evaluation | undefined {
  const ofStaff = evaluations.filter(({ isSelf }) => !isSelf);
  return ofStaff.find(({ state }) => state === "SIGNED") ?? ofStaff.at(-1);
}

/** The level against its target, then the assessor's words. */
export function JudgementCard({
  view,
  evaluation,
  count,
  className,
}: CardProps & { evaluation: Evaluation; count: number }) {
  const dates = useDates();
  const { strengths, nextSteps, feedback } = evaluation;
  const hasWords = strengths || nextSteps || feedback;
  return (
    <Card className={className}>
      <CardBody className="border-b border-separator">
        {evaluation.isSelf ? <p className="mb-3 text-sm text-muted">{strings.selfEvaluation}</p> : null}
        <LevelAgainstTarget rating={ratingOf(evaluation)} view={view} />
      </CardBody>
      <CardBody className="flex flex-col gap-4">
        <Words title={recordStrings.wentWell}>{strengths}</Words>
        <Words title={recordStrings.nextTime}>{nextSteps}</Words>
        <Words title={recordStrings.feedback}>{feedback}</Words>
        {hasWords ? null : <p className="text-muted">{recordStrings.noWords}</p>}
      </CardBody>
      <CardFooter>
        <span className="flex min-w-0 items-center gap-3">
          <Avatar name={evaluation.evaluator} size="sm" />
          <span className="min-w-0" suppressHydrationWarning>
            {recordStrings.submittedBy}
            <span className="font-medium text-foreground">{evaluation.evaluator}</span>
            {evaluation.signedAt
              ? recordStrings.submittedOn(roleWord(evaluation.evaluatorRole), dates.full(evaluation.signedAt))
              : null}
          </span>
        </span>
        {count > 1 ? <span className="num">{recordStrings.revisionOf(evaluation.revision, count)}</span> : null}
        {evaluation.state === "SIGNED" ? null : <Status status={evaluation.state} />}
      </CardFooter>
    </Card>
  );
}

/** A level of the assessment's scale, in words and against the target. */
export function LevelAgainstTarget({
  view: { scale, targetRating },
  rating,
}: {
  view: StaffAssessmentView;
  rating: number | null;
}) {
  if (rating === null) return <p className="text-muted">{recordStrings.noRating}</p>;
  const level = scale.levels.find(({ value }) => value === rating);
  return (
    <>
      <div className="flex items-center gap-4">
        {scale.kind === "BINARY" ? (
          <Status status={rating >= scale.max ? "ACHIEVED" : "NOT_APPROVED"} word={levelWords(rating, scale)} />
        ) : (
          <LevelTile className="size-11 text-lg" max={scale.max} min={scale.min} value={rating} />
        )}
        <div className="min-w-0">
          <h2 className="text-md font-semibold">{againstTarget(rating, targetRating, scale.kind)}</h2>
          {scale.kind === "BINARY" ? null : (
            <p className="text-sm text-muted">
              {level?.description
                ? recordStrings.quoted(levelWords(rating, scale), level.description)
                : levelWords(rating, scale)}
            </p>
          )}
        </div>
      </div>
      {scale.kind === "BINARY" ? null : (
        <LevelTrack
          className="mt-4"
          kind={scale.kind}
          levels={scale.levels}
          max={scale.max}
          min={scale.min}
          target={targetRating}
          value={rating}
        />
      )}
    </>
  );
}

/** Levels can be counted, decimals cannot. */
function againstTarget(rating: number, target: number, kind: StaffAssessmentView["scale"]["kind"]): string {
  if (rating === target) return recordStrings.atTarget;
  if (rating > target) return recordStrings.aboveTarget;
  const below = target - rating;
  return kind === "ORDINAL" && Number.isInteger(below) ? recordStrings.levelsBelow(below) : recordStrings.belowTarget;
}

export function Words({ title, children }: { title: string; children: string | null }): ReactNode {
  if (!children) return null;
  return (
    <div>
      <h3 className="text-sm font-medium text-muted">{title}</h3>
      <p className="max-w-[66ch] text-md leading-6 whitespace-pre-line">{children}</p>
    </div>
  );
}

export function CriteriaCard({ view, className }: CardProps) {
  const current = currentOf(view);
  if (!current || current.criteria.length === 0 || current.isAnonymous) return null;
  const { overallRating, rubricResult } = current;
  return (
    <Card className={className}>
      <CardHeader
        description={
          overallRating !== null && rubricResult !== null
            ? recordStrings.rubricAlone(levelWords(rubricResult, view.scale))
            : undefined
        }
        divided
        title={recordStrings.criteria}
      />
      <CardList>
        {current.criteria.map((criterion) => (
          <li className="px-5 py-3 max-md:px-4" key={criterion.rubricId}>
            <div className="flex items-baseline justify-between gap-x-4">
              <span className="min-w-0">
                {criterion.name}
                {criterion.passScore === null ? null : (
                  <span className="block text-sm text-muted">{recordStrings.mustPass}</span>
                )}
              </span>
              <ScoreText criterion={criterion} />
            </div>
            {criterion.comment ? (
              <p className="mt-1 text-sm whitespace-pre-line text-muted">{criterion.comment}</p>
            ) : null}
          </li>
        ))}
      </CardList>
    </Card>
  );
}

export function scoreWords({ score, maxScore, label }: Evaluation["criteria"][number]): string {
  if (score === null) return strings.notObserved;
  const number = formatLevel(score);
  return label ? `${number} · ${label}` : strings.scoreOf(Number(number), maxScore);
}

function ScoreText({ criterion }: { criterion: Evaluation["criteria"][number] }) {
  const { score, passScore } = criterion;
  const isFailed = score !== null && passScore !== null && score < passScore;
  return (
    <span className={cn("num shrink-0 text-end text-sm", isFailed ? "font-medium text-danger" : "text-muted")}>
      {scoreWords(criterion)}
    </span>
  );
}

export function EvidenceCard({ view, className }: CardProps) {
  const files = view.evidenceFiles;
  if (files.length === 0) return null;
  return (
    <Card className={className}>
      <CardHeader divided title={strings.evidence} />
      <CardBody>
        <ul className="flex flex-col gap-2">
          {files.map((file) => (
            <li key={file.fileId}>
              <a
                className="flex min-h-11 items-center gap-3 rounded-ctl border border-border px-3 py-2 hover:bg-surface-secondary"
                download
                href={assessmentPaths.file(file.fileId)}
              >
                <FileText aria-hidden className="size-4 shrink-0 text-muted" />
                <span className="min-w-0 flex-1 truncate font-medium">{file.name}</span>
                <span className="num shrink-0 text-sm text-muted">{formatBytes(file.sizeBytes)}</span>
              </a>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

/** For staff alone: a student's answer has no note. */
export function PrivateNoteCard({ view, className }: CardProps) {
  const current = currentOf(view);
  const noted = view.evaluations
    .filter(({ id, privateNote }) => privateNote && (id === current?.id || privateNote !== current?.privateNote))
    .toReversed();
  if (noted.length === 0) return null;
  return (
    <Card className={className}>
      <CardBody>
        <h2 className="flex items-center gap-2 font-semibold">
          <Lock aria-hidden className="size-4 text-muted" />
          {recordStrings.privateNote}
        </h2>
        <p className="text-sm text-muted">{recordStrings.privateNoteHint(firstName(view.studentName))}</p>
        {noted.map((evaluation) => (
          <div className="mt-3" key={evaluation.id}>
            {evaluation.id === current?.id ? null : (
              <p className="text-sm text-muted">{recordStrings.earlierNote(evaluation.revision)}</p>
            )}
            <p className="whitespace-pre-line">{evaluation.privateNote}</p>
          </div>
        ))}
      </CardBody>
    </Card>
  );
}

/** The countersignatures and the void, each with its reason, newest first. */
export function ActCards({ view, className }: CardProps) {
  const dates = useDates();
  const current = currentOf(view);
  const shown = view.acts.filter(
    ({ act }) => act === "COUNTERSIGNED" || act === "NOT_COUNTERSIGNED" || act === "VOIDED",
  );
  return shown.toReversed().map((line) => {
    const when = dates.full(line.at);
    const isEarlier = line.revision !== null && current !== undefined && line.revision !== current.revision;
    const look = actLooks[line.act];
    return (
      <Card className={className} key={`${line.act} ${line.at}`}>
        <CardBody className="flex gap-4">
          <span
            className={cn(
              "flex size-8 shrink-0 items-center justify-center rounded-full",
              line.act === "COUNTERSIGNED"
                ? "bg-success-soft text-success-soft-foreground"
                : "bg-danger-soft text-danger-soft-foreground",
            )}
          >
            <look.icon aria-hidden className="size-4" />
          </span>
          <div className="min-w-0">
            <h2 className="font-semibold">{titleOf(line.act, line.by)}</h2>
            <p className="text-sm text-muted" suppressHydrationWarning>
              {isEarlier ? recordStrings.earlierRevision(when, line.revision ?? 0) : effectOf(line.act, when)}
            </p>
            {line.words ? <p className="mt-2 max-w-[66ch] whitespace-pre-line">{line.words}</p> : null}
          </div>
        </CardBody>
      </Card>
    );
  });
}

function titleOf(act: AssessmentAct, by: string): string {
  if (act === "COUNTERSIGNED") return recordStrings.countersignedBy(by);
  return act === "VOIDED" ? recordStrings.voidedBy(by) : recordStrings.notCountersignedBy(by);
}

function effectOf(act: AssessmentAct, when: string): string {
  if (act === "COUNTERSIGNED") return recordStrings.countsFrom(when);
  return act === "VOIDED" ? recordStrings.noLongerCounts(when) : recordStrings.doesNotCount(when);
}

const actLooks: Record<AssessmentAct, { icon: LucideIcon }> = {
  TAKEN_BACK: { icon: Undo2 },
  COUNTERSIGNED: { icon: ShieldCheck },
  NOT_COUNTERSIGNED: { icon: CircleX },
  REOPENED: { icon: History },
  VOIDED: { icon: Ban },
  READ: { icon: Eye },
  REPLIED: { icon: MessageSquare },
};

type Line = { at: string; words: string; icon: LucideIcon };

/** What happened to it, newest first. */
export function HistoryCard({
  view,
  recordHref,
  isStudent,
  className,
}: CardProps & { recordHref: string; isStudent: boolean }) {
  const several = view.evaluations.filter(({ isAnonymous, revision }) => isAnonymous && revision === 1);
  const evaluations = view.evaluations.flatMap(({ signedAt, revision, evaluator, ...line }): Line[] => {
    if (!signedAt) return [];
    if (line.isSelf) return [{ at: signedAt, words: recordStrings.historySelf(evaluator), icon: PersonStanding }];
    const isFirst = revision === 1;
    const name = evaluator || recordStrings.unnamedAssessor;
    // They came together, and the order in which they did tells nothing.
    if (line.isAnonymous && isFirst) {
      return line.id === several[0]?.id
        ? [{ at: signedAt, words: recordStrings.historySeveral(several.length), icon: Send }]
        : [];
    }
    const words = isFirst ? recordStrings.historySubmitted(name) : recordStrings.historyAmended(name);
    return [{ at: signedAt, words, icon: isFirst ? Send : Pencil }];
  });
  const acts = view.acts.map(
    ({ act, at, by }): Line => ({ at, words: recordStrings.historyActs[act](by), ...actLooks[act] }),
  );
  const lines = [...evaluations, ...acts].sort((one, other) => (one.at < other.at ? 1 : -1));
  return (
    <Card className={className}>
      <CardHeader title={recordStrings.history} />
      <CardBody className="pt-0">
        <ol className="flex flex-col gap-2.5">
          {lines.map(({ at, words, icon: Icon }) => (
            <li className="flex items-start gap-3" key={`${at} ${words}`}>
              <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
              <span className="min-w-0 flex-1">{words}</span>
              <span className="num shrink-0 text-sm text-muted">
                <DateText value={at} />
              </span>
            </li>
          ))}
        </ol>
        <p className="mt-4">
          <TextLink href={`${recordHref}?why=competency:${view.competencyId}`}>
            {isStudent ? recordStrings.ownRecordLink : recordStrings.recordLink(firstName(view.studentName))}
          </TextLink>
        </p>
      </CardBody>
    </Card>
  );
}
