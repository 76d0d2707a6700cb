import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { assessmentSteps, isInForce } from "#src/features/assessments/rules.ts";
import type { AssessmentStatus } from "#src/features/assessments/schema.ts";
import { allowsStep } from "#src/lib/state-table.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import { expectPackedCells } from "../../../../tests/support/packed-cells.ts";
import type { Person } from "../../../../tests/support/two-schools.ts";

/**
 * Random histories of one student in two competencies, of which one asks for a countersignature. A model of its own
 * says after each command what may happen and what counts.
 */
const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

afterEach(() => expectPackedCells(database.owner()));
beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(
    "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'said', 'north')",
  );
  await rows(`insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by, needs_countersignature)
    values ('plain', 'north', 'Plain', 'Skills', 'EXPERT', 'scale_entrustment', 4, 'system', false),
           ('asked', 'north', 'Asked', 'Skills', 'EXPERT', 'scale_entrustment', 4, 'system', true)`);
});

const target = 4;
const staff = ["hansen", "said", "admin", "amina"] as const;

type Command =
  | { kind: "sign"; competency: "plain" | "asked"; rating: number; daysAgo: number }
  | {
      kind: "take-back" | "void" | "approve" | "reject" | "reopen" | "resubmit" | "acknowledge" | "reply";
      which: number;
      who: Person;
    }
  | { kind: "amend"; which: number; who: Person; rating: number | null; words: number };

const which = fc.nat({ max: 5 });
const who = fc.constantFrom(...staff);
const rating = fc.integer({ min: 1, max: 5 });
const commands: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("sign" as const),
      competency: fc.constantFrom("plain", "asked"),
      rating,
      daysAgo: fc.nat({ max: 20 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("take-back", "void", "approve", "reject", "reopen", "resubmit", "acknowledge", "reply"),
      which,
      who,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("amend" as const),
      which,
      who: fc.constantFrom("hansen", "said"),
      rating: fc.option(rating),
      words: fc.nat(),
    }),
  },
);

/** What the domain says of one assessment; all of them are Hansen's. */
type Modelled = {
  id: string;
  competency: "plain" | "asked";
  status: AssessmentStatus;
  rating: number;
  words: string;
  observedAt: Date;
  submittedAt: number;
  revisions: number;
  isAmended: boolean;
  isRead: boolean;
  /** The revision that was acknowledged. */
  readRevision: number;
  replied: Set<string>;
};
type World = { assessments: Modelled[]; status: Record<"plain" | "asked", string>; clock: number };

/** The ratings that count, in the order of observation. */
function counted({ assessments }: World, competency: string): number[] {
  return assessments
    .filter((one) => one.competency === competency)
    .filter(({ status }) => status === "APPROVED" || (status === "SUBMITTED" && competency === "plain"))
    .sort((a, b) => a.observedAt.getTime() - b.observedAt.getTime() || a.submittedAt - b.submittedAt)
    .map((one) => one.rating);
}

/** By the latest rating; a completion holds as long as some rating that counts reached the target. */
function follow(world: World, competency: "plain" | "asked", cause: "evidence" | "correction"): void {
  const ratings = counted(world, competency);
  const isAchieved = (ratings.at(-1) ?? 0) >= target;
  const isStarted = world.assessments.some((one) => one.competency === competency && isInForce(one.status));
  const before = world.status[competency];
  if (before === "ACHIEVED") {
    if (cause === "correction" && !ratings.some((value) => value >= target)) world.status[competency] = "IN_PROGRESS";
  } else if (isAchieved) world.status[competency] = "ACHIEVED";
  else if (isStarted) world.status[competency] = "IN_PROGRESS";
}

