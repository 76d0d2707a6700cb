/** Puts words where the caret is, in place of what is selected, with a space to what stands beside them. */
export function insertWords(
  text: string,
  selection: { start: number; end: number },
  words: string,
): { text: string; caret: number } {
  const before = text.slice(0, selection.start);
  const after = text.slice(selection.end);
  const head = before === "" || /\s$/.test(before) ? "" : " ";
  const tail = after === "" || /^[\s.,;:!?)]/.test(after) ? "" : " ";
  const inserted = `${head}${words.trim()}${tail}`;
  return { text: `${before}${inserted}${after}`, caret: before.length + inserted.length };
}

/** The words that are selected, else all; null where there are none, or more than `max` letters. */
export function chosenWords(text: string, { start, end }: { start: number; end: number }, max: number): string | null {
  const words = (start === end ? text : text.slice(start, end)).trim();
  return words === "" || words.length > max ? null : words;
}
