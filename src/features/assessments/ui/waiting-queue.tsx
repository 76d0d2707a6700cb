"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CalendarClock, ClipboardCheck, FilePen, MessageCircleQuestion, UsersRound } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { QueryError } from "#src/client/query-content.tsx";
import type { QueueAnswer, QueueLine } from "#src/features/assessments/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { useRegisterShortcuts } from "#src/ui/shortcuts.ts";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { useRowKeys } from "#src/ui/use-row-keys.ts";
import { hrefOf, queueQuery } from "./assessment-queries.ts";
import { centreInAddress } from "./centre-filters.ts";
import { useRememberList } from "./listed-work.ts";
import { DueStudent } from "./queue-due.tsx";
import { DraftRow, FeedbackRow, type RequestActs, RequestRow } from "./queue-rows.tsx";
import { queueStrings as strings } from "./queue-strings.ts";
import { useHideStudent } from "./use-hide-student.ts";

const shortcuts = [
  { keys: ["J", "K"], does: strings.shortcutMove },
  { keys: ["↵"], does: strings.shortcutAssess },
  { keys: ["H"], does: strings.shortcutHide },
];

/**
 * "Waiting for you": drafts, requests, what colleagues ask, and what is due, by student; the student with the oldest due date is open. The
 * first row has the page's primary button.
 */
export function WaitingQueue({ onDecline }: RequestActs) {
  const queue = useInfiniteQuery(queueQuery());
  useRegisterShortcuts(shortcuts);
  if (!queue.data) {
    return queue.isError ? <QueryError query={queue} /> : <ListSkeleton rows={6} />;
  }
  return (
    <Sections
      isLoadingMore={queue.isFetchingNextPage}
      onDecline={onDecline}
      onMore={queue.hasNextPage ? () => void queue.fetchNextPage() : undefined}
      pages={queue.data.pages}
    />
  );
}

type SectionsProps = RequestActs & {
  pages: readonly QueueAnswer[];
  onMore: (() => void) | undefined;
  isLoadingMore: boolean;
};

