"use client";

import { Coffee, Play, Square } from "lucide-react";
import { useEffect, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { HoursAnswer, TimerAnswer } from "#src/features/time-records/schema.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { Select } from "#src/ui/select.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./strings.ts";
import { useTimer } from "./use-hours.ts";

type TimerCardProps = {
  timer: TimerAnswer["timer"];
  /** The placements of today. */
  placements: HoursAnswer["placements"];
  /** The timer was stopped and is a draft now. */
  onStopped: (recordId: string) => void;
};

/** Start, break and stop. What is shown counts on from what the server said. */
export function TimerCard({ timer, placements, onStopped }: TimerCardProps) {
  return (
    <Card className="p-5 max-md:p-4">
      {timer ? <Running onStopped={onStopped} timer={timer} /> : <Idle placements={placements} />}
    </Card>
  );
}

function Idle({ placements }: Pick<TimerCardProps, "placements">) {
  const { mutate, isPending } = useTimer();
  const [chosen, setChosen] = useState<string>();
  const placement = placements.find(({ id }) => id === chosen) ?? placements[0];
  if (!placement) {
    return (
      <>
        <p className="font-medium">{strings.noPlacementToday}</p>
        <p className="mt-1 text-sm text-muted">{strings.noPlacementTodayHelp}</p>
      </>
    );
  }
  return (
    <>
      <p className="font-medium">{strings.notRunning}</p>
      <p className="mt-1 mb-4 text-sm text-muted">{strings.startHelp}</p>
      {placements.length > 1 ? (
        <Select
          className="mb-4"
          label={strings.whichPlacement}
          onValueChange={setChosen}
          options={placements.map(({ id, rotation, unit }) => ({ value: id, label: `${rotation}, ${unit}` }))}
          value={placement.id}
        />
      ) : null}
      <Button
        block
        icon={<Play aria-hidden />}
        loading={isPending}
        onClick={() => mutate({ act: "start", placementId: placement.id }, { onError: showProblem })}
        size="lg"
        variant="primary"
      >
        {strings.start}
      </Button>
    </>
  );
}

function Running({
  timer,
  onStopped,
}: { timer: NonNullable<TimerAnswer["timer"]> } & Pick<TimerCardProps, "onStopped">) {
  const { mutate, mutateAsync, isPending, variables } = useTimer();
  const [discarding, setDiscarding] = useState(false);
  const since = useSecondsSince(timer);
  const breakSeconds = timer.breakSeconds + (timer.isOnBreak ? since : 0);
  const worked = Math.max(0, Math.floor((timer.elapsedSeconds + since - breakSeconds) / 60));
  const place = `${timer.unit}, ${timer.rotation}`;
  const stop = async () => {
    try {
      const draft = await mutateAsync({ act: "stop" });
      if (draft) onStopped(draft.id);
    } catch (error) {
      showProblem(error);
    }
  };
  const busy = (act: string) => isPending && variables?.act === act;
  return (
    <>
      <p className="num flex items-center gap-2.5 text-base text-muted">
        <span aria-hidden className={`size-2 rounded-full ${timer.isOnBreak ? "bg-warning" : "bg-success"}`} />
        {timer.isOnBreak ? strings.onBreakSince(timer.startTime) : strings.onPlacementSince(timer.startTime)}
      </p>
      <p className="num my-1 text-[40px] leading-12 font-semibold tracking-tight" role="timer">
        {worked === 0 ? strings.justStarted : durationWords(worked)}
      </p>
      <p className="num mb-4 text-base text-muted">
        {breakSeconds < 60 ? place : strings.breakSoFar(place, durationWords(Math.floor(breakSeconds / 60)))}
      </p>
      <div className="grid grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)] gap-2">
        <Button
          icon={<Square aria-hidden fill="currentColor" />}
          loading={busy("stop")}
          onClick={() => void stop()}
          size="lg"
          variant="primary"
        >
          {strings.stop}
        </Button>
        <Button
          icon={<Coffee aria-hidden />}
          loading={busy("break")}
          onClick={() => mutate({ act: "break" }, { onError: showProblem })}
          size="lg"
        >
          {timer.isOnBreak ? strings.endBreak : strings.takeBreak}
        </Button>
      </div>
      <p className="mt-2 flex flex-wrap items-center justify-center gap-x-3 text-sm text-muted">
        {strings.checkHelp}
        <Button className="text-muted" onClick={() => setDiscarding(true)} variant="ghost">
          {strings.discardTimer}
        </Button>
      </p>
      <AlertDialog
        actionLabel={strings.discardTimer}
        cancelLabel={strings.keepTimer}
        description={strings.discardTimerHelp(timer.startTime)}
        onAction={() =>
          mutateAsync({ act: "discard" }).then(
            () => undefined,
            (error: unknown) => {
              showProblem(error);
              // A rejection keeps the dialog open, so that the user can try again.
              throw error;
            },
          )
        }
        onOpenChange={setDiscarding}
        open={discarding}
        title={strings.discardTimerTitle}
      />
    </>
  );
}

const tickMs = 5_000;

/** Seconds on this device since the server's answer arrived. It asks no clock for the time of day. */
function useSecondsSince(answer: object): number {
  const [known, setKnown] = useState({ answer, seconds: 0 });
  useEffect(() => {
    const start = performance.now();
    const tick = () => setKnown({ answer, seconds: Math.floor((performance.now() - start) / 1000) });
    tick();
    const interval = setInterval(tick, tickMs);
    return () => clearInterval(interval);
  }, [answer]);
  return known.answer === answer ? known.seconds : 0;
}

function showProblem(error: unknown): void {
  toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : undefined);
}
