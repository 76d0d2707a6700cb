"use client";

import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { CompetencyAnswer } from "#src/features/progress/schema.ts";
import { isCompleted, statusShown } from "#src/features/progress/values.ts";
import { Card } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Status } from "#src/ui/status.tsx";
import { CompetencyAside } from "./competency-aside.tsx";
import type { RowAct } from "./competency-row.tsx";
import { competencyStrings as strings } from "./competency-strings.ts";
import { CyclesCard } from "./cycles-card.tsx";
import { EvidenceCard } from "./evidence-card.tsx";
import { LevelCard } from "./level-card.tsx";
import { competencyQuery } from "./progress-queries.ts";
import { strings as progressStrings } from "./strings.ts";
import { useAskedWords } from "./use-asked-words.ts";

type CompetencyPageProps = {
  assignmentId: string;
  studentId: string;
  back: { href: string; label: string };
  /** The student reads their own; staff read somebody's. */
  isOwn: boolean;
  /** What the reader may do about it: a student asks for an assessment, a supervisor makes one. */
  act?: RowAct | undefined;
  /** Beside the one act. */
  otherAct?: { href: string; label: string } | undefined;
  /** Between the level and the evidence. */
  children?: ReactNode;
  /** Under the evidence that counts. */
  below?: ReactNode;
};

/** One competency of one student: the statement, the level against its target, what is missing, why, the evidence. */
export function CompetencyPage({
  assignmentId,
  studentId,
  back,
  isOwn,
  act,
  otherAct,
  children,
  below,
}: CompetencyPageProps) {
  const competency = useQuery(competencyQuery(studentId, assignmentId));
  return (
    <QueryContent frame={(content) => <Card>{content}</Card>} query={competency} skeleton={null}>
      {(answer) => (
        <>
          <PageHeader
            actions={
              <>
                {otherAct && answer.status !== "WITHDRAWN" ? (
                  <LinkButton className="max-md:hidden" href={otherAct.href} prefetch={false}>
                    {otherAct.label}
                  </LinkButton>
                ) : null}
                <Act act={act} answer={answer} className="max-md:hidden" />
              </>
            }
            back={back}
            className="max-md:gap-y-0 md:flex-nowrap"
            description={<Described answer={answer} isOwn={isOwn} />}
            status={<Status status={statusShown(answer.status, answer)} />}
            title={answer.competencyName}
          />
          <div className="grid items-start gap-5 max-md:gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
            <div className="flex min-w-0 flex-col gap-5 max-md:gap-4">
              <LevelCard answer={answer} isOwn={isOwn}>
                <Act act={act} answer={answer} className="w-full md:hidden" isPhone />
                {otherAct && answer.status !== "WITHDRAWN" ? (
                  <LinkButton className="w-full md:hidden" href={otherAct.href} prefetch={false} size="lg">
                    {otherAct.label}
                  </LinkButton>
                ) : null}
              </LevelCard>
              {children}
              <EvidenceCard answer={answer} />
              {answer.renewal && answer.renewal.cycles.length > 0 ? (
                <CyclesCard renewal={answer.renewal} scale={answer.scale} />
              ) : null}
              {below}
            </div>
            <CompetencyAside answer={answer} />
          </div>
        </>
      )}
    </QueryContent>
  );
}

/** Code, category and day, then the statement; for staff first whose it is. */
function Described({ answer, isOwn }: { answer: CompetencyAnswer; isOwn: boolean }) {
  const due = useDue(answer);
  const parts = [isOwn ? null : answer.studentName, answer.code, answer.category].filter(Boolean).join(" · ");
  return (
    <>
      <span className="block text-sm">
        <span className="break-words text-muted">{parts}</span>
        {due ? (
          <>
            {" · "}
            <span className={cn("num font-medium", due.tone)}>{due.words}</span>
          </>
        ) : null}
      </span>
      {answer.description && answer.description !== answer.competencyName ? (
        <span className="mt-1.5 block text-foreground">{answer.description}</span>
      ) : null}
    </>
  );
}

function useDue({ status, dueOn, completedOn, expiresOn, expiresSoon }: CompetencyAnswer) {
  const dates = useDates();
  if (expiresOn && (expiresSoon || !isCompleted(status))) {
    const days = dates.daysFromToday(expiresOn);
    const words = days < 0 ? progressStrings.expiredAgo(-days) : progressStrings.expiresIn(days);
    return { words: strings.expiresOn(words, dates.longDay(expiresOn)), tone: "text-warning" };
  }
  if (isCompleted(status)) {
    if (!completedOn) return null;
    const completed = strings.completedOn(dates.longDay(completedOn));
    return {
      words: expiresOn ? strings.validUntil(completed, dates.longDay(expiresOn)) : completed,
      tone: "text-muted",
    };
  }
  if (dueOn === null || status === "WITHDRAWN" || status === "EXPIRED") return null;
  const day = dates.longDay(dueOn);
  const days = dates.daysFromToday(dueOn);
  if (status === "OVERDUE")
    return { words: strings.due(progressStrings.daysLate(Math.max(1, -days)), day), tone: "text-danger" };
  if (days > 14) return { words: strings.dueOn(day), tone: "text-muted" };
  return { words: strings.due(progressStrings.dueIn(days), day), tone: days < 7 ? "text-warning" : "text-muted" };
}

/** The one act; a request that waits takes its place. */
function Act({
  act,
  answer,
  className,
  isPhone = false,
}: Pick<CompetencyPageProps, "act"> & { answer: CompetencyAnswer; className: string; isPhone?: boolean }) {
  const askedWords = useAskedWords();
  if (!act || answer.status === "WITHDRAWN") return null;
  if (answer.asked && act.kind === "ask") {
    return (
      <p className={cn("flex items-center gap-1.5 text-sm text-muted", className)} suppressHydrationWarning>
        <Send aria-hidden className="size-4 shrink-0" />
        {askedWords(answer.asked)}
      </p>
    );
  }
  const isNeeded = !isCompleted(answer.status) || answer.expiresSoon;
  return (
    <LinkButton
      className={className}
      href={act.href}
      prefetch={false}
      variant={isNeeded ? "primary" : "secondary"}
      {...(isPhone ? { size: "lg" as const } : {})}
    >
      {act.kind === "ask" ? strings.askForAssessment : strings.assess}
    </LinkButton>
  );
}