function Sections({ pages, onMore, isLoadingMore, onDecline }: SectionsProps) {
  const box = useRef<HTMLDivElement>(null);
  const { hide } = useHideStudent();
  const lines = pages.flatMap(({ items }) => items);
  const drafts = lines.filter(({ kind }) => kind === "draft");
  const requests = lines.filter(({ kind }) => kind === "request");
  const feedback = lines.filter(({ kind }) => kind === "feedback");
  const counts = pages[0]?.counts ?? { drafts: 0, requests: 0, feedback: 0, due: 0, students: 0 };
  const dueOf = Map.groupBy(
    lines.filter(({ kind }) => kind === "due"),
    ({ studentId }) => studentId,
  );
  // A student whose first due date changed between two pages may be on both.
  const students = [
    ...new Map(pages.flatMap((page) => page.students.map((one) => [one.studentId, one] as const))).values(),
  ];
  useRememberList(lines.map((line) => ({ href: hrefOf(line), student: line.studentName })));

  const [isToggled, setToggled] = useState<Readonly<Record<string, boolean>>>({});
  const isOpen = (studentId: string, index: number) => isToggled[studentId] ?? index === 0;

  const { mutate } = hide;
  const leaving = useRef<{ studentId: string; beside: string | undefined }>(undefined);
  const hideStudent = useCallback(
    (studentId: string, studentName: string) => {
      const row = rowOf(box.current, studentId);
      const beside = row?.nextElementSibling ?? row?.previousElementSibling;
      leaving.current = {
        studentId,
        beside: beside instanceof HTMLElement ? beside.dataset.studentId : undefined,
      };
      mutate({ studentId, studentName });
    },
    [mutate],
  );
  // The row with the focus has gone; the focus goes to the student who was beside it.
  useEffect(() => {
    const left = leaving.current;
    if (!left || students.some(({ studentId }) => studentId === left.studentId)) return;
    leaving.current = undefined;
    if (left.beside) rowOf(box.current, left.beside)?.querySelector<HTMLElement>("[data-row-control]")?.focus();
  });
  const keys = useMemo(
    () => ({
      h: (control: HTMLElement) => {
        const row = control.closest<HTMLElement>("[data-student-name]");
        const { studentId, studentName } = row?.dataset ?? {};
        if (studentId && studentName) hideStudent(studentId, studentName);
      },
    }),
    [hideStudent],
  );
  useRowKeys(box, { keys });

  if (counts.drafts + counts.requests + counts.feedback + counts.due === 0) {
    return (
      <Card>
        <EmptyState
          actions={<LinkButton href="/dashboard/clinical-supervisor/students">{strings.yourStudents}</LinkButton>}
          compact
          description={strings.emptyHelp}
          icon={<ClipboardCheck />}
          title={strings.empty}
        />
        <Later later={pages[0]?.later} />
      </Card>
    );
  }
  return (
    <div className="flex flex-col gap-5" ref={box}>
      <Section
        count={counts.drafts}
        help={strings.draftsHelp}
        icon={<FilePen aria-hidden />}
        lines={drafts}
        row={(line, index) => <DraftRow isFirst={index === 0} key={line.assessmentId} line={line} />}
        tab="drafts"
        title={strings.drafts}
      />
      <Section
        count={counts.requests}
        help={strings.requestsHelp}
        icon={<MessageCircleQuestion aria-hidden />}
        lines={requests}
        row={(line, index) => (
          <RequestRow
            isFirst={drafts.length === 0 && index === 0}
            key={line.assessmentId}
            line={line}
            onDecline={onDecline}
          />
        )}
        tab="requested"
        title={strings.requests}
      />
      <Section
        count={counts.feedback}
        help={strings.feedbackHelp}
        icon={<UsersRound aria-hidden />}
        lines={feedback}
        row={(line, index) => (
          <FeedbackRow
            isFirst={drafts.length + requests.length === 0 && index === 0}
            key={line.assessmentId}
            line={line}
          />
        )}
        tab="feedback"
        title={strings.feedback}
      />
      {counts.due > 0 || (pages[0]?.later.count ?? 0) > 0 ? (
        <Card aria-labelledby="due-title">
          <SectionHeader
            count={counts.due}
            help={strings.dueHelp}
            icon={<CalendarClock aria-hidden />}
            title={strings.due}
            titleId="due-title"
          />
          <CardList>
            {students.map((student, index) => (
              <DueStudent
                isFirst={drafts.length + requests.length + feedback.length === 0 && index === 0}
                isOpen={isOpen(student.studentId, index)}
                key={student.studentId}
                lines={dueOf.get(student.studentId) ?? []}
                onHide={() => hideStudent(student.studentId, student.studentName)}
                onToggle={() =>
                  setToggled((known) => ({ ...known, [student.studentId]: !isOpen(student.studentId, index) }))
                }
                student={student}
              />
            ))}
          </CardList>
          {onMore ? (
            <CardFooter className="justify-center">
              <Button loading={isLoadingMore} onClick={onMore}>
                {strings.loadMoreStudents}
              </Button>
            </CardFooter>
          ) : null}
          <Later later={pages[0]?.later} />
        </Card>
      ) : null}
    </div>
  );
}

function rowOf(box: HTMLElement | null, studentId: string): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-student-name][data-student-id="${CSS.escape(studentId)}"]`) ?? null;
}

type SectionProps = {
  title: string;
  help: string;
  icon: ReactNode;
  count: number;
  lines: readonly QueueLine[];
  row: (line: QueueLine, index: number) => ReactNode;
  /** The tab of the assessment centre that has all of them. */
  tab: "drafts" | "requested" | "feedback";
};

function Section({ title, help, icon, count, lines, row, tab }: SectionProps) {
  if (count === 0) return null;
  return (
    <Card aria-labelledby={`${tab}-title`}>
      <SectionHeader count={count} help={help} icon={icon} title={title} titleId={`${tab}-title`} />
      <CardList>{lines.map(row)}</CardList>
      {count > lines.length && tab !== "feedback" ? (
        <CardFooter>
          <TextLink href={`/dashboard/clinical-supervisor/assessments${centreInAddress({ tab })}`}>
            {strings.allOf(count, title)}
          </TextLink>
        </CardFooter>
      ) : null}
    </Card>
  );
}

function SectionHeader({
  title,
  help,
  icon,
  count,
  titleId,
}: Pick<SectionProps, "title" | "help" | "icon" | "count"> & { titleId: string }) {
  return (
    <CardHeader
      actions={<span className="text-muted">{help}</span>}
      divided
      title={
        <span className="flex items-center gap-2 [&_svg]:size-[18px] [&_svg]:text-muted">
          {icon}
          {title} <span className="num font-normal text-muted">{count}</span>
        </span>
      }
      titleId={titleId}
    />
  );
}

function Later({ later }: { later: QueueAnswer["later"] | undefined }) {
  const dates = useDates();
  if (!later?.backOn) return null;
  return (
    <CardFooter>
      <p suppressHydrationWarning>{strings.later(later.count, dates.longDay(later.backOn))}</p>
    </CardFooter>
  );
}
