import { hash } from "node:crypto";
import { AppError } from "#src/errors.ts";
import { type PackedCell, rowJson } from "#src/features/cohort-matrix/packed-cells.ts";
import {
  type Chosen,
  type Roster,
  type RosterRow,
  rosterStatement,
  selectCells,
  selectChoices,
  selectFrame,
  selectFramework,
} from "#src/features/cohort-matrix/queries.ts";
import type { ChoicesAnswer, Frame, MatrixQuery } from "#src/features/cohort-matrix/schema.ts";
import { maxCompetencies, maxStudents } from "#src/features/cohort-matrix/values.ts";
import { standingNames } from "#src/features/progress/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { frameworkCache, matrixCache, matrixRowCache } from "#src/platform/cache/caches.ts";
import { readTogether } from "#src/platform/cache/read-together.ts";
import type { RowOf } from "#src/platform/db/statement.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { ReadyAnswer, type UserContext } from "#src/platform/http/endpoint.ts";
import { matchesTag } from "#src/platform/http/etag.ts";

/**
 * Students by competencies. What is sent depends on who the students are, the versions of their cells, the framework and
 * the day, since something falls overdue at the end of a day only: so the tag is made of these alone, and when the caller
 * knows it, or the answer of this tag is kept, no cell is read.
 * @throws invalid where one answer would hold too much
 */
export async function readMatrix(ctx: UserContext, query: MatrixQuery): Promise<ReadyAnswer> {
  const { answer } = await read(ctx, query, "cohort matrix", async (tx, found) => {
    const tag = tagOf(found);
    const isKnown = matchesTag(ctx.headers.get("if-none-match"), tag);
    return new ReadyAnswer(isKnown ? "" : await bodyOf(tx, found, tag), tag);
  });
  return answer;
}

/** The same as text, for a file. */
export async function readMatrixText(ctx: UserContext, query: MatrixQuery): Promise<string> {
  const { answer } = await read(ctx, query, "cohort matrix export", (tx, found) => bodyOf(tx, found, tagOf(found)));
  return answer;
}

type Found = {
  framework: RowOf<typeof selectFramework>;
  frame: string | undefined;
  roster: RowOf<ReturnType<typeof rosterStatement>>;
  at: Date;
};

function read<Answer>(
  ctx: UserContext,
  { frameworkId, ...query }: MatrixQuery,
  what: string,
  answerOf: (tx: Tx, found: Found) => Promise<Answer>,
): Promise<{ answer: Answer; students: number }> {
  const chosen = chosenBy(query);
  const asked = rosterOf(ctx, chosen);
  return readAs(
    ctx.actor,
    async (tx) => {
      const [[framework], [roster]] = await Promise.all([
        tx.query(selectFramework, { frameworkId, ...chosen }),
        tx.query(rosterStatement(asked), asked),
      ]);
      if (!framework) throw new AppError("not_found", "There is no such framework, cohort or rotation.");
      if (!roster) throw new Error("an aggregate returns a row");
      refuseTooMuch(roster.students, framework.competencies);
      // A draft may change under the same version.
      const frame = framework.status === "DRAFT" ? await frameText(tx, framework) : undefined;
      return { answer: await answerOf(tx, { framework, frame, roster, at: now() }), students: roster.students };
    },
    {
      what,
      requestId: ctx.requestId,
      count: ({ students }) => students,
      filter: { ...chosen, frameworkId },
    },
  );
}

type Students = Pick<MatrixQuery, "cohortId" | "rotationId">;

function chosenBy({ cohortId, rotationId }: Students): Chosen {
  return { cohortId: cohortId ?? null, rotationId: rotationId ?? null };
}

function rosterOf({ actor }: UserContext, chosen: Chosen): Roster {
  // The policies say who may be read; the school lets an index find them.
  return { ...chosen, schoolId: actor.role === "SUPER_ADMIN" ? null : actor.schoolId, limit: maxStudents + 1 };
}

function refuseTooMuch(students: number, competencies: number): void {
  const errors = [
    ...(students > maxStudents
      ? [{ path: "cohortId", message: `chooses more than ${maxStudents} students: choose a cohort or a rotation` }]
      : []),
    ...(competencies > maxCompetencies
      ? [{ path: "frameworkId", message: `has more than ${maxCompetencies} competencies` }]
      : []),
  ];
  if (errors.length > 0) throw new AppError("invalid", "This is more than one matrix holds. Choose less.", { errors });
}

