"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { OwnScale } from "#src/features/rating-scales/schema.ts";
import { maxLevels } from "#src/features/rating-scales/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { LevelChoice } from "#src/ui/level-choice.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { Select } from "#src/ui/select.tsx";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { LevelFields } from "./level-fields.tsx";
import { draftOf, firstGap, isCountable, levelsFor, type ScaleDraft, toInput } from "./scale-draft.ts";
import { useSaveScale } from "./use-scales.ts";

export type ScaleDialogProps = {
  /** The scale that is changed or copied; absent for one from nothing. */
  scale: OwnScale | undefined;
  isCopy: boolean;
  onClose: () => void;
};

/** A rating scale, and how an assessor will see it. */
export function ScaleDialog({ scale, isCopy, onClose }: ScaleDialogProps) {
  const changed = isCopy ? undefined : scale;
  const isFixed = (changed?.competencies ?? 0) > 0;
  const [draft, setDraft] = useState(() => draftOf(scale, isCopy && scale ? strings.copyName(scale.name) : undefined));
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [chosen, setChosen] = useState<number | null>(null);
  const [key, setKey] = useState(newIdempotencyKey);
  const save = useSaveScale(changed?.id);
  const edit = (part: Partial<ScaleDraft>) => {
    const next = { ...draft, ...part };
    // Their number follows the lowest and the highest value.
    setDraft("minValue" in part || "maxValue" in part || "kind" in part ? levelsFor(next) : next);
    setFault(undefined);
    setKey(newIdempotencyKey());
  };
  const errorAt = (path: string) => fault?.errors.find((error) => error.path === path)?.message;
  const gap = (value: string) => (showsGaps && value.trim() === "" ? strings.needed : undefined);
  const submit = async () => {
    setShowsGaps(true);
    const first = firstGap(draft);
    if (first) return scrollToField(first);
    try {
      await save.mutateAsync({ body: toInput(draft), key });
      toast.success(changed ? strings.saved : strings.made(draft.name.trim()));
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };
  const text = (name: "name" | "question" | "minValue" | "maxValue" | "defaultTarget") => ({
    name,
    value: draft[name],
    error: gap(draft[name]) ?? errorAt(name),
    onChange: (event: { target: { value: string } }) => edit({ [name]: event.target.value }),
  });
  return (
    <Dialog
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={save.isPending} onClick={() => void submit()} variant="primary">
            {changed ? strings.save : strings.make}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      size="lg"
      title={changed ? strings.changeTitle : strings.makeTitle}
    >
      <div className="grid grid-cols-3 gap-4 max-sm:grid-cols-1">
        <TextField {...text("name")} className="sm:col-span-2" label={strings.name} maxLength={80} />
        <Select
          disabled={isFixed}
          label={strings.kind}
          onValueChange={(kind) => edit(kind === "BINARY" ? { kind, minValue: "0", maxValue: "1" } : { kind })}
          options={(["ORDINAL", "NUMERIC", "BINARY"] as const).map((value) => ({ value, label: strings.kinds[value] }))}
          value={draft.kind}
        />
        <TextField
          {...text("question")}
          className="col-span-full"
          hint={strings.questionHint}
          label={strings.question}
          maxLength={200}
          placeholder={strings.questionPlaceholder}
        />
        {draft.kind === "BINARY" ? null : (
          <>
            <TextField {...text("minValue")} disabled={isFixed} inputMode="decimal" label={strings.lowest} />
            <TextField
              {...text("maxValue")}
              disabled={isFixed}
              error={text("maxValue").error ?? (isCountable(draft) ? undefined : strings.fewLevels(maxLevels))}
              inputMode="decimal"
              label={strings.highest}
            />
            <TextField {...text("defaultTarget")} inputMode="decimal" label={strings.target} />
            <Checkbox
              checked={draft.allowMean}
              className="col-span-full"
              disabled={isFixed}
              hint={strings.allowMeanHint}
              label={strings.allowMean}
              onChange={(event) => edit({ allowMean: event.target.checked })}
            />
          </>
        )}
        {isFixed ? <Callout className="col-span-full">{strings.levelsFixed}</Callout> : null}
        <LevelFields
          errorAt={errorAt}
          levels={draft.levels}
          onChange={(levels) => edit({ levels })}
          showsGaps={showsGaps}
        />
        <section aria-label={strings.preview} className="col-span-full rounded-card border border-border p-4">
          <h3 className="mb-3 font-semibold">{strings.preview}</h3>
          <LevelChoice
            label={draft.name || strings.name}
            onValueChange={setChosen}
            question={draft.question || undefined}
            scale={{
              kind: draft.kind,
              minValue: Number(draft.minValue),
              maxValue: Number(draft.maxValue),
              levels: draft.levels,
            }}
            target={Number(draft.defaultTarget)}
            value={chosen}
          />
        </section>
        {fault && !fault.errors.some(({ path }) => path in draft || path.startsWith("levels.")) ? (
          <Callout className="col-span-full" live title={strings.failed} tone="danger">
            {fault.errors[0]?.message ?? fault.detail}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}
