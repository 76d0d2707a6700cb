"use client";

import { useRouter } from "next/navigation";
import type { RequestLine } from "#src/features/requests/schema.ts";
import { Person } from "#src/ui/person.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { useReturnPlaces } from "#src/ui/return-place.tsx";
import { Status } from "#src/ui/status.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { CancelButton } from "./cancel-button.tsx";
import { strings } from "./strings.ts";

/** A request that is not an assessment yet, or never became one: for its student, other staff, and its supervisor afterwards. */
export function RequestRecord({
  request,
  backHref,
  isOwn,
}: {
  request: RequestLine;
  backHref: string;
  isOwn: boolean;
}) {
  const dates = useDates();
  const router = useRouter();
  const { back } = useReturnPlaces(backHref);
  const lines = [
    strings.askedWhom(request.supervisorName, dates.full(request.askedAt)),
    request.observedAt ? strings.happened(dates.full(request.observedAt)) : null,
    request.status === "REQUESTED" && request.answerOn ? strings.answerBy(dates.longDay(request.answerOn)) : null,
    request.isRenewed ? strings.renewed : null,
  ];
  return (
    <TaskPage back={{ href: back, label: strings.back }} title={strings.requestTitle}>
      <TaskSection className="pt-4">
        <Person name={request.studentName} size="lg" />
        <p className="mt-4 text-sm text-muted">{request.category}</p>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h2 className="text-lg leading-6 font-semibold text-balance">{request.competencyName}</h2>
          <Status status={request.status} word={strings.states[request.status]} />
        </div>
        <ul className="num mt-2 text-muted">
          {lines.map((line) =>
            line ? (
              <li key={line} suppressHydrationWarning>
                {line}
              </li>
            ) : null,
          )}
        </ul>
      </TaskSection>
      <Words title={strings.reason}>{request.reason}</Words>
      <Words title={strings.yourWords}>{request.words}</Words>
      {isOwn && request.status === "REQUESTED" ? (
        <TaskSection>
          <CancelButton line={request} onCancelled={() => router.push(back)} />
        </TaskSection>
      ) : null}
    </TaskPage>
  );
}

function Words({ title, children }: { title: string; children: string | null }) {
  if (!children) return null;
  return (
    <TaskSection>
      <h3 className="font-semibold">{title}</h3>
      <p className="mt-1 whitespace-pre-line">{children}</p>
    </TaskSection>
  );
}
