"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { ColleaguesAnswer } from "#src/features/feedback/schema.ts";
import { fewestAnswers, maxAskingWords } from "#src/features/feedback/values.ts";
import { dayIn, instantIn } from "#src/lib/day.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { FieldError, fieldIds } from "#src/ui/field.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { TaskSkeleton } from "#src/ui/skeleton.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { colleaguesQuery, feedbackKeys, startRound } from "./feedback-queries.ts";
import { strings } from "./strings.ts";
import { firstName, WhoSees } from "./who-sees.tsx";

type StartPageProps = { studentId: string; competencyId: string; from: string };

/** A supervisor asks colleagues about a student: whom, about when, and what they should look at. */
export function StartPage({ studentId, competencyId, from }: StartPageProps) {
  const colleagues = useQuery(colleaguesQuery(studentId, competencyId));
  return (
    <QueryContent
      frame={(content) => (
        <TaskPage back={{ href: from, label: strings.back }} title={strings.ask}>
          {content}
        </TaskPage>
      )}
      query={colleagues}
      skeleton={<TaskSkeleton />}
    >
      {(answer) => <StartForm answer={answer} from={from} />}
    </QueryContent>
  );
}

type Errors = { colleagues?: string; day?: string; whole?: string };

function StartForm({ answer, from }: { answer: ColleaguesAnswer; from: string }) {
  const dates = useDates();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [day, setDay] = useState(answer.today);
  const [note, setNote] = useState("");
  const [errors, setErrors] = useState<Errors>({});
  const [isSending, setSending] = useState(false);
  // A second press repeats the first.
  const key = useRef(newIdempotencyKey());
  const change = (edit: () => void) => {
    edit();
    setErrors({});
    key.current = newIdempotencyKey();
  };
  const canAsk = answer.open === null && answer.colleagues.length >= fewestAnswers;

  const send = async () => {
    const missing = fewestAnswers - chosen.size;
    const gaps: Errors = {
      ...(missing > 0 ? { colleagues: strings.whomMissing(missing) } : {}),
      ...(day === "" || day > answer.today ? { day: strings.dayMissing } : {}),
    };
    setErrors(gaps);
    const first = Object.keys(gaps)[0];
    if (first) return void requestAnimationFrame(() => scrollToField(first));
    setSending(true);
    try {
      const words = note.trim();
      await startRound(
        {
          studentId: answer.studentId,
          competencyId: answer.competencyId,
          colleagueIds: [...chosen],
          observedAt: observedAt(day, answer, dates.now).toISOString(),
          ...(words ? { words } : {}),
        },
        key.current,
      );
      void queryClient.invalidateQueries({ queryKey: feedbackKeys.all() });
      router.push(from);
      toast.success(strings.sent(chosen.size));
    } catch (error) {
      setSending(false);
      setErrors({ whole: error instanceof Problem ? error.detail : strings.failed });
    }
  };

  return (
    <TaskPage
      back={{ href: from, label: strings.back }}
      footer={
        canAsk ? (
          <Button className="max-md:w-full" loading={isSending} onClick={() => void send()} size="lg" variant="primary">
            {strings.send(chosen.size)}
          </Button>
        ) : null
      }
      title={strings.ask}
    >
      {errors.whole ? (
        <div className="p-4 md:px-6">
          <Callout live tone="danger">
            {errors.whole}
          </Callout>
        </div>
      ) : null}
      <TaskSection className="py-4">
        <p className="text-sm text-muted">{`${answer.studentName} · ${answer.category}`}</p>
        <h2 className="text-lg leading-6 font-semibold text-balance">{answer.competencyName}</h2>
      </TaskSection>
      {canAsk ? (
        <>
          <TaskSection>
            <ColleagueChoice
              chosen={chosen}
              colleagues={answer.colleagues}
              disabled={isSending}
              error={errors.colleagues}
              onChange={(next) => change(() => setChosen(next))}
            />
          </TaskSection>
          <TaskSection>
            <h2 className="text-md font-semibold">{strings.when}</h2>
            <TextField
              className="mt-3"
              disabled={isSending}
              error={errors.day}
              inputClassName="max-w-44"
              label={strings.day}
              max={answer.today}
              name="day"
              onChange={(event) => change(() => setDay(event.target.value))}
              required
              type="date"
              value={day}
              {...(answer.observedFrom ? { min: dayIn(new Date(answer.observedFrom), answer.timeZone) } : {})}
            />
            <Textarea
              className="mt-5"
              disabled={isSending}
              hint={strings.noteHint}
              label={strings.note}
              maxLength={maxAskingWords}
              onChange={(event) => change(() => setNote(event.target.value))}
              optional
              rows={2}
              value={note}
            />
          </TaskSection>
          <WhoSees studentName={answer.studentName} />
        </>
      ) : (
        <CannotAsk answer={answer} />
      )}
    </TaskPage>
  );
}

/** Noon of a past day, and now on the day itself: it is about days, and must not lie in the future. */
function observedAt(day: string, { today, timeZone }: ColleaguesAnswer, now: Date): Date {
  const noon = instantIn(day, "12:00", timeZone);
  return day === today && noon > now ? now : noon;
}

function CannotAsk({ answer }: { answer: ColleaguesAnswer }) {
  if (answer.open) {
    return (
      <EmptyState
        compact
        description={strings.openHelp(answer.open.startedBy)}
        icon={<UsersRound />}
        title={strings.openTitle}
        {...(answer.open.takesPart
          ? {
              actions: (
                <LinkButton href={`/feedback/${answer.open.roundId}`} variant="primary">
                  {strings.openOwn}
                </LinkButton>
              ),
            }
          : {})}
      />
    );
  }
  const { studentId, competencyId, studentName } = answer;
  return (
    <EmptyState
      actions={
        <LinkButton href={`/assessment/new?${new URLSearchParams({ studentId, competencyId })}`} variant="primary">
          {strings.assessAlone}
        </LinkButton>
      }
      compact
      description={strings.tooFewHelp(firstName(studentName))}
      icon={<UsersRound />}
      title={strings.tooFewTitle}
    />
  );
}

function ColleagueChoice({
  colleagues,
  chosen,
  onChange,
  error,
  disabled,
}: {
  colleagues: ColleaguesAnswer["colleagues"];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  error: string | undefined;
  disabled: boolean;
}) {
  const ids = fieldIds("colleagues", { hint: strings.whomHelp(fewestAnswers), error });
  return (
    <fieldset aria-describedby={ids.describedBy} data-field="colleagues">
      <legend className="text-md font-semibold">{strings.whom}</legend>
      <p className="text-sm text-muted" id={ids.hintId}>
        {strings.whomHelp(fewestAnswers)}
      </p>
      <div className="mt-3 flex flex-col gap-2">
        {colleagues.map(({ id, name, isOwn }) => (
          <Checkbox
            checked={chosen.has(id)}
            disabled={disabled}
            key={id}
            label={isOwn ? strings.you(name) : name}
            onChange={(event) => {
              const next = new Set(chosen);
              if (event.target.checked) next.add(id);
              else next.delete(id);
              onChange(next);
            }}
          />
        ))}
      </div>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </fieldset>
  );
}
