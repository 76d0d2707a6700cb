/**
 * What a statement writes to: the tables behind INSERT INTO, UPDATE, DELETE FROM and MERGE INTO, those of its CTEs too.
 * And the functions that it calls, by name, since a function may write.
 */
export function writesOf(text: string): readonly string[] {
  const known = byText.get(text);
  if (known) return known;
  const found = text.matchAll(/\b(?:insert\s+into|update|delete\s+from|merge\s+into)\s+"?(\w+)|\bapp\.(\w+)\(/gi);
  const names = [...new Set([...found].map(([, table, called]) => (table ?? called ?? "").toLowerCase()))];
  byText.set(text, names);
  return names;
}

/** The program has some hundreds of statements, whose texts never change. */
const byText = new Map<string, readonly string[]>();
