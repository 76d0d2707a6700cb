import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import {
  deviation,
  fewestColleagues,
  levelsOfFive,
  shownFrom,
  shrinkDifference,
} from "#src/features/own-ratings/rules.ts";
import type { OwnRatingsAnswer } from "#src/features/own-ratings/schema.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** How the reader rates beside colleagues, which nobody else can ask. */
export async function readOwnRatings(ctx: UserContext): Promise<OwnRatingsAnswer> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectSums));
  if (!row?.sums) throw new AppError("not_found", "There are no ratings of yours.");
  const { count, scales, ...sums } = row.sums;
  const isShown = count >= shownFrom;
  return {
    count,
    shownFrom,
    spread: isShown ? spreadOf(count, sums) : null,
    difference: isShown ? differenceOf(sums) : null,
    scales: isShown
      ? scales.map(({ levels, ratings, ...scale }) => ({
          ...scale,
          ratings: ratings.map((rating) => ({
            ...rating,
            label: levels.find(({ value }) => value === rating.value)?.label ?? null,
          })),
        }))
      : [],
  };
}

type Sums = Omit<z.output<typeof sumsShape>, "count" | "scales">;

function spreadOf(
  count: number,
  { ownSquares, otherSquares, otherFreedom, colleagues }: Sums,
): OwnRatingsAnswer["spread"] {
  const own = deviation(ownSquares ?? 0, count - 1);
  const others = colleagues < fewestColleagues ? null : deviation(otherSquares ?? 0, otherFreedom ?? 0);
  return own === null ? null : { own: inLevels(own), colleagues: others && inLevels(others) };
}

function differenceOf({ compared, meanDifference, colleagues, school }: Sums): OwnRatingsAnswer["difference"] {
  if (meanDifference === null || compared < shownFrom || colleagues < fewestColleagues) return null;
  const found = shrinkDifference({ mean: meanDifference, count: compared }, school);
  return (
    found && {
      compared,
      colleagues,
      counted: inLevels(meanDifference),
      shrunken: inLevels(found.shrunken),
      low: inLevels(found.low),
      high: inLevels(found.high),
    }
  );
}

function inLevels(share: number): number {
  return share * levelsOfFive;
}

const total = z
  .number()
  .nullable()
  .transform((sum) => sum ?? 0);

const sumsShape = z.object({
  count: z.number(),
  compared: z.number(),
  meanDifference: z.number().nullable(),
  colleagues: z.number(),
  school: z.object({ evaluators: total, ratings: total, squaredCounts: total, within: total, between: total }),
  ownSquares: z.number().nullable(),
  otherSquares: z.number().nullable(),
  otherFreedom: z.number().nullable(),
  scales: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["ORDINAL", "NUMERIC"]),
      max: z.number(),
      levels: z.array(z.object({ value: z.number(), label: z.string() })),
      ratings: z.array(z.object({ value: z.number(), count: z.number() })),
    }),
  ),
});

const selectSums = sqlStatement(
  "own_rating_sums",
  z.object({ sums: sumsShape.nullable() }),
  () => sql`select app.own_rating_sums() as sums`,
);
