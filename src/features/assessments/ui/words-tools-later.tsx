"use client";

import { loadLater, type StandInProps } from "#src/ui/load-later.tsx";
import { PhraseButton, type WordsToolsProps } from "./phrase-button.tsx";

/** What helps to write a field: phrases that are kept, and dictation. The script comes after the page. */
export const WordsTools = loadLater<WordsToolsProps>(
  () => import("./words-tools.tsx").then((file) => file.WordsTools),
  {
    standIn: StandIn,
  },
);

function StandIn({ label, onPress }: WordsToolsProps & StandInProps) {
  return <PhraseButton aria-haspopup="menu" field={label} onClick={onPress} />;
}
