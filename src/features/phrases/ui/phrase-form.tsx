"use client";

import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { PhraseBody } from "#src/features/phrases/schema.ts";
import { maxPhraseLength, type PhraseKind, phraseKinds } from "#src/features/phrases/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Select } from "#src/ui/select.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { kindWords, strings } from "./strings.ts";

/** The words of one phrase and the field that they fit. */
export function PhraseForm({
  initial,
  onSave,
  onClose,
}: {
  initial: PhraseBody;
  onSave: (body: PhraseBody) => Promise<void>;
  onClose: () => void;
}) {
  const [words, setWords] = useState(initial.words);
  const [kind, setKind] = useState<PhraseKind>(initial.kind);
  const [error, setError] = useState<string>();
  const [isSaving, setSaving] = useState(false);

  const save = async () => {
    const fault = faultOf(words);
    setError(fault);
    if (fault) return;
    setSaving(true);
    try {
      await onSave({ kind, words: words.trim() });
      onClose();
    } catch (problem) {
      setError(problem instanceof Problem && problem.status >= 400 ? problem.detail : strings.saveFailed);
      setSaving(false);
    }
  };

  return (
    <form
      className="flex flex-col gap-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Textarea
        // The form appears because somebody wants to write.
        autoFocus
        error={error}
        hint={strings.wordsHint}
        label={strings.words}
        name="words"
        onChange={(event) => {
          setWords(event.target.value);
          setError(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
        }}
        rows={2}
        value={words}
      />
      <Select
        className="sm:max-w-64"
        label={strings.kind}
        onValueChange={setKind}
        options={phraseKinds.map((value) => ({ value, label: kindWords[value] }))}
        value={kind}
      />
      <div className="flex gap-2">
        <Button loading={isSaving} type="submit" variant="primary">
          {strings.save}
        </Button>
        <Button onClick={onClose}>{strings.cancel}</Button>
      </div>
    </form>
  );
}

function faultOf(words: string): string | undefined {
  if (words.trim() === "") return strings.needsWords;
  return words.length > maxPhraseLength ? strings.tooLong(maxPhraseLength) : undefined;
}
