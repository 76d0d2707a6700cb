"use client";

import { CircleCheck, CircleX, Clock, Lightbulb, Undo2 } from "lucide-react";
import { useId, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { Wording, WordingsAnswer } from "#src/features/wordings/schema.ts";
import type { ModelFault } from "#src/features/wordings/values.ts";
import { fill } from "#src/lib/fill.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { Switch } from "#src/ui/switch.tsx";
import { toast } from "#src/ui/toast.tsx";
import { isBeingAsked, useChangeWordings } from "./wording-queries.ts";
import { strings } from "./wording-strings.ts";

/** Whether the model's sentences are shown, and each of them beside ours. */
export function SentencesCard({ answer }: { answer: WordingsAnswer }) {
  const titleId = useId();
  const { model, sentences } = answer;
  if (model === null) {
    return (
      <Card>
        <EmptyState description={strings.noneHelp} icon={<Lightbulb />} title={strings.none} />
      </Card>
    );
  }
  const answered = sentences.filter(({ state }) => state !== "WAITING").length;
  return (
    <Card aria-labelledby={titleId}>
      <CardHeader divided description={strings.sentencesHelp} title={strings.sentences} titleId={titleId} />
      <ShowSwitch isOn={model.isOn} />
      {model.fault ? <FaultLine fault={model.fault} model={model} /> : null}
      {isBeingAsked(answer) ? (
        <p className="border-b border-separator px-5 py-3 text-sm text-muted max-md:px-4" role="status">
          {strings.asking(answered, sentences.length)}
        </p>
      ) : null}
      <CardList>
        {sentences.map((sentence) => (
          <Line isOn={model.isOn} key={sentence.id} sentence={sentence} />
        ))}
      </CardList>
    </Card>
  );
}

function ShowSwitch({ isOn }: { isOn: boolean }) {
  const change = useChangeWordings();
  /** What is being saved, and shown as if it were. */
  const [wanted, setWanted] = useState<boolean>();
  const turn = async (next: boolean) => {
    setWanted(next);
    try {
      await change.mutateAsync({ path: "switch", body: { isOn: next } });
      toast.success(next ? strings.shown : strings.notShown);
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
    } finally {
      setWanted(undefined);
    }
  };
  return (
    <div className="flex items-start justify-between gap-4 border-b border-separator px-5 py-4 max-md:px-4">
      <div className="min-w-0">
        <p className="font-medium">{strings.show}</p>
        <p className="text-sm text-muted">{strings.showHelp}</p>
      </div>
      <Switch
        checked={wanted ?? isOn}
        disabled={wanted !== undefined}
        label={strings.show}
        onChange={({ target }) => void turn(target.checked)}
      />
    </div>
  );
}

function FaultLine({ fault, model }: { fault: ModelFault; model: NonNullable<WordingsAnswer["model"]> }) {
  const change = useChangeWordings();
  const ask = async () => {
    try {
      await change.mutateAsync({ path: "model", body: { address: model.address, model: model.model } });
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  const needsKey = fault === "KEY_REFUSED" || fault === "KEY_UNREADABLE";
  return (
    <div className="border-b border-separator p-5 max-md:px-4">
      <Callout title={strings.fault} tone="warning">
        <p>{strings.faults[fault]}</p>
        {needsKey ? null : (
          <Button className="mt-2" loading={change.isPending} onClick={() => void ask()}>
            {strings.again}
          </Button>
        )}
      </Callout>
    </div>
  );
}

const looks = {
  WAITING: { tone: "neutral", icon: <Clock aria-hidden /> },
  ACCEPTED: { tone: "success", icon: <CircleCheck aria-hidden /> },
  REFUSED: { tone: "warning", icon: <CircleX aria-hidden /> },
  SET_ASIDE: { tone: "neutral", icon: <Undo2 aria-hidden /> },
} as const;

function Line({ sentence, isOn }: { sentence: Wording; isOn: boolean }) {
  const { id, ours, theirs, state, refusal } = sentence;
  const change = useChangeWordings();
  const [our, their] = [fill(ours, strings.examples), theirs === null ? null : fill(theirs, strings.examples)];
  const choose = async (usesOurs: boolean, isUndo = false) => {
    try {
      await change.mutateAsync({ path: `sentences/${id}`, body: { usesOurs } });
      toast.success(
        usesOurs ? strings.usesOurs : strings.usesTheirs,
        isUndo ? {} : { action: { label: strings.undo, onClick: () => void choose(!usesOurs, true) } },
      );
    } catch (error) {
      toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  const usesTheirs = state === "ACCEPTED";
  const { tone, icon } = looks[state];
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 py-4 max-md:px-4">
      <dl className="grid min-w-0 flex-1 basis-80 grid-cols-[3.25rem_minmax(0,1fr)] gap-x-2 gap-y-1 wrap-anywhere">
        <dt className="text-sm leading-5 text-muted">{strings.ours}</dt>
        <dd className={usesTheirs ? "text-muted" : undefined}>{our}</dd>
        <dt className="text-sm leading-5 text-muted">{strings.theirs}</dt>
        <dd className={usesTheirs ? undefined : "text-muted"}>
          {their ?? strings.noAnswer}
          {refusal ? <span className="mt-0.5 block text-sm text-warning">{strings.refusals[refusal]}</span> : null}
        </dd>
      </dl>
      <div className="flex items-center gap-3">
        <Badge icon={icon} tone={tone}>
          {usesTheirs && isOn ? strings.isShown : strings.states[state]}
        </Badge>
        {state === "ACCEPTED" || state === "SET_ASIDE" ? (
          <Button
            aria-label={usesTheirs ? strings.oursFor(our) : strings.theirsFor(our)}
            loading={change.isPending}
            onClick={() => void choose(usesTheirs)}
          >
            {usesTheirs ? strings.useOurs : strings.useTheirs}
          </Button>
        ) : null}
      </div>
    </li>
  );
}