/** The status of an allowed command, or that of its refusal. */
async function perform(world: World, command: Command): Promise<void> {
  if (command.kind === "sign") return signNew(world, command);
  const one = world.assessments[command.which % Math.max(1, world.assessments.length)];
  if (!one) return;
  const isAuthor = command.who === "hansen";
  const offered = await offeredTo(command.who, one);
  const path = `/api/competency-assessments/${one.id}/${command.kind === "resubmit" ? "submit" : command.kind}`;
  const send = (body?: object) => api.call(command.who, "POST", path, body === undefined ? {} : { body });
  const step = (to: AssessmentStatus, by: Parameters<typeof allowsStep<AssessmentStatus, string>>[3]) =>
    allowsStep<AssessmentStatus, string>(assessmentSteps, one.status, to, by);
  const expectOffered = (act: string, isAllowed: boolean) =>
    expect(offered.includes(act), `${act} of ${one.status} to ${command.who}`).toBe(isAllowed);
  switch (command.kind) {
    case "take-back": {
      const isAllowed = isAuthor && one.status === "SUBMITTED" && !one.isAmended && !one.isRead;
      expectOffered("take-back", isAllowed);
      // Another draft of the same competency stands in the way.
      const isFree = !world.assessments.some(
        ({ status, competency }) => status === "DRAFT" && competency === one.competency,
      );
      await expectStatus(send(), isAllowed && isFree);
      if (!isAllowed || !isFree) return;
      one.status = "DRAFT";
      one.revisions -= 1;
      return follow(world, one.competency, "correction");
    }
    case "void": {
      const isAllowed = command.who === "admin" && step("VOIDED", "school");
      expectOffered("void", isAllowed);
      await expectStatus(send({ baseRevision: Math.max(1, one.revisions), reason: "r" }), isAllowed);
      if (!isAllowed) return;
      one.status = "VOIDED";
      return follow(world, one.competency, "correction");
    }
    case "approve":
    case "reject": {
      const to = command.kind === "approve" ? "APPROVED" : "REJECTED";
      const isAllowed =
        (command.who === "said" || command.who === "admin") && one.competency === "asked" && step(to, "countersigner");
      expectOffered("countersign", isAllowed);
      const reason = command.kind === "reject" ? { reason: "r" } : {};
      await expectStatus(send({ baseRevision: Math.max(1, one.revisions), ...reason }), isAllowed);
      if (!isAllowed) return;
      one.status = to;
      return follow(world, one.competency, "evidence");
    }
    case "reopen": {
      const isAllowed = isAuthor && one.status === "REJECTED";
      expectOffered("reopen", isAllowed);
      const isFree = !world.assessments.some(
        ({ status, competency }) => status === "DRAFT" && competency === one.competency,
      );
      await expectStatus(send(), isAllowed && isFree);
      if (isAllowed && isFree) one.status = "DRAFT";
      return;
    }
    case "resubmit": {
      const isAllowed = isAuthor && step("SUBMITTED", "assessor");
      const evaluationData = {
        overallRating: one.rating,
        nextSteps: one.words,
        observedAt: one.observedAt.toISOString(),
      };
      const { status } = await send({ evaluationData });
      expect(status < 300, `submit ${one.status} by ${command.who}: ${status}`).toBe(isAllowed);
      if (!isAllowed) return;
      world.clock += 1;
      Object.assign(one, {
        status: "SUBMITTED",
        submittedAt: world.clock,
        revisions: one.revisions + 1,
        isAmended: false,
        isRead: false,
      });
      return follow(world, one.competency, "evidence");
    }
    case "acknowledge": {
      const isAllowed = command.who === "amina" && isInForce(one.status);
      expectOffered("acknowledge", isAllowed && one.readRevision !== one.revisions);
      await expectStatus(send({ baseRevision: Math.max(1, one.revisions) }), isAllowed);
      if (isAllowed) Object.assign(one, { isRead: true, readRevision: one.revisions });
      return;
    }
    case "reply": {
      const isAllowed = (isAuthor || command.who === "amina") && isInForce(one.status) && !one.replied.has(command.who);
      if (command.who === "amina") expectOffered("reply", isAllowed);
      await expectStatus(send({ words: "w" }), isAllowed);
      if (!isAllowed) return;
      one.replied.add(command.who);
      if (command.who === "amina") one.isRead = true;
      return;
    }
    case "amend": {
      const isAllowed = isAuthor && isInForce(one.status);
      expectOffered("amend", isAllowed);
      const to = { rating: command.rating ?? one.rating, words: `words ${command.words}` };
      const evaluationData = { overallRating: to.rating, nextSteps: to.words };
      const isChange = to.rating !== one.rating || to.words !== one.words;
      await expectStatus(
        send({ baseRevision: Math.max(1, one.revisions), reason: "r", evaluationData }),
        isAllowed && isChange,
      );
      if (!isAllowed || !isChange) return;
      const changesRating = to.rating !== one.rating;
      Object.assign(one, to, { revisions: one.revisions + 1, isAmended: true });
      if (!changesRating) return;
      one.status = "SUBMITTED";
      return follow(world, one.competency, "correction");
    }
  }
}

