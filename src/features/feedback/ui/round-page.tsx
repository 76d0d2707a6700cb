"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import type { RoundView } from "#src/features/feedback/schema.ts";
import { LinkButton } from "#src/ui/link-button.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { TaskSkeleton } from "#src/ui/skeleton.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { AnswerForm, type RenderCriterion } from "./answer-form.tsx";
import { roundQuery } from "./feedback-queries.ts";
import { StarterPart } from "./starter-part.tsx";
import { strings } from "./strings.ts";
import { WhoSees } from "./who-sees.tsx";

type RoundPageProps = { id: string; backHref: string; renderCriterion: RenderCriterion };

/** One round: who answered, for whoever started it; the form, for whoever was asked. */
export function RoundPage({ id, backHref, renderCriterion }: RoundPageProps) {
  const round = useQuery(roundQuery(id));
  const back = { href: backHref, label: strings.back };
  return (
    <QueryContent
      frame={(content) => (
        <TaskPage back={back} title={strings.round}>
          {content}
        </TaskPage>
      )}
      query={round}
      skeleton={<TaskSkeleton />}
    >
      {(view) => (
        <TaskPage back={back} title={view.own && !view.isStarter ? strings.give : strings.round}>
          <About view={view} />
          {view.state === "OPEN" ? (
            <>
              {view.isStarter ? <StarterPart view={view} /> : null}
              <WhoSees studentName={view.studentName} />
              {view.own ? <AnswerForm doneHref={backHref} renderCriterion={renderCriterion} round={view} /> : null}
            </>
          ) : (
            <Ended view={view} />
          )}
        </TaskPage>
      )}
    </QueryContent>
  );
}

function About({ view }: { view: RoundView }) {
  const dates = useDates();
  return (
    <TaskSection className="py-4">
      <p className="text-sm text-muted">{`${view.studentName} · ${view.competency.category}`}</p>
      <h2 className="text-lg leading-6 font-semibold text-balance">{view.competency.name}</h2>
      <p className="num mt-1 text-muted" suppressHydrationWarning>
        {[
          view.isStarter ? strings.askedByYou : strings.askedBy(view.startedBy),
          strings.observedOn(dates.day(view.observedAt)),
        ].join(" ")}
      </p>
      {view.words ? <p className="mt-2 whitespace-pre-line">{view.words}</p> : null}
    </TaskSection>
  );
}

function Ended({ view }: { view: RoundView }) {
  return (
    <TaskSection className="flex flex-col items-start gap-3">
      <p>{view.state === "CLOSED" ? strings.isClosed : strings.isCalledOff}</p>
      {view.state === "CLOSED" ? (
        <LinkButton href={`/assessment/${view.roundId}`} variant="primary">
          {strings.readIt}
        </LinkButton>
      ) : null}
    </TaskSection>
  );
}
