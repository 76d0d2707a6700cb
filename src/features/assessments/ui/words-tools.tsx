"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { BookmarkPlus, Settings2 } from "lucide-react";
import { useRef } from "react";
import { Problem } from "#src/client/api.ts";
import type { Phrase } from "#src/features/phrases/schema.ts";
import { addPhrase, phrasesQuery } from "#src/features/phrases/ui/phrase-queries.ts";
import { fitting, maxPhraseLength, type PhraseKind } from "#src/features/phrases/values.ts";
import { chosenWords, insertWords } from "#src/lib/insert-words.ts";
import { DictateButton } from "#src/ui/dictate-button.tsx";
import type { LoadedProps } from "#src/ui/load-later.tsx";
import { Menu, MenuGroup, MenuItem, MenuLink, MenuSeparator } from "#src/ui/menu.tsx";
import { toast } from "#src/ui/toast.tsx";
import { PhraseButton, type WordsToolsProps } from "./phrase-button.tsx";
import { wordsStrings as strings } from "./words-strings.ts";

/** The menu of phrases for one field, and dictation where the browser has it. */
export function WordsTools({
  fieldId,
  label,
  kind,
  isPrivate = false,
  defaultOpen = false,
}: WordsToolsProps & LoadedProps) {
  // Set when a phrase was inserted: its author goes on writing there.
  const written = useRef<HTMLTextAreaElement>(null);
  const insert = (words: string) => {
    written.current = write(fieldId, words);
  };
  return (
    <span className="flex items-center gap-1">
      <DictateButton field={label} onWords={(words) => void write(fieldId, words)} />
      <Menu
        className="max-h-[min(24rem,var(--available-height))] w-80 max-w-[calc(100vw-2rem)] overflow-y-auto"
        defaultOpen={defaultOpen}
        finalFocus={written}
        onOpen={() => {
          written.current = null;
        }}
        trigger={<PhraseButton field={label} />}
      >
        <Phrases kind={kind} onInsert={insert} />
        <MenuSeparator />
        {isPrivate ? null : <KeepItem fieldId={fieldId} kind={kind} />}
        <MenuLink href="/dashboard/clinical-supervisor/phrases" icon={<Settings2 aria-hidden />}>
          {strings.manage}
        </MenuLink>
      </Menu>
    </span>
  );
}

function Phrases({ kind, onInsert }: { kind: PhraseKind; onInsert: (words: string) => void }) {
  const phrases = useQuery(phrasesQuery());
  if (phrases.data === undefined) return <Note>{phrases.isError ? strings.unreachable : strings.loading}</Note>;
  const own = fitting(phrases.data.own, kind);
  const school = fitting(phrases.data.school, kind);
  if (own.length + school.length === 0) return <Note>{strings.none}</Note>;
  return (
    <>
      <Group label={strings.ownPhrases} onInsert={onInsert} phrases={own} />
      <Group label={strings.schoolPhrases} onInsert={onInsert} phrases={school} />
    </>
  );
}

function Group({
  label,
  phrases,
  onInsert,
}: {
  label: string;
  phrases: readonly Phrase[];
  onInsert: (words: string) => void;
}) {
  if (phrases.length === 0) return null;
  return (
    <MenuGroup label={label}>
      {phrases.map(({ id, words }) => (
        <MenuItem key={id} onSelect={() => onInsert(words)}>
          <span className="line-clamp-3">{words}</span>
        </MenuItem>
      ))}
    </MenuGroup>
  );
}

/** Rendered when the menu opens, so it knows what stands in the field then. */
function KeepItem({ fieldId, kind }: { fieldId: string; kind: PhraseKind }) {
  const queryClient = useQueryClient();
  const field = fieldOf(fieldId);
  const words =
    field && chosenWords(field.value, { start: field.selectionStart, end: field.selectionEnd }, maxPhraseLength);
  if (!words) return <Note>{strings.keepHelp}</Note>;
  const keep = async () => {
    try {
      await addPhrase(queryClient, "own", { kind, words });
      toast.success(strings.kept, { description: words.length > 80 ? `${words.slice(0, 80)}…` : words });
    } catch (error) {
      toast.error(
        strings.keepFailed,
        error instanceof Problem && error.status >= 400 ? { description: error.detail } : {},
      );
    }
  };
  return (
    <MenuItem icon={<BookmarkPlus aria-hidden />} onSelect={() => void keep()}>
      <span className="min-w-0">
        <span className="block">{strings.keep}</span>
        <span className="block truncate text-sm text-muted">{words}</span>
      </span>
    </MenuItem>
  );
}

function Note({ children }: { children: string }) {
  return <p className="px-2.5 py-2 text-sm text-muted">{children}</p>;
}

function fieldOf(fieldId: string): HTMLTextAreaElement | null {
  const field = document.getElementById(fieldId);
  return field instanceof HTMLTextAreaElement ? field : null;
}

/** As if it were typed, so that the form saves it: React hears the event. */
function write(fieldId: string, words: string): HTMLTextAreaElement | null {
  const field = fieldOf(fieldId);
  if (!field || field.disabled) return null;
  const { text, caret } = insertWords(field.value, { start: field.selectionStart, end: field.selectionEnd }, words);
  field.setRangeText(text, 0, field.value.length, "end");
  field.setSelectionRange(caret, caret);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return field;
}
