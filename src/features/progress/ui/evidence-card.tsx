"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, ClipboardList, FileText, Lock } from "lucide-react";
import type { CompetencyAnswer, EvidenceItem } from "#src/features/progress/schema.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { formatLevel } from "#src/ui/level.tsx";
import { LoadMore } from "#src/ui/load-more.tsx";
import { Rating } from "#src/ui/rating.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { strings as kit } from "#src/ui/strings.ts";
import { TextLink } from "#src/ui/text-link.tsx";
import { competencyStrings as strings } from "./competency-strings.ts";
import { moreEvidenceQuery } from "./progress-queries.ts";
import { methodWord } from "./strings.ts";

/** All evidence in time, newest first, with the words in full; each counts, or says why it does not. */
export function EvidenceCard({ answer }: { answer: CompetencyAnswer }) {
  const { evidence, counted, leftOutCount, studentId, assignmentId } = answer;
  // The first page came with the competency; what follows it is read when it is wanted.
  const more = useInfiniteQuery(moreEvidenceQuery(studentId, assignmentId, evidence.nextCursor));
  const items = [...evidence.items, ...(more.data?.pages.flatMap((page) => page.items) ?? [])];
  const hasMore = more.data ? more.hasNextPage : evidence.nextCursor !== null;
  if (items.length === 0) {
    return (
      <Card>
        <EmptyState compact description={strings.noEvidenceHelp} icon={<ClipboardList />} title={strings.noEvidence} />
      </Card>
    );
  }
  return (
    <Card>
      <CardHeader
        description={`${strings.evidenceCounts(counted, leftOutCount)}. ${strings.newestFirst}`}
        divided
        title={strings.evidence}
      />
      <ol className="py-1">
        {items.map((item, index) => (
          <Evidence answer={answer} isLast={index === items.length - 1} item={item} key={item.evaluationId} />
        ))}
      </ol>
      {hasMore || more.data ? (
        <LoadMore
          hasMore={hasMore}
          loading={more.isFetching}
          onLoadMore={() => void more.fetchNextPage()}
          shown={items.length}
        />
      ) : null}
    </Card>
  );
}

function Evidence({ item, answer, isLast }: { item: EvidenceItem; answer: CompetencyAnswer; isLast: boolean }) {
  const dates = useDates();
  const { scale } = answer;
  const Node = item.counts ? CircleCheck : CircleDashed;
  const where = [methodWord(item.method), item.rotation].filter(Boolean).join(", ");
  const hasWords = item.strengths || item.nextSteps || item.feedback;
  return (
    <li className="grid grid-cols-[4.5rem_1.25rem_minmax(0,1fr)] gap-x-3.5 px-5 max-md:grid-cols-1 max-md:px-4">
      <p className="num pt-4 text-end leading-5 max-md:hidden">
        <DateText className="block font-medium" kind="day" value={item.observedAt} />
        <DateText className="block text-xs text-muted" kind="time" value={item.observedAt} />
      </p>
      <span aria-hidden className="relative flex justify-center max-md:hidden">
        <span className={cn("absolute inset-y-0 w-px bg-separator", isLast && "bottom-auto h-6")} />
        <Node className={cn("relative mt-4 size-5 bg-surface", item.counts ? "text-success" : "text-muted")} />
      </span>
      <div className={cn("min-w-0 py-4", !isLast && "border-b border-separator")}>
        <div className="flex items-start gap-3">
          {item.evaluator ? <Avatar className="md:hidden" name={item.evaluator} size="md" /> : null}
          <div className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
            <div className="min-w-0">
              <p className="break-words">
                <span className="font-medium">
                  {item.evaluator || (item.isAnonymous ? strings.unnamedAssessor : strings.assessor)}
                </span>{" "}
                <span className="text-muted">{`· ${roleOf(item)}`}</span>
              </p>
              <p className="text-sm text-muted">
                <span className="text-muted md:hidden">
                  <DateText className="text-muted" kind="day" value={item.observedAt} />
                  {", "}
                  <DateText className="text-muted" kind="time" value={item.observedAt} />
                  {" · "}
                </span>
                {where}
              </p>
            </div>
            <Rating
              kind={scale.kind}
              label={item.valueLabel}
              max={scale.max}
              target={scale.target}
              value={item.value}
            />
          </div>
        </div>
        <div className="mt-3 flex max-w-[66ch] flex-col gap-2.5 empty:hidden">
          <Words title={strings.wentWell}>{item.strengths}</Words>
          <Words title={strings.nextTime}>{item.nextSteps}</Words>
          <Words title={item.strengths || item.nextSteps ? strings.feedback : null}>{item.feedback}</Words>
          {hasWords ? null : <p className="text-sm text-muted">{strings.noWords}</p>}
        </div>
        {item.privateNote ? (
          <div className="mt-3 max-w-[66ch] rounded-ctl border border-border bg-surface-secondary px-3 py-2.5">
            <p className="flex items-center gap-1.5 text-xs text-muted">
              <Lock aria-hidden className="size-3.5 shrink-0" />
              {strings.staffOnly(answer.studentName.split(" ")[0] ?? answer.studentName)}
            </p>
            <p className="mt-1 break-words whitespace-pre-line">{item.privateNote}</p>
          </div>
        ) : null}
        <Files files={item.files} />
        <div className="mt-2.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
          <span className={cn("inline-flex items-center gap-1.5", item.counts ? "text-success" : "text-muted")}>
            <Node aria-hidden className="size-4 shrink-0 md:hidden" />
            <span>
              {item.isSelf
                ? strings.selfNeverCounts
                : item.counts
                  ? countsWords(item, answer)
                  : `${strings.notCounted}. ${item.reasonSentence ?? ""}`}
            </span>
          </span>
          <TextLink
            aria-label={strings.openOf(dates.longDay(item.observedAt))}
            className="touch:py-2.5"
            href={`/assessment/${item.assessmentId}`}
            prefetch={false}
          >
            {strings.open}
          </TextLink>
          <Amendments item={item} kind={scale.kind} />
        </div>
      </div>
    </li>
  );
}

