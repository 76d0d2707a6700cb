"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, UserX } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import { whyQuery } from "#src/features/progress/ui/progress-queries.ts";
import type { SupervisorsAnswer } from "#src/features/requests/schema.ts";
import { maxRequestWords } from "#src/features/requests/values.ts";
import { instantIn, timeIn } from "#src/lib/day.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { AskSkeletonSections } from "./ask-skeleton.tsx";
import { askHref, cancelRequest, requestKeys, sendRequest, supervisorsQuery } from "./request-queries.ts";
import { strings } from "./strings.ts";
import { SupervisorChoice } from "./supervisor-choice.tsx";
import { dayOf, type When, WhenChoice } from "./when-choice.tsx";

/** Three questions on one page: what (chosen), who saw it, when. `from` is where the student came from. */
export function AskPage({ competencyId, from }: { competencyId: string; from: string }) {
  const supervisors = useQuery(supervisorsQuery(competencyId));
  return (
    <QueryContent
      frame={(content) => (
        <TaskPage back={{ href: from, label: strings.back }} title={strings.ask}>
          {content}
        </TaskPage>
      )}
      query={supervisors}
      skeleton={
        <TaskPage back={{ href: from, label: strings.back }} title={strings.ask}>
          <AskSkeletonSections />
        </TaskPage>
      }
    >
      {(answer) => <AskForm answer={answer} from={from} key={answer.competencyId} />}
    </QueryContent>
  );
}

type Errors = { supervisor?: string; day?: string; time?: string; note?: string; whole?: string };

