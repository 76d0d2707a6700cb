"use client";

import type { SubmissionLine } from "#src/features/submissions/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { Status } from "#src/ui/status.tsx";
import { strings } from "./strings.ts";

type SubmissionRowProps = {
  line: SubmissionLine;
  href: string;
  /** Staff read whose it is first. */
  isStaff?: boolean;
  /** On the page of its competency, whose name it then leaves out. */
  isOfCompetency?: boolean;
};

/** One submission in a list: the row is its link. */
export function SubmissionRow({ line, href, isStaff = false, isOfCompetency = false }: SubmissionRowProps) {
  const dates = useDates();
  const { kind, status, submittedAt, updatedAt, reviewer, competencyName, studentName } = line;
  const when = submittedAt ? strings.submittedOn(dates.day(submittedAt)) : strings.changedOn(dates.day(updatedAt));
  const isDecided = status === "APPROVED" || status === "REJECTED" || status === "RETURNED";
  const who =
    reviewer === null
      ? null
      : status === "IN_REVIEW"
        ? strings.inReviewBy(reviewer)
        : isDecided
          ? strings.reviewedBy(reviewer)
          : null;
  const title = isStaff ? studentName : isOfCompetency ? strings.kinds[kind] : competencyName;
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3 transition-colors duration-150 hover:bg-surface-secondary max-md:px-4">
      <div className="min-w-0 flex-1 basis-56 max-md:basis-full">
        <p className="wrap-anywhere">
          <RowLink aria-label={isStaff ? `${studentName}, ${competencyName}` : strings.ofCompetency(title)} href={href}>
            {title}
          </RowLink>
        </p>
        {isStaff && !isOfCompetency ? <p className="wrap-anywhere">{competencyName}</p> : null}
        <p className="num text-sm text-muted" suppressHydrationWarning>
          {[when, who].filter(Boolean).join(" · ")}
        </p>
      </div>
      <div className="flex shrink-0 flex-wrap items-center gap-2">
        {kind === "PRIOR_LEARNING" && !(isOfCompetency && !isStaff) ? (
          <Badge tone="outline">{strings.kinds[kind]}</Badge>
        ) : null}
        <SubmissionState isStaff={isStaff} status={status} />
      </div>
    </li>
  );
}

/** The state in the words of its reader. */
export function SubmissionState({ status, isStaff }: Pick<SubmissionLine, "status"> & { isStaff: boolean }) {
  const word = (isStaff ? strings.staffStates[status] : undefined) ?? strings.states[status];
  return <Status status={status} word={word} />;
}