function roleOf({ isSelf, isGuest, evaluatorRole }: EvidenceItem): string {
  if (isSelf) return strings.self;
  if (isGuest) return strings.guest(evaluatorRole);
  const words: Record<string, string> = kit.roles;
  return words[evaluatorRole] ?? evaluatorRole;
}

function countsWords({ observedAt }: EvidenceItem, { scoringMethod, decisive }: CompetencyAnswer): string {
  if (decisive?.observedAt !== observedAt) return strings.counts;
  if (scoringMethod === "LATEST") return strings.countsLatest;
  return scoringMethod === "HIGHEST" ? strings.countsHighest : strings.counts;
}

function Words({ title, children }: { title: string | null; children: string | null }) {
  if (!children) return null;
  return (
    <div>
      {title === null ? null : <p className="text-sm text-muted">{title}</p>}
      <p className="text-md leading-6 break-words whitespace-pre-line">{children}</p>
    </div>
  );
}

function Files({ files }: Pick<EvidenceItem, "files">) {
  if (files.length === 0) return null;
  return (
    <ul className="mt-3 flex flex-wrap gap-2">
      {files.map((file) => (
        <li className="min-w-0" key={file.fileId}>
          <a
            className="flex min-h-10 max-w-full min-w-0 items-center gap-2 rounded-ctl border border-border px-3 py-1.5 text-sm hover:bg-surface-secondary touch:min-h-11"
            download
            href={`/api/files/${encodeURIComponent(file.fileId)}`}
          >
            <FileText aria-hidden className="size-4 shrink-0 text-muted" />
            <span className="min-w-0 truncate font-medium">{file.name}</span>
            <span className="num shrink-0 text-muted">{formatBytes(file.sizeBytes)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** What was submitted before it was amended, as history. */
function Amendments({ item, kind }: { item: EvidenceItem; kind: CompetencyAnswer["scale"]["kind"] }) {
  const dates = useDates();
  if (item.earlier.length === 0) return null;
  return (
    <details className="open:basis-full">
      <summary className="inline-block min-h-6 cursor-pointer rounded-sm py-0.5 text-muted hover:text-foreground touch:py-2.5">
        {strings.amended(item.earlier.length)}
      </summary>
      <ul className="mt-1 flex flex-col gap-0.5 border-s-2 border-separator ps-3">
        {item.earlier.map(({ value, valueLabel, signedAt }) => (
          <li className="num text-muted" key={signedAt} suppressHydrationWarning>
            {strings.until(dates.day(signedAt), earlierWords(value, valueLabel, kind))}
          </li>
        ))}
        {item.changeReason ? <li className="break-words text-muted">{strings.reason(item.changeReason)}</li> : null}
      </ul>
    </details>
  );
}

function earlierWords(value: number | null, label: string | null, kind: CompetencyAnswer["scale"]["kind"]): string {
  if (value === null) return strings.noLevel;
  if (kind === "BINARY") return label ?? formatLevel(value);
  return label === null || kind === "NUMERIC" ? formatLevel(value) : `${formatLevel(value)} · ${label}`;
}