function AskForm({ answer, from }: { answer: SupervisorsAnswer; from: string }) {
  const dates = useDates();
  const router = useRouter();
  const queryClient = useQueryClient();
  const free = answer.supervisors.filter(({ open }) => open === null);
  const [chosen, setChosen] = useState<string | null>(free.length === 1 ? (free[0]?.id ?? null) : null);
  const [when, setWhen] = useState<When>(() => ({
    choice: "today",
    day: "",
    time: `${timeIn(dates.now, answer.timeZone).slice(0, 4)}0`,
  }));
  const [note, setNote] = useState<string>();
  const [errors, setErrors] = useState<Errors>({});
  const [isSending, setSending] = useState(false);
  // A second press repeats the first.
  const key = useRef(newIdempotencyKey());

  const supervisor = free.find(({ id }) => id === chosen);
  const change = (edit: () => void) => {
    edit();
    setErrors({});
    key.current = newIdempotencyKey();
  };

  const send = async () => {
    const day = dayOf(when, answer.today);
    const gaps: Errors = {
      ...(supervisor ? {} : { supervisor: strings.whoMissing }),
      ...(day === "" || day < answer.earliestOn || day > answer.today ? { day: strings.whichDayMissing } : {}),
      ...(when.time === "" ? { time: strings.timeMissing } : {}),
      ...((note ?? "").length > maxRequestWords ? { note: strings.noteTooLong } : {}),
    };
    setErrors(gaps);
    const first = Object.keys(gaps)[0];
    if (first || !supervisor) return void requestAnimationFrame(() => scrollToField(first ?? "supervisor"));
    setSending(true);
    try {
      const words = note?.trim();
      const sent = await sendRequest(
        {
          competencyId: answer.competencyId,
          supervisorId: supervisor.id,
          observedAt: instantIn(day, when.time, answer.timeZone).toISOString(),
          ...(words ? { words } : {}),
        },
        key.current,
      );
      void queryClient.invalidateQueries({ queryKey: requestKeys.all() });
      router.push(from);
      toast.success(strings.sent(sent.supervisorName), {
        durationMs: 10_000,
        action: { label: strings.undo, onClick: () => void undo(sent.assessmentId) },
      });
    } catch (error) {
      setSending(false);
      setErrors(errorsOf(error));
    }
  };

  const undo = async (id: string) => {
    try {
      await cancelRequest(id);
      toast.info(strings.cancelled);
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : strings.failedTitle);
    }
    void queryClient.invalidateQueries({ queryKey: requestKeys.all() });
  };

  return (
    <TaskPage
      back={{ href: from, label: strings.back }}
      footer={
        free.length === 0 ? null : (
          <div className="flex w-full flex-col gap-2 md:items-end">
            <Button
              className="max-md:w-full"
              loading={isSending}
              onClick={() => void send()}
              size="lg"
              variant="primary"
            >
              <span className="truncate">{supervisor ? strings.sendTo(supervisor.name) : strings.send}</span>
            </Button>
            {supervisor ? (
              <p className="text-center text-sm text-balance text-muted md:text-end" suppressHydrationWarning>
                {strings.until(supervisor.name, dates.longDay(answer.answerOn))}
              </p>
            ) : null}
          </div>
        )
      }
      title={strings.ask}
    >
      {errors.whole ? (
        <div className="p-4 md:px-6">
          <Callout live title={strings.failedTitle} tone="danger">
            {errors.whole}
          </Callout>
        </div>
      ) : null}
      <Subject answer={answer} from={from} />
      {answer.supervisors.length === 0 ? (
        <EmptyState compact description={strings.nobodyHelp} icon={<UserX />} title={strings.nobodyTitle} />
      ) : (
        <>
          <TaskSection>
            <SupervisorChoice
              asksForAnother={answer.assessorsMissing > 0}
              disabled={isSending}
              error={errors.supervisor}
              onValueChange={(id) => change(() => setChosen(id))}
              supervisors={answer.supervisors}
              value={chosen}
            />
            {free.length === 0 ? <p className="mt-3 text-muted">{strings.everybodyAsked}</p> : null}
          </TaskSection>
          {free.length === 0 ? null : (
            <>
              <TaskSection>
                <WhenChoice
                  disabled={isSending}
                  earliestOn={answer.earliestOn}
                  errors={errors}
                  onChange={(next) => change(() => setWhen(next))}
                  today={answer.today}
                  when={when}
                />
              </TaskSection>
              <TaskSection className="py-4">
                {note === undefined ? (
                  <Button className="-ms-3.5" onClick={() => setNote("")} variant="ghost">
                    <Plus aria-hidden />
                    <span className="text-accent">{strings.addNote}</span>
                    <span className="font-normal text-muted">{strings.noteNever}</span>
                  </Button>
                ) : (
                  <Textarea
                    autoFocus
                    disabled={isSending}
                    error={errors.note}
                    hint={strings.noteHint}
                    label={strings.note}
                    name="note"
                    onChange={(event) => change(() => setNote(event.target.value))}
                    optional
                    value={note}
                  />
                )}
              </TaskSection>
            </>
          )}
        </>
      )}
    </TaskPage>
  );
}

/** The competency, what it is missing, and the way to another. */
function Subject({ answer, from }: { answer: SupervisorsAnswer; from: string }) {
  const why = useQuery(whyQuery(answer.assignmentId));
  return (
    <TaskSection className="py-4">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <p className="text-sm text-muted">{[answer.code, answer.category].filter(Boolean).join(" · ")}</p>
          <h2 className="text-lg leading-6 font-semibold text-balance">{answer.competencyName}</h2>
        </div>
        <LinkButton aria-label={strings.changeWhat} className="shrink-0" href={askHref(undefined, from)} replace>
          {strings.change}
        </LinkButton>
      </div>
      {why.data ? <p className="mt-1 text-muted">{strings.missing(why.data.nextStep)}</p> : null}
    </TaskSection>
  );
}

/** A refusal of the server, beside its question where it names one. */
function errorsOf(error: unknown): Errors {
  if (!(error instanceof Problem)) return { whole: strings.failedTitle };
  const named = error.errors.map(({ path, message }): Errors => {
    if (path === "supervisorId") return { supervisor: error.detail };
    return path === "observedAt" ? { time: strings.itIs(message) } : { whole: error.detail };
  });
  return named.length === 0 ? { whole: error.detail } : Object.assign({}, ...named);
}
