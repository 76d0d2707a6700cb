/** A stretch of words that is in both texts, in the first alone, or in the second alone. */
export type DiffPart = { kind: "same" | "removed" | "added"; text: string };

/** Texts that differ in more are compared as a whole: the table below grows with the product of both. */
const wordLimit = 2_000;

/**
 * What became of a text, word by word: a longest common subsequence of words and the space between them [Wagner and
 * Fischer 1974]. `same` and `removed` joined give the first text, `same` and `added` the second. A space alone between
 * two changes is part of them, so that a rewritten sentence reads as one.
 */
export function diffWords(before: string, after: string): DiffPart[] {
  const [all, others] = [wordsOf(before), wordsOf(after)];
  const head = countSame(all, others);
  const tail = countSame(all.slice(head).reverse(), others.slice(head).reverse());
  const [a, b] = [all.slice(head, all.length - tail), others.slice(head, others.length - tail)];
  return joined([
    ...same(all.slice(0, head)),
    ...withoutIslands(differencesOf(a, b)),
    ...same(all.slice(all.length - tail)),
  ]);
}

function countSame(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((word, index) => word !== b[index]);
  return different === -1 ? a.length : different;
}

function differencesOf(a: readonly string[], b: readonly string[]): DiffPart[] {
  if (a.length > wordLimit || b.length > wordLimit) return [removed(a.join("")), added(b.join(""))];
  const lengths = commonLengths(a, b);
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [one, other] = [a[i], b[j]];
    if (one !== undefined && one === other) {
      parts.push({ kind: "same", text: one });
      i += 1;
      j += 1;
    } else if (
      one !== undefined &&
      (other === undefined || lengthAt(lengths, i + 1, j) >= lengthAt(lengths, i, j + 1))
    ) {
      parts.push(removed(one));
      i += 1;
    } else {
      parts.push(added(other ?? ""));
      j += 1;
    }
  }
  return parts;
}

function same(words: readonly string[]): DiffPart[] {
  return words.map((text) => ({ kind: "same", text }));
}

function wordsOf(text: string): string[] {
  return text.match(/\s+|[^\s]+/gu) ?? [];
}

/** `lengths[i][j]`: of the longest common subsequence of `a` from i on and `b` from j on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = lengths[i];
    for (let j = b.length - 1; row && j >= 0; j -= 1) {
      row[j] =
        a[i] === b[j]
          ? lengthAt(lengths, i + 1, j + 1) + 1
          : Math.max(lengthAt(lengths, i + 1, j), lengthAt(lengths, i, j + 1));
    }
  }
  return lengths;
}

function lengthAt(lengths: readonly Uint16Array[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}

/** A space that both texts have between two changes belongs to both changes. */
function withoutIslands(parts: readonly DiffPart[]): DiffPart[] {
  return parts.flatMap((part, index) => {
    const isIsland =
      part.kind === "same" && part.text.trim() === "" && isChange(parts[index - 1]) && isChange(parts[index + 1]);
    return isIsland ? [removed(part.text), added(part.text)] : [part];
  });
}

function isChange(part: DiffPart | undefined): boolean {
  return part !== undefined && part.kind !== "same";
}

/** Each run of changes becomes one removal and one addition. */
function joined(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = [];
  let change = { removed: "", added: "" };
  const flush = () => {
    if (change.removed !== "") result.push(removed(change.removed));
    if (change.added !== "") result.push(added(change.added));
    change = { removed: "", added: "" };
  };
  for (const { kind, text } of parts) {
    if (kind === "same") {
      flush();
      const last = result.at(-1);
      if (last?.kind === "same") last.text += text;
      else result.push({ kind, text });
    } else change[kind] += text;
  }
  flush();
  return result;
}

function removed(text: string): DiffPart {
  return { kind: "removed", text };
}

function added(text: string): DiffPart {
  return { kind: "added", text };
}
