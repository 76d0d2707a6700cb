"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, CircleX, Hourglass, Pencil, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { StaffAssessmentView } from "#src/features/assessments/schema.ts";
import { assessmentMethods } from "#src/features/assessments/values.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card } from "#src/ui/card.tsx";
import { iconButtonStyle } from "#src/ui/icon-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { useReturnPlaces } from "#src/ui/return-place.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { Status } from "#src/ui/status.tsx";
import { StickyHeader } from "#src/ui/sticky-bar.tsx";
import { AmendForm } from "./amend-form-later.tsx";
import { AmendmentCard } from "./amendment-card.tsx";
import { assessmentQuery } from "./assessment-queries.ts";
import { ListSteps } from "./list-steps.tsx";
import { CountersignCard, ReopenCard, VoidButton } from "./record-act-cards.tsx";
import { ActCards, CriteriaCard, EvidenceCard, HistoryCard, JudgementCard, PrivateNoteCard } from "./record-cards.tsx";
import { RepliesCard } from "./record-replies.tsx";
import { recordStrings } from "./record-strings.ts";
import { SeveralCards } from "./several-cards.tsx";
import { methodWords, strings } from "./strings.ts";

type RecordProps = { id: string; backHref: string; isStudent: boolean };

/** A submitted assessment, for its student, their supervisors and their school. */
export function AssessmentRecord({ id, ...props }: RecordProps) {
  const assessment = useQuery(assessmentQuery(id));
  const { back } = useReturnPlaces(props.backHref);
  return (
    <>
      <PhoneHeader backHref={back} />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={assessment}
        skeleton={<Skeleton className="h-96 rounded-card" />}
      >
        {(view) => <Record {...props} back={back} view={view} />}
      </QueryContent>
    </>
  );
}

/** On a phone a task has a header of its own, here as in the form. */
function PhoneHeader({ backHref }: { backHref: string }) {
  return (
    <StickyHeader className="sticky top-0 z-20 -mx-4 -mt-5 mb-5 flex h-14 items-center gap-2 border-b border-border bg-surface ps-1.5 pe-4 md:hidden print:hidden">
      <Link aria-label={strings.back} className={iconButtonStyle()} href={backHref}>
        <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
      </Link>
      <p className="min-w-0 flex-1 truncate text-md font-semibold">{strings.assessment}</p>
      <ListSteps />
    </StickyHeader>
  );
}

function Record({
  view,
  back,
  backHref,
  isStudent,
}: Omit<RecordProps, "id"> & {
  /** Where the reader came from; `backHref` is where the student's record is. */
  back: string;
  view: StaffAssessmentView;
}) {
  const dates = useDates();
  const [isAmending, setAmending] = useState(false);
  const method = assessmentMethods.find((known) => known === view.method);
  const occasion = [
    view.observedAt ? strings.observedOn(dates.full(view.observedAt)) : null,
    method ? methodWords[method] : view.method,
    view.rotation,
  ].filter(Boolean);
  const isOpen = view.evaluations.length === 0;
  const inForce = view.evaluations.filter(({ state }) => state !== "SUPERSEDED");
  const amended = view.evaluations.filter(({ revision, isSelf }) => revision > 1 && !isSelf).toReversed();
  const several = inForce.filter(({ isAnonymous }) => isAnonymous);
  const may = new Set(view.nextActs);
  return (
    <>
      <PageHeader
        actions={
          <>
            <span className="max-md:hidden">
              <ListSteps />
            </span>
            {may.has("amend") && !isAmending ? (
              <Button icon={<Pencil aria-hidden />} onClick={() => setAmending(true)}>
                {recordStrings.amend}
              </Button>
            ) : null}
            {may.has("void") ? <VoidButton view={view} /> : null}
          </>
        }
        back={{ href: back, label: strings.back }}
        className="max-md:[&>div:first-child>a]:hidden"
        description={<span suppressHydrationWarning>{occasion.join(" · ")}</span>}
        status={<RecordStatus view={view} />}
        title={isStudent ? view.competencyName : recordStrings.titleOf(view.studentName, view.competencyName)}
      />
      {isOpen ? (
        <Callout>{strings.draftOfOther}</Callout>
      ) : (
        <div className="flex flex-col gap-5 lg:grid lg:grid-cols-[minmax(0,1fr)_320px] lg:items-start max-md:gap-4">
          <Column>
            {isAmending ? (
              <AmendForm onDone={() => setAmending(false)} view={view} />
            ) : (
              <>
                {several.length > 0 ? (
                  <SeveralCards className="max-lg:order-1" isStudent={isStudent} several={several} view={view} />
                ) : null}
                {inForce
                  // Beside what others say, their own view is where the student can change it.
                  .filter(({ isAnonymous, isSelf }) => !isAnonymous && !(isStudent && isSelf && inForce.length > 1))
                  .map((evaluation) => (
                    <JudgementCard
                      className="max-lg:order-1"
                      count={view.evaluations.filter(({ isSelf }) => isSelf === evaluation.isSelf).length}
                      evaluation={evaluation}
                      key={evaluation.id}
                      view={view}
                    />
                  ))}
              </>
            )}
            {may.has("countersign") ? <CountersignCard className="max-lg:order-1" view={view} /> : null}
            {may.has("reopen") ? <ReopenCard className="max-lg:order-1" view={view} /> : null}
            {amended.map((evaluation) => (
              <AmendmentCard
                after={evaluation}
                before={view.evaluations.find(({ id }) => id === evaluation.replacesId)}
                className="max-lg:order-3"
                isStudent={isStudent}
                key={evaluation.id}
                view={view}
              />
            ))}
            <ActCards className="max-lg:order-3" view={view} />
            <RepliesCard className="max-lg:order-3" isStudent={isStudent} view={view} />
          </Column>
          <Column>
            {isAmending ? null : <CriteriaCard className="max-lg:order-2" view={view} />}
            <EvidenceCard className="max-lg:order-4" view={view} />
            <PrivateNoteCard className="max-lg:order-4" view={view} />
            <HistoryCard className="max-lg:order-4" recordHref={backHref} isStudent={isStudent} view={view} />
          </Column>
        </div>
      )}
    </>
  );
}

/** A column beside the other; below, where both are one, their cards are put in the order in which one reads them. */
function Column({ children }: { children: ReactNode }) {
  return <div className="flex min-w-0 flex-col gap-5 max-lg:contents">{children}</div>;
}

function RecordStatus({ view: { status, needsCountersignature } }: { view: StaffAssessmentView }) {
  if (status === "APPROVED") {
    return (
      <Badge icon={<ShieldCheck aria-hidden />} tone="success">
        {recordStrings.countersigned}
      </Badge>
    );
  }
  if (status === "REJECTED") {
    return (
      <Badge icon={<CircleX aria-hidden />} tone="danger">
        {recordStrings.notCountersigned}
      </Badge>
    );
  }
  if (status === "SUBMITTED" && needsCountersignature) {
    return (
      <Badge icon={<Hourglass aria-hidden />} tone="warning">
        {recordStrings.waitsForCountersignature}
      </Badge>
    );
  }
  return <Status status={status} />;
}