async function signNew(
  world: World,
  { competency, rating: overallRating, daysAgo }: Extract<Command, { kind: "sign" }>,
) {
  const observedAt = new Date(Date.now() - daysAgo * 86_400_000 - 60_000);
  const { status, body } = await api.post("hansen", "/api/competency-assessments", {
    studentId: "amina",
    competencyId: competency,
    evaluationData: { overallRating, observedAt: observedAt.toISOString() },
  });
  expect(status).toBe(201);
  world.clock += 1;
  world.assessments.push({
    id: (body as { assessmentId: string }).assessmentId,
    competency,
    status: "SUBMITTED",
    rating: overallRating,
    words: "",
    observedAt,
    submittedAt: world.clock,
    revisions: 1,
    isAmended: false,
    isRead: false,
    readRevision: 0,
    replied: new Set(),
  });
  follow(world, competency, "evidence");
}

async function offeredTo(person: Person, { id, status }: Modelled): Promise<string[]> {
  const answer = await api.get(person, `/api/competency-assessments/${id}`);
  const isHidden = status === "DRAFT" && person !== "hansen";
  expect(answer.status).toBe(isHidden ? 404 : 200);
  return isHidden ? [] : (answer.body as { nextActs: string[] }).nextActs;
}

async function expectStatus(sent: Promise<{ status: number; body: unknown }>, isAllowed: boolean): Promise<void> {
  const { status, body } = await sent;
  if (isAllowed) expect(status, JSON.stringify(body)).toBe(200);
  else expect([403, 404, 409, 422], JSON.stringify(body)).toContain(status);
}

const progressRows = () =>
  rows(
    "select total, completed, category_breakdown, recent_activities, upcoming_deadlines from student_progress where student_id = 'amina'",
  );

describe("random histories with take-backs, amendments, voids and countersignatures", () => {
  it("count what the domain says, keep the rows that a rebuild writes, and refuse every other step", {
    timeout: 240_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(commands, { minLength: 3, maxLength: 16 }), async (history) => {
        await rows("delete from assessments where student_id = 'amina'");
        await rows("delete from achievements");
        await rows("delete from competency_assignments where user_id = 'amina'");
        await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
          values ('assignment_plain', 'north', 'amina', 'plain'), ('assignment_asked', 'north', 'amina', 'asked')`);
        await recount(["amina"]);
        const world: World = { assessments: [], status: { plain: "NOT_STARTED", asked: "NOT_STARTED" }, clock: 0 };
        for (const command of history) {
          await perform(world, command);
          const statuses = await rows("select id, status from assessments where student_id = 'amina' order by id");
          expect(statuses).toEqual(
            world.assessments.map(({ id, status }) => ({ id, status })).sort((a, b) => (a.id < b.id ? -1 : 1)),
          );
          for (const competency of ["plain", "asked"] as const) {
            const ratings = counted(world, competency);
            const [assignment] = await rows(
              "select status, result::float8, observations, completion_date is not null as is_dated from competency_assignments where competency_id = $1 and user_id = 'amina'",
              [competency],
            );
            expect(assignment, JSON.stringify(command)).toEqual({
              status: world.status[competency],
              result: ratings.at(-1) ?? null,
              observations: ratings.length,
              is_dated: world.status[competency] === "ACHIEVED",
            });
            const held = await rows(
              "select 1 from achievements where student_id = 'amina' and kind = 'competency' and ref = $1 and revoked_at is null",
              [competency],
            );
            expect(held).toHaveLength(world.status[competency] === "ACHIEVED" ? 1 : 0);
          }
        }
        const kept = await progressRows();
        await recount(["amina"]);
        expect(await progressRows()).toEqual(kept);
      }),
      { numRuns: 25 },
    );
  });
});
