import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import type { PhraseKind } from "#src/features/phrases/values.ts";
import { Button } from "#src/ui/button.tsx";
import { wordsStrings as strings } from "./words-strings.ts";

export type WordsToolsProps = {
  /** Of the textarea. */
  fieldId: string;
  label: string;
  kind: PhraseKind;
  /** Told to nobody but its author: nothing of it becomes a phrase. */
  isPrivate?: boolean;
};

export function PhraseButton({ field, ...rest }: ComponentProps<"button"> & { field: string }) {
  return (
    <Button {...rest} aria-label={strings.phrasesFor(field)} className="-me-2 h-8 gap-1 px-2 text-sm" variant="ghost">
      {strings.phrases}
      <ChevronDown aria-hidden className="text-muted" />
    </Button>
  );
}
