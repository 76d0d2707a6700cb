import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { mayReview } from "#src/features/submissions/rules.ts";
import type { SubmissionStatus } from "#src/features/submissions/schema.ts";
import type { SubmissionKind } from "#src/features/submissions/values.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { type Person, people } from "../../../tests/support/two-schools.ts";

/**
 * Random histories of one student's evidence, by the student, two supervisors and the school. A model of its own says
 * after each command what may happen and what counts.
 */
const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(
    "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'said', 'north')",
  );
});

const target = 4;

type Command =
  | { kind: "begin"; of: SubmissionKind }
  | {
      kind: "submit" | "withdraw" | "take" | "return" | "reject" | "approve";
      which: number;
      who: Person;
      rating: number;
    };

const commands: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("begin" as const),
      of: fc.constantFrom("EVIDENCE" as const, "PRIOR_LEARNING" as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom("submit", "submit", "withdraw", "take", "return", "reject", "approve"),
      which: fc.nat({ max: 3 }),
      who: fc.constantFrom("amina" as const, "hansen" as const, "said" as const, "admin" as const),
      rating: fc.integer({ min: 1, max: 5 }),
    }),
  },
);

type Modelled = { id: string; of: SubmissionKind; status: SubmissionStatus; reviewer: Person | null; revision: number };

const after = { return: "RETURNED", reject: "REJECTED", approve: "APPROVED" } as const;

/** The state after the command, or undefined where it is refused. */
function stepOf(one: Modelled, command: Exclude<Command, { kind: "begin" }>): Partial<Modelled> | undefined {
  const { status } = one;
  const { kind, who } = command;
  if (kind === "submit" || kind === "withdraw") {
    if (who !== "amina") return undefined;
    const isHers = status === "DRAFT" || status === "RETURNED";
    if (kind === "submit") return isHers ? { status: "SUBMITTED", revision: one.revision + 1 } : undefined;
    return isHers || status === "SUBMITTED" ? { status: "WITHDRAWN" } : undefined;
  }
  if (!mayReview(people[who].role, one.of)) return undefined;
  if (status !== "SUBMITTED" && status !== "IN_REVIEW") return undefined;
  if (kind === "take") return { status: "IN_REVIEW", reviewer: who };
  if (status === "IN_REVIEW" && one.reviewer !== who) return undefined;
  return { status: after[kind], reviewer: who };
}

const given = { evidence: "e", learntWhere: "w", learntFrom: "2020-01-01", learntUntil: "2020-02-01" };
const base = "/api/submissions";

async function run(one: Modelled, { kind, who, rating }: Exclude<Command, { kind: "begin" }>): Promise<number> {
  const baseRevision = one.revision;
  const body = {
    submit: { ...given, kind: one.of },
    withdraw: undefined,
    take: { baseRevision },
    return: { baseRevision, comment: "c" },
    reject: { baseRevision, comment: "c" },
    approve: { baseRevision, comment: "c", overallRating: rating },
  }[kind];
  return (await api.call(who, "POST", `${base}/${one.id}/${kind}`, body ? { body } : {})).status;
}

const kept = () =>
  rows(
    "select total, completed, category_breakdown, recent_activities, upcoming_deadlines from student_progress where student_id = 'amina'",
  );

describe("any history of evidence", () => {
  it("takes listed steps alone, counts what was approved, and keeps the rows that a recount would write", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(commands, { minLength: 5, maxLength: 24 }), async (history) => {
        await rows("delete from competency_submissions");
        await rows("delete from assessments where student_id = 'amina'");
        await rows("delete from achievements where student_id = 'amina'");
        await rows("delete from competency_assignments where user_id = 'amina'");
        await rows(`insert into competency_assignments (id, school_id, user_id, competency_id)
          values ('assignment_amina', 'north', 'amina', 'competency_north')`);
        await recount(["amina"]);
        const model: Modelled[] = [];
        const ratings: number[] = [];
        let isStarted = false;
        for (const command of [{ kind: "begin" as const, of: "EVIDENCE" as const }, ...history]) {
          if (command.kind === "begin") {
            const answer = await api.post("amina", base, {
              competencyId: "competency_north",
              ...given,
              kind: command.of,
            });
            const id = (answer.body as { submissionId: string }).submissionId;
            model.push({ id, of: command.of, status: "DRAFT", reviewer: null, revision: 0 });
            continue;
          }
          const one = model[command.which % model.length];
          if (!one) throw new Error("there is always one");
          const step = stepOf(one, command);
          const status = await run(one, command);
          expect(status === 200).toBe(step !== undefined);
          if (step === undefined) expect([403, 404, 409]).toContain(status);
          Object.assign(one, step);
          if (step?.status === "SUBMITTED") isStarted = true;
          if (step?.status === "APPROVED") ratings.push(command.rating);
        }
        const found = await rows("select id, status from competency_submissions order by id");
        expect(found).toEqual(model.map(({ id, status }) => ({ id, status })).sort((a, b) => (a.id < b.id ? -1 : 1)));
        const [assignment] = await rows(
          "select status, result::float8, observations from competency_assignments where id = 'assignment_amina'",
        );
        const isAchieved = ratings.some((rating) => rating >= target);
        expect(assignment).toEqual({
          status: isAchieved ? "ACHIEVED" : isStarted ? "IN_PROGRESS" : "NOT_STARTED",
          result: ratings.at(-1) ?? null,
          observations: ratings.length,
        });
        const before = await kept();
        await recount(["amina"]);
        expect(await kept()).toEqual(before);
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});
