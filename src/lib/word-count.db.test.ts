import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { wordCount } from "#src/lib/word-count.ts";
import { useDatabase } from "../../tests/support/database.ts";

const database = useDatabase();

beforeAll(async () => {
  // As the database counted them while it could read them: what was counted then and now is compared in one figure.
  await database
    .owner()
    .query(String.raw`create function pg_temp.word_count(words text) returns integer language sql as $$
    select coalesce(cardinality(regexp_split_to_array(nullif(btrim(words, E' \t\r\n'), ''), '\s+')), 0)
  $$`);
});

async function countedBySql(texts: readonly (string | null)[]): Promise<number[]> {
  const { rows } = await database
    .owner()
    .query("select pg_temp.word_count(t) as n from unnest($1::text[]) with ordinality as u (t, at) order by at", [
      texts,
    ]);
  return rows.map(({ n }) => n);
}

const codePoints = Array.from({ length: 0x10ffff }, (_, point) => point).filter(
  (point) => point > 0 && (point < 0xd800 || point > 0xdfff),
);

it("takes the same letters for white space as the database does", async () => {
  const texts = codePoints.map((point) => `a${String.fromCodePoint(point)}b`);
  const counts = await countedBySql(texts);
  const differing = codePoints.filter((_, index) => counts[index] !== wordCount(texts[index]));
  expect(differing.map((point) => point.toString(16))).toEqual([]);
}, 60_000);

it("counts what the database counted", async () => {
  const letter = fc.oneof(
    fc.constantFrom(
      " ",
      "  ",
      "\t",
      "\n",
      "\r\n",
      "\v",
      "\f",
      "\u0085",
      "\u00a0",
      "\u2003",
      "\u3000",
      "\u200b",
      "\ufeff",
    ),
    fc.constantFrom("a", "Zuhören", "手", "🩺", "-", "'"),
    fc.string({ unit: "binary", maxLength: 3 }).filter((text) => !text.includes("\0")),
  );
  const text = fc.option(fc.array(letter, { maxLength: 12 }).map((parts) => parts.join("")));
  const texts = fc.sample(text, 20_000);
  expect(texts.map(wordCount)).toEqual(await countedBySql(texts));
});
