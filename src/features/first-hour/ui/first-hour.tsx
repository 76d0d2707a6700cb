"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { FirstHourAnswer } from "#src/features/first-hour/schema.ts";
import { type Step, steps } from "#src/features/first-hour/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { AssessmentStep } from "./assessment-step.tsx";
import { AssignStep } from "./assign-step.tsx";
import { firstHourKeys, firstHourQuery, hideFirstHour } from "./first-hour-queries.ts";
import { FrameworkStep } from "./framework-step.tsx";
import { PeopleStep } from "./people-step.tsx";
import { PlacementStep } from "./placement-step.tsx";
import { RightNow } from "./right-now.tsx";

const forms: Record<Step, (props: { state: FirstHourAnswer }) => ReactNode> = {
  people: PeopleStep,
  framework: FrameworkStep,
  placement: PlacementStep,
  assign: AssignStep,
  assessment: AssessmentStep,
};

/** While a step waits for others, they are asked for; what is open is also told at once. */
const refreshMs = 5_000;

/** From an empty school to its first assessment, each step done where it stands. */
export function FirstHour({
  initial,
  aside,
}: {
  initial: FirstHourAnswer;
  /** Beside the steps, below what each role sees. */
  aside?: ReactNode;
}) {
  const query = useQuery({
    ...firstHourQuery(),
    initialData: initial,
    refetchInterval: ({ state }) => (waitsForOthers(state.data) ? refreshMs : false),
  });
  const state = query.data;
  const [chosen, setChosen] = useState<Step>();
  const current = chosen && !state.done.includes(chosen) ? chosen : state.next;
  const box = useRef<HTMLOListElement>(null);
  const before = useRef(current);

  // When a step is done, the keyboard goes on in the next.
  useEffect(() => {
    if (before.current === current) return;
    before.current = current;
    box.current?.querySelector<HTMLElement>('[aria-current="step"] h3')?.focus();
  }, [current]);

  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,2.2fr)_minmax(0,1fr)]">
      <Card aria-labelledby="first-hour-title">
        <CardHeader
          actions={<PutAway />}
          className="pb-2"
          description={state.next === null ? strings.allDone : strings.kept}
          title={strings.progress(state.done.length, steps.length)}
          titleId="first-hour-title"
        />
        <div aria-hidden className="grid grid-cols-5 gap-1 px-5 pb-4 max-md:px-4">
          {steps.map((step, index) => (
            <span
              className={cn("h-2 rounded-full", index < state.done.length ? "bg-accent" : "bg-surface-tertiary")}
              key={step}
            />
          ))}
        </div>
        <ol className="divide-y divide-separator border-t border-separator" ref={box}>
          {steps.map((step, index) => (
            <StepRow
              isCurrent={step === current}
              isDone={state.done.includes(step)}
              key={step}
              number={index + 1}
              onOpen={() => setChosen(step)}
              state={state}
              step={step}
            />
          ))}
        </ol>
      </Card>
      <div className="flex min-w-0 flex-col gap-5">
        <RightNow made={state.made} />
        {aside}
      </div>
    </div>
  );
}

/** What is assigned is made by a job, and an assessment by somebody else. */
function waitsForOthers(state: FirstHourAnswer | undefined): boolean {
  return state?.next === "assign" || state?.next === "assessment";
}

type StepRowProps = {
  step: Step;
  number: number;
  isDone: boolean;
  isCurrent: boolean;
  state: FirstHourAnswer;
  onOpen: () => void;
};

function StepRow({ step, number, isDone, isCurrent, state, onOpen }: StepRowProps) {
  const Form = forms[step];
  return (
    <li
      {...(isCurrent ? { "aria-current": "step" as const } : {})}
      className="grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 px-5 py-4 max-md:px-4"
    >
      <span
        aria-hidden
        className={cn(
          "num inline-flex size-8 items-center justify-center rounded-full border text-sm font-semibold",
          isDone && "border-transparent bg-success-soft text-success-soft-foreground",
          isCurrent && "border-transparent bg-accent text-accent-foreground",
          !isDone && !isCurrent && "border-border text-muted",
        )}
      >
        {isDone ? <Check className="size-4" /> : number}
      </span>
      <div className="min-w-0">
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
          <div className="min-w-0">
            <h3 className="text-base font-semibold outline-none" tabIndex={-1}>
              {strings.titles[step]}
              {isDone ? <span className="sr-only"> ({strings.stepDone})</span> : null}
            </h3>
            <p className="num text-sm text-muted">{isDone ? wordsOfDone(step, state.made) : strings.helps[step]}</p>
          </div>
          {isDone ? null : isCurrent ? (
            <span className="text-sm whitespace-nowrap text-muted max-md:hidden">{strings.minutes[step]}</span>
          ) : (
            <Button aria-label={strings.openStep(strings.titles[step])} onClick={onOpen} variant="ghost">
              {strings.open}
            </Button>
          )}
        </div>
        {isCurrent ? (
          <div className="mt-4">
            <Form state={state} />
          </div>
        ) : null}
      </div>
    </li>
  );
}

function wordsOfDone(step: Step, made: FirstHourAnswer["made"]): string {
  switch (step) {
    case "people":
      return strings.made.people(made.students, made.supervisors);
    case "framework":
      return strings.made.framework(made.frameworks);
    case "placement":
      return strings.made.placement(made.placements);
    case "assign":
      return strings.made.assign(made.assignments);
    case "assessment":
      return strings.made.assessment;
  }
}

function PutAway() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const set = async (isHidden: boolean) => {
    try {
      queryClient.setQueryData(firstHourKeys.state(), await hideFirstHour(isHidden));
      if (isHidden) {
        toast.success(strings.hidden, {
          description: strings.hiddenHelp,
          action: { label: strings.undo, onClick: () => void set(false) },
        });
      }
      router.refresh();
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  return (
    <Button onClick={() => void set(true)} variant="ghost">
      {strings.hide}
    </Button>
  );
}
