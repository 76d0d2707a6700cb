"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { HoursAnswer } from "#src/features/time-records/schema.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { Select } from "#src/ui/select.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { endsNextDay, entryOf, gapsOf, type HoursDraft, workedMinutes } from "./hours-form.ts";
import { strings } from "./strings.ts";
import { useRemoveHours, useSaveHours } from "./use-hours.ts";

/** What is edited: new hours, a draft, or hours that came back. */
export type Edited = { id: string | undefined; isDraft: boolean; draft: HoursDraft; question: string | null };

export type HoursDialogProps = {
  edited: Edited;
  placements: HoursAnswer["placements"];
  today: string;
  onClose: () => void;
};

/** The form of hours. It is mounted anew for each entry. */
export function HoursDialog({ edited, placements, today, onClose }: HoursDialogProps) {
  const [draft, setDraft] = useState(edited.draft);
  const [answer, setAnswer] = useState("");
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [key, setKey] = useState(newIdempotencyKey);
  const save = useSaveHours();
  const remove = useRemoveHours();

  const change = (part: Partial<HoursDraft>) => {
    setDraft({ ...draft, ...part });
    setFault(undefined);
    // What is sent now is another entry than the one that may have been refused.
    setKey(newIdempotencyKey());
  };
  const gaps: readonly string[] = showsGaps ? gapsOf(draft) : [];
  const errorOf = (name: keyof HoursDraft | "answer") =>
    gaps.includes(name) ? strings.needed : fault?.errors.find(({ path }) => path === name)?.message;
  const isKnown = fault?.errors.some(({ path }) => path in draft) ?? false;
  const submit = async (send: boolean) => {
    setShowsGaps(true);
    const [gap] = gapsOf(draft);
    if (gap) return scrollToField(gap);
    try {
      await save.mutateAsync({ id: edited.id, entry: entryOf(draft), send, answer: answer.trim(), key });
      toast.success(send ? strings.sent : strings.kept);
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };
  const throwAway = (id: string) =>
    remove.mutate(id, {
      onSuccess: () => {
        toast.success(strings.removed);
        onClose();
      },
      onError: (error) => error instanceof Problem && setFault(error),
    });
  const { id } = edited;
  const placement = placements.find((one) => one.id === draft.placementId);
  const minutes = workedMinutes(draft);
  const title = edited.question ? strings.answerTitle : id === undefined ? strings.addTitle : strings.changeTitle;
  return (
    <Dialog
      footer={
        <>
          {id !== undefined && edited.isDraft ? (
            <Button
              className="me-auto text-danger"
              loading={remove.isPending}
              onClick={() => throwAway(id)}
              variant="ghost"
            >
              {strings.remove}
            </Button>
          ) : null}
          {edited.isDraft ? (
            <Button loading={save.isPending && !save.variables.send} onClick={() => void submit(false)}>
              {strings.keepDraft}
            </Button>
          ) : null}
          <Button loading={save.isPending && save.variables.send} onClick={() => void submit(true)} variant="primary">
            {strings.send}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      size="lg"
      title={title}
    >
      <form
        className="grid grid-cols-2 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(true);
        }}
      >
        {edited.question ? (
          <div className="col-span-2 flex flex-col gap-4">
            <Callout tone="warning">{edited.question}</Callout>
            <Textarea
              label={strings.yourAnswerLabel}
              maxLength={2000}
              name="answer"
              onChange={(event) => setAnswer(event.target.value)}
              optional
              rows={2}
              value={answer}
            />
          </div>
        ) : null}
        {placements.length > 1 ? (
          <Select
            className="col-span-2"
            label={strings.whichPlacement}
            onValueChange={(placementId) => change({ placementId })}
            options={placements.map((one) => ({ value: one.id, label: `${one.rotation}, ${one.unit}` }))}
            value={draft.placementId}
          />
        ) : null}
        <TextField
          className="col-span-2"
          error={errorOf("day")}
          label={strings.day}
          max={today}
          name="day"
          onChange={(event) => change({ day: event.target.value })}
          type="date"
          value={draft.day}
        />
        <TextField
          error={errorOf("startTime")}
          label={strings.startTime}
          name="startTime"
          onChange={(event) => change({ startTime: event.target.value })}
          type="time"
          value={draft.startTime}
        />
        <TextField
          error={errorOf("endTime")}
          label={strings.endTime}
          name="endTime"
          onChange={(event) => change({ endTime: event.target.value })}
          type="time"
          value={draft.endTime}
        />
        <TextField
          error={errorOf("breakMinutes")}
          inputMode="numeric"
          label={strings.breakMinutes}
          name="breakMinutes"
          onChange={(event) => change({ breakMinutes: event.target.value })}
          value={draft.breakMinutes}
        />
        <p aria-live="polite" className="num self-end pb-2 text-sm text-muted">
          {minutes === null ? null : minutes > 0 ? strings.worked(durationWords(minutes)) : strings.workedNone}
          {endsNextDay(draft) ? <span className="block">{strings.endsNextDay}</span> : null}
        </p>
        <TextField
          className="col-span-2"
          error={errorOf("activity")}
          label={strings.activity}
          maxLength={200}
          name="activity"
          onChange={(event) => change({ activity: event.target.value })}
          placeholder={strings.activityPlaceholder}
          value={draft.activity}
        />
        <TextField
          className="col-span-2"
          error={errorOf("place")}
          hint={placement ? strings.placeHint(`${placement.unit}, ${placement.site}`) : undefined}
          label={strings.place}
          maxLength={120}
          name="place"
          onChange={(event) => change({ place: event.target.value })}
          optional
          value={draft.place}
        />
        <Textarea
          className="col-span-2"
          error={errorOf("note")}
          label={strings.note}
          maxLength={2000}
          name="note"
          onChange={(event) => change({ note: event.target.value })}
          optional
          rows={2}
          value={draft.note}
        />
        {fault && !isKnown ? (
          <Callout className="col-span-2" live title={strings.failed} tone="danger">
            {fault.detail}
          </Callout>
        ) : null}
        <button className="hidden" type="submit" />
      </form>
    </Dialog>
  );
}
