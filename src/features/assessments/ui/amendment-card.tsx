"use client";

import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import type { StaffAssessmentView } from "#src/features/assessments/schema.ts";
import { type DiffPart, diffWords } from "#src/lib/word-diff.ts";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { LevelTile } from "#src/ui/level.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { levelWords } from "./assessment-values.ts";
import { type CardProps, type Evaluation, ratingOf, scoreWords, Words } from "./record-cards.tsx";
import { recordStrings } from "./record-strings.ts";
import { strings } from "./strings.ts";

/** What an amendment changed, in the order in which one asks: why, the level, the words, and what stayed. */
export function AmendmentCard({
  view,
  before,
  after,
  isStudent,
  className,
}: CardProps & { before: Evaluation | undefined; after: Evaluation; isStudent: boolean }) {
  const dates = useDates();
  if (!before) return null;
  const texts = textsOf(before, after, isStudent);
  const changed = texts.filter(({ from, to }) => from !== to);
  const unchanged = texts.filter(({ from, to }) => from === to && to !== "").map(({ label }) => label);
  const hasLevelChanged = ratingOf(before) !== ratingOf(after);
  const scores = scoresOf(before, after);
  const changedScores = scores.filter(({ from, to }) => from !== to);
  if (scores.length > 0 && changedScores.length === 0) unchanged.push(recordStrings.allCriteria(scores.length));
  return (
    <Card className={className}>
      <CardHeader
        description={
          <span suppressHydrationWarning>
            {recordStrings.amendmentOf(after.revision, after.signedAt ? dates.full(after.signedAt) : "")}
          </span>
        }
        divided
        title={recordStrings.amendmentTitle}
      />
      <CardBody>
        <dl className="grid gap-x-6 gap-y-3 md:grid-cols-[96px_minmax(0,1fr)] max-md:gap-y-1">
          <Row label={recordStrings.reason}>
            <span className="whitespace-pre-line">{after.changeReason}</span>
          </Row>
          {hasLevelChanged ? (
            <Row label={recordStrings.level}>
              <LevelChange after={after} before={before} scale={view.scale} />
            </Row>
          ) : null}
          {changedScores.map(({ id, name, from, to }) => (
            <Row key={id} label={name}>
              <Change from={from} to={to} />
            </Row>
          ))}
          {changed.map(({ label, from, to }) => (
            <Row key={label} label={label}>
              <WordDiff after={to} before={from} />
            </Row>
          ))}
          {unchanged.length > 0 ? (
            <Row label={recordStrings.unchanged}>
              <span className="text-muted">{unchanged.join(", ")}</span>
            </Row>
          ) : null}
        </dl>
        <EarlierWords evaluation={before} />
      </CardBody>
    </Card>
  );
}

/** What was said before, as it stood. */
function EarlierWords({ evaluation }: { evaluation: Evaluation }) {
  const { strengths, nextSteps, feedback, revision } = evaluation;
  if (!strengths && !nextSteps && !feedback) return null;
  return (
    <details className="mt-4 print:hidden">
      <summary className="flex min-h-11 w-fit cursor-pointer items-center rounded-sm text-sm font-medium text-accent">
        {recordStrings.readRevision(revision)}
      </summary>
      <div className="flex flex-col gap-3 border-s-2 border-separator ps-4">
        <Words title={recordStrings.wentWell}>{strengths}</Words>
        <Words title={recordStrings.nextTime}>{nextSteps}</Words>
        <Words title={recordStrings.feedback}>{feedback}</Words>
      </div>
    </details>
  );
}

function textsOf(before: Evaluation, after: Evaluation, isStudent: boolean) {
  const labels = {
    strengths: recordStrings.wentWell,
    nextSteps: recordStrings.nextTime,
    feedback: recordStrings.feedback,
    privateNote: recordStrings.privateNote,
  };
  const names = ["strengths", "nextSteps", "feedback", ...(isStudent ? [] : (["privateNote"] as const))] as const;
  const words = names.map((name) => ({ label: labels[name], from: before[name] ?? "", to: after[name] ?? "" }));
  const comments = after.criteria.flatMap(({ rubricId, name, comment }) => {
    const from = before.criteria.find((one) => one.rubricId === rubricId)?.comment ?? "";
    const to = comment ?? "";
    return from === to ? [] : [{ label: name, from, to }];
  });
  return [...words, ...comments];
}

function scoresOf(before: Evaluation, after: Evaluation) {
  const names = new Map([...before.criteria, ...after.criteria].map(({ rubricId, name }) => [rubricId, name]));
  const wordsIn = (evaluation: Evaluation, id: string) => {
    const found = evaluation.criteria.find(({ rubricId }) => rubricId === id);
    return found ? scoreWords(found) : strings.notObserved;
  };
  return [...names].map(([id, name]) => ({ id, name, from: wordsIn(before, id), to: wordsIn(after, id) }));
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-sm text-muted max-md:not-first:mt-3">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function LevelChange({
  before,
  after,
  scale,
}: {
  before: Evaluation;
  after: Evaluation;
  scale: StaffAssessmentView["scale"];
}) {
  const [from, to] = [ratingOf(before), ratingOf(after)];
  const wordsOf = (rating: number | null) => (rating === null ? recordStrings.noRating : levelWords(rating, scale));
  const tileOf = (rating: number | null) =>
    rating === null || scale.kind === "BINARY" ? null : (
      <LevelTile className="size-8 text-base" max={scale.max} min={scale.min} value={rating} />
    );
  return (
    <Change
      from={wordsOf(from)}
      fromTile={<span className="opacity-70">{tileOf(from)}</span>}
      to={wordsOf(to)}
      toTile={tileOf(to)}
    />
  );
}

type ChangeProps = { from: string; to: string; fromTile?: ReactNode; toTile?: ReactNode };

function Change({ from, to, fromTile, toTile }: ChangeProps) {
  return (
    <span className="num flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="inline-flex items-center gap-2">
        {fromTile}
        <del className="text-muted">
          <span className="sr-only">{recordStrings.before}</span>
          {from}
        </del>
      </span>
      <ArrowRight aria-hidden className="size-4 text-muted rtl:-scale-x-100" />
      <span className="inline-flex items-center gap-2 font-medium">
        {toTile}
        <span>
          <span className="sr-only">{recordStrings.after}</span>
          {to}
        </span>
      </span>
    </span>
  );
}

/** Deleted words are struck and inserted ones underlined, and both are said: colour alone tells nothing. */
function WordDiff({ before, after }: { before: string; after: string }) {
  return (
    <p className="max-w-[66ch] leading-6 whitespace-pre-line">
      {keyed(diffWords(before, after)).map(({ key, kind, text }) => {
        if (kind === "same") return <span key={key}>{text}</span>;
        if (kind === "removed") {
          return (
            <del className="me-1 text-muted" key={key}>
              <span className="sr-only">{recordStrings.removedWords}</span>
              {text}
            </del>
          );
        }
        return (
          <ins className="bg-success-soft text-success-soft-foreground decoration-2 underline-offset-2" key={key}>
            <span className="sr-only">{recordStrings.addedWords}</span>
            {text}
          </ins>
        );
      })}
    </p>
  );
}

/** A part has no name of its own; its place in the text is one. */
function keyed(parts: readonly DiffPart[]) {
  let at = 0;
  return parts.map((part) => {
    const key = `${part.kind} ${at}`;
    at += part.text.length;
    return { ...part, key };
  });
}
