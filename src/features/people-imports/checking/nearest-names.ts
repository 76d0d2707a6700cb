import { searchText } from "#src/lib/search-text.ts";

/** The names most like a word that is none of them, likest first: by the pairs of letters that they share. */
export function nearestNames<Named extends { name: string }>(word: string, named: readonly Named[], most = 3): Named[] {
  const sought = pairsOf(word);
  return named
    .map((one) => ({ one, likeness: likenessOf(sought, pairsOf(one.name)) }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness || (a.one.name < b.one.name ? -1 : 1))
    .slice(0, most)
    .map(({ one }) => one);
}

/** Dice's coefficient over pairs of letters within words; "27" is counted as "2027" too. */
function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
}

function pairsOf(text: string): Set<string> {
  const pairs = new Set<string>();
  for (const word of searchText(text).split(/[^\p{L}\p{N}]+/u)) {
    const full = /^\d\d$/.test(word) ? `20${word}` : word;
    if (/^\d+$/.test(full)) pairs.add(full);
    for (let at = 0; at < full.length - 1; at += 1) pairs.add(full.slice(at, at + 2));
  }
  return pairs;
}