function tagOf({ framework, frame, roster, at }: Found): string {
  const days = roster.timeZones.map((timeZone) => `${timeZone} ${dayIn(at, timeZone)}`);
  const seen = JSON.stringify([framework.id, framework.stamp, frame, days, roster.roster]);
  return `"${hash("sha256", seen, "base64url")}"`;
}

/** Whoever sees the same students in the same versions gets the same answer. */
async function bodyOf(tx: Tx, found: Found, tag: string): Promise<string> {
  const body = await matrixCache().read({ key: tag, load: () => makeBody(tx, found) });
  if (body === undefined) throw new Error("a matrix is always loaded");
  return body;
}

async function makeBody(tx: Tx, found: Found): Promise<{ value: string; isKept: boolean }> {
  const frame = found.frame ?? (await keptFrame(tx, found.framework));
  const { competencies }: Frame = JSON.parse(frame);
  // As `rosterSql` packs it.
  const roster: RosterRow[] = JSON.parse(found.roster.roster);
  const packed = await packedRows(tx, found, roster, competencies);
  const rows = roster.map(([studentId, name, number, placement], at) => {
    const person = JSON.stringify({ studentId, name, number, placement });
    return `${person.slice(0, -1)},${packed.rows[at]}}`;
  });
  // Lines, so that a page can parse it in pieces.
  const value = `{"standings":${JSON.stringify(standingNames)},"frame":${frame},"rows":[\n${rows.join(",\n")}\n]}`;
  return { value, isKept: packed.areAsListed };
}

/** The rows that are not kept are read together. They are as listed unless a version changed since the list was read. */
async function packedRows(
  tx: Tx,
  { framework, frame, at }: Found,
  roster: readonly RosterRow[],
  columns: Frame["competencies"],
): Promise<{ rows: (string | undefined)[]; areAsListed: boolean }> {
  const context = { columns, at: at.getTime() / 1000, validities: new Map<string, number>() };
  let areAsListed = true;
  const rows = await readTogether(matrixRowCache(), roster, {
    keyOf: ([id, , , , version, timeZone]) =>
      [id, version, framework.id, framework.stamp, dayIn(at, timeZone), timeZone].join(" "),
    loadAll: async (missing) => {
      const found = await tx.query(selectCells, { studentIds: missing.map(([id]) => id) });
      const loaded = new Map(found.map((row) => [row.studentId, row]));
      return ([id, , , , version, timeZone]) => {
        const row = loaded.get(id);
        // Written by `app.pack_cells` alone.
        const cells: Record<string, PackedCell> = row ? JSON.parse(row.cells) : {};
        const isAsListed = String(row?.version ?? 0) === version;
        if (!isAsListed) areAsListed = false;
        return { value: rowJson(cells, { ...context, timeZone }), isKept: frame === undefined && isAsListed };
      };
    },
  });
  return { rows, areAsListed };
}

async function keptFrame(tx: Tx, framework: Found["framework"]): Promise<string> {
  const key = `matrix ${framework.id} ${framework.stamp}`;
  const frame = await frameworkCache().read({ key, load: async () => ({ value: await frameText(tx, framework) }) });
  if (frame === undefined) throw new Error("a frame is always loaded");
  return frame;
}

async function frameText(tx: Tx, { id, name, version }: Found["framework"]): Promise<string> {
  const [row] = await tx.query(selectFrame, { frameworkId: id });
  if (!row) throw new Error("an aggregate returns a row");
  const frame: Frame = {
    frameworkId: id,
    name,
    version,
    scales: row.scales.map(({ levels, ...scale }) => ({
      ...scale,
      levels: levels.map(({ value, label }) => ({ value, label, word: shortLevelWord(label) })),
    })),
    competencies: row.competencies,
  };
  return JSON.stringify(frame);
}

/** Of what a matrix can be read: the reader's cohorts and rotations, and the frameworks of the chosen students. */
export async function listChoices(ctx: UserContext, query: Students): Promise<ChoicesAnswer> {
  const [choices] = await readAs(ctx.actor, (tx) => tx.query(selectChoices, rosterOf(ctx, chosenBy(query))));
  if (!choices) throw new Error("an aggregate returns a row");
  return choices;
}
