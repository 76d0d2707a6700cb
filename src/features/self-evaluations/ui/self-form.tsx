"use client";

import { useRef, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { maxSelfWords } from "#src/features/self-evaluations/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import type { Scale } from "#src/ui/level.tsx";
import { LevelChoice } from "#src/ui/level-choice.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { bodyOf, giveSelfEvaluation, type SelfSubject } from "./self-evaluation-queries.ts";
import { strings } from "./strings.ts";

export type SelfFormProps = {
  about: SelfSubject;
  scale: Scale;
  target: number;
  initial: { value: number | null; words: string | null } | undefined;
  onSaved: () => void;
  onCancel: () => void;
};

export function SelfForm({ about, scale, target, initial, onSaved, onCancel }: SelfFormProps) {
  const [rating, setRating] = useState(initial?.value ?? null);
  const [words, setWords] = useState(initial?.words ?? "");
  const [isMissing, setMissing] = useState(false);
  const [fault, setFault] = useState<string>();
  const [isSaving, setSaving] = useState(false);
  const key = useRef(newIdempotencyKey());
  const change = (edit: () => void) => {
    edit();
    setMissing(false);
    setFault(undefined);
    key.current = newIdempotencyKey();
  };
  const save = async () => {
    if (rating === null || Number.isNaN(rating)) {
      setMissing(true);
      return void requestAnimationFrame(() => scrollToField("selfRating"));
    }
    setSaving(true);
    try {
      await giveSelfEvaluation(bodyOf(about, rating, words), key.current);
      toast.success(strings.saved);
      onSaved();
    } catch (error) {
      setSaving(false);
      setFault(error instanceof Problem ? error.detail : strings.failed);
    }
  };
  return (
    <div className="flex flex-col gap-5">
      <LevelChoice
        dense
        disabled={isSaving}
        error={isMissing ? strings.levelMissing : undefined}
        label={strings.level[scale.kind]}
        name="selfRating"
        onValueChange={(value) => change(() => setRating(value))}
        scale={scale}
        target={target}
        value={rating}
      />
      <Textarea
        disabled={isSaving}
        hint={strings.wordsHint}
        label={strings.words}
        maxLength={maxSelfWords}
        onChange={(event) => change(() => setWords(event.target.value))}
        optional
        rows={3}
        value={words}
      />
      {fault ? (
        <Callout live tone="danger">
          {fault}
        </Callout>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button disabled={isSaving} onClick={onCancel}>
          {strings.cancel}
        </Button>
        <Button loading={isSaving} onClick={() => void save()} variant="primary">
          {strings.save}
        </Button>
      </div>
    </div>
  );
}
