import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, type Caller, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeExamples } from "../../../tests/support/examples.ts";

/**
 * Whoever answers without a name is a person whom the student meets nowhere else: whatever names them, in any answer, is
 * a leak.
 */
const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const unnamed = ["zq_one", "zq_two", "zq_three", "zq_four"];
const nameOf = (id: string) => `Zq${id.slice(3)} Person`;
const supervisor = (id: string): Caller => ({ id, role: "CLINICAL_SUPERVISOR", schoolId: "north" });
const starter = supervisor("hansen");
const placeAll = () =>
  rows(
    `insert into placement_supervisors (placement_id, supervisor_id, school_id)
     select 'placement_amina', id, 'north' from unnest($1::text[]) id on conflict do nothing`,
    [unnamed],
  );
/** From then on the student has no reason to hear of them. */
const unplaceAll = () => rows("delete from placement_supervisors where supervisor_id = any($1)", [unnamed]);

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(
    `insert into users (id, school_id, name, email, role)
     select id, 'north', 'Zq' || substr(id, 4) || ' Person', id || '@two-schools.test', 'CLINICAL_SUPERVISOR'
     from unnest($1::text[]) id`,
    [unnamed],
  );
  await rows(
    `insert into sessions (id, school_id, user_id, expires_at)
     select 'session_' || id, 'north', id, now() + interval '1 day' from unnest($1::text[]) id`,
    [unnamed],
  );
  for (const id of ["first", "second"]) {
    await rows(
      `insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by,
         scoring_method, required_observations, required_evaluators)
       values ($1, 'north', 'Talks with families', 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system', 'HIGHEST', 2, 3)`,
      [id],
    );
    await rows(
      "insert into competency_assignments (id, school_id, user_id, competency_id) values ($1, 'north', 'amina', $2)",
      [`assignment_${id}`, id],
    );
    await rows(
      `insert into competency_rubrics (id, school_id, competency_id, criterion_name, description, performance_levels)
       values ($1, 'north', $2, 'Listens', '', '[]')`,
      [`rubric_${id}`, id],
    );
  }
  await recount(["amina"]);
});

const start = async (competencyId: string, ids: readonly string[]) => {
  const { status, body } = await api.post(starter, "/api/feedback-rounds", {
    studentId: "amina",
    competencyId,
    colleagueIds: ids,
    observedAt: new Date().toISOString(),
  });
  return { status, id: (body as { roundId?: string }).roundId ?? "" };
};
const answer = (who: string, id: string, overallRating: number, competencyId: string) =>
  api.call(supervisor(who), "PUT", `/api/feedback-rounds/${id}/answer`, {
    body: {
      evaluationData: {
        overallRating,
        strengths: "Said in a round",
        privateNote: `Note by ${nameOf(who)}`,
        criteria: [{ rubricId: `rubric_${competencyId}`, score: 3, comment: "Listens" }],
      },
    },
  });

const { endpoints } = await import("#src/http/endpoints.ts");
const examples = makeExamples(() => database.owner());
const readable = endpoints.filter(
  ({ method, permission }) => method === "GET" && (permission === "public" || permission.roles.STUDENT !== undefined),
);

/** Everything that the student can read: each endpoint by its example, and with every id that the student may know. */
async function allThatTheStudentReads(): Promise<{ path: string; status: number; text: string }[]> {
  const known = await rows(`
    select id from assessments where student_id = 'amina' union select id from feedback_rounds
    union select id from competency_assignments where user_id = 'amina' union select id from evaluations where student_id = 'amina'`);
  const found: { path: string; status: number; text: string }[] = [];
  for (const { path } of readable) {
    const example = await examples[`GET ${path}`]?.call("amina");
    const variants = path.includes(":") ? known.map(({ id }) => path.replace(/:\w+/, id)) : [path];
    const calls: { path: string; query?: Record<string, string> }[] = [
      ...(example ? [{ path: example.path, query: example.query ?? {} }] : []),
      ...variants.filter((one) => !one.includes(":")).map((one) => ({ path: one })),
      ...(path.includes(":")
        ? []
        : [
            { path, query: { limit: "100" } },
            { path, query: { competencyId: "first" } },
          ]),
    ];
    for (const { path: called, query } of calls) {
      const { status, body } = await api.get("amina", called, query ? { query } : {});
      found.push({ path: called, status, text: typeof body === "string" ? body : JSON.stringify(body) });
    }
  }
  return found;
}

function leaksIn(answers: readonly { path: string; text: string }[]): string[] {
  const words = unnamed.flatMap((id) => [id, nameOf(id)]);
  return answers.flatMap(({ path, text }) =>
    words.filter((word) => text.includes(word)).map((word) => `${word} in ${path}`),
  );
}

describe("the answers to a student", { timeout: 120_000 }, () => {
  it("name nobody who answered without a name, whichever is read", async () => {
    await placeAll();
    const first = await start("first", [...unnamed]);
    for (const [index, who] of unnamed.entries()) await answer(who, first.id, index + 2, "first");
    const amended = await api.call(supervisor("zq_two"), "POST", `/api/competency-assessments/${first.id}/amend`, {
      body: {
        baseRevision: 4,
        reason: "Seen more.",
        evaluationData: { overallRating: 5, strengths: "Said in a round" },
      },
    });
    expect(amended.status).toBe(200);
    const second = await start("second", ["hansen", "zq_one", "zq_two"]);
    await answer("zq_one", second.id, 4, "second");
    await unplaceAll();

    const answers = await allThatTheStudentReads();
    expect(leaksIn(answers)).toEqual([]);
    // It looked where they are.
    const seen = answers.filter(({ status, text }) => status === 200 && text.includes("Said in a round"));
    expect(
      new Set(seen.map(({ path }) => path.replace(first.id, ":id").replace("assignment_first", ":assignment"))),
    ).toEqual(
      new Set([
        "/api/competency-assessments/:id",
        "/api/competency-assignments/:assignment",
        "/api/competency-assignments/:assignment/evidence",
        "/api/competency-assignments/:assignment/why",
      ]),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(15);
    // What reaches the student beside answers.
    const sent = await rows(`
      select payload::text || content as text from notification_queue where user_id = 'amina'
      union all select data::text from events where student_id = 'amina'`);
    expect(sent.length).toBeGreaterThan(3);
    expect(leaksIn(sent.map(({ text }) => ({ path: "sent", text })))).toEqual([]);
  });

  it("would be seen to leak, if one did", () => {
    expect(leaksIn([{ path: "/x", text: '{"evaluator":"Zqone Person"}' }])).toEqual(["Zqone Person in /x"]);
  });
});

type Command =
  | { kind: "start"; asks: number }
  | { kind: "answer" | "amend"; who: number; rating: number }
  | { kind: "close" | "call-off" | "void" }
  | { kind: "sign" | "self"; rating: number };

const rating = fc.integer({ min: 1, max: 5 });
const who = fc.nat({ max: 3 });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("start" as const), asks: fc.integer({ min: 3, max: 4 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom("answer" as const, "answer" as const, "amend" as const),
      who,
      rating,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("close" as const, "call-off" as const, "void" as const) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("sign" as const, "self" as const), rating }) },
);

/** The value by hand: the lower median of the standing answers. */
function lowerMedian(ratings: readonly number[]): number | undefined {
  return ratings.toSorted((a, b) => a - b)[Math.floor((ratings.length - 1) / 2)];
}

describe("random histories with feedback by several", () => {
  it("keep the rows that a recount writes, by a model of their own, and name nobody", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 8, maxLength: 24 }), async (commands) => {
        await placeAll();
        await rows("delete from feedback_rounds");
        await rows("delete from assessments where student_id = 'amina'");
        await rows("delete from achievements where student_id = 'amina'");
        await rows(
          `update competency_assignments set status = 'NOT_STARTED', result = null, observations = 0, evaluators = 0, days = 0,
             progress_percentage = 0, completion_date = null where id = 'assignment_first'`,
        ).catch(() => undefined);
        await rows("delete from competency_assignments where id = 'assignment_first'");
        await rows(
          "insert into competency_assignments (id, school_id, user_id, competency_id) values ('assignment_first', 'north', 'amina', 'first')",
        );
        await recount(["amina"]);
        let open: { id: string; asked: string[]; answers: Map<string, number> } | undefined;
        const closed: { id: string; answers: Map<string, number>; revision: number; isVoid: boolean }[] = [];
        const signed: number[] = [];
        const finish = () => {
          if (open) closed.push({ id: open.id, answers: open.answers, revision: open.answers.size, isVoid: false });
          open = undefined;
        };
        for (const one of commands) {
          switch (one.kind) {
            case "start": {
              const asked = unnamed.slice(0, one.asks);
              const { status, id } = await start("first", asked);
              expect(status).toBe(open ? 409 : 201);
              if (!open) open = { id, asked, answers: new Map() };
              break;
            }
            case "answer": {
              const person = unnamed[one.who] ?? "";
              if (!open) break;
              const { status } = await answer(person, open.id, one.rating, "first");
              expect(status).toBe(open.asked.includes(person) ? 200 : 404);
              if (status === 200) open.answers.set(person, one.rating);
              if (open.answers.size === open.asked.length) finish();
              break;
            }
            case "close":
            case "call-off": {
              if (!open) break;
              const { status } = await api.post(starter, `/api/feedback-rounds/${open.id}/${one.kind}`, undefined);
              const isAllowed = one.kind === "call-off" || open.answers.size >= 3;
              expect(status).toBe(isAllowed ? 200 : 409);
              if (isAllowed && one.kind === "close") finish();
              else if (isAllowed) open = undefined;
              break;
            }
            case "amend": {
              const last = closed.at(-1);
              const person = unnamed[one.who] ?? "";
              if (!last) break;
              const { status } = await api.post(supervisor(person), `/api/competency-assessments/${last.id}/amend`, {
                baseRevision: last.revision,
                reason: "Seen more.",
                evaluationData: { overallRating: one.rating, strengths: `Said in a round ${last.revision}` },
              });
              const mayAmend = last.answers.has(person);
              expect(status).toBe(mayAmend ? (last.isVoid ? 409 : 200) : 404);
              if (status === 200) {
                last.answers.set(person, one.rating);
                last.revision += 1;
              }
              break;
            }
            case "void": {
              const last = closed.at(-1);
              if (!last) break;
              const { status } = await api.post("admin", `/api/competency-assessments/${last.id}/void`, {
                baseRevision: last.revision,
                reason: "Another student.",
              });
              expect(status).toBe(last.isVoid ? 409 : 200);
              last.isVoid = true;
              break;
            }
            case "sign": {
              const { status } = await api.post(starter, "/api/competency-assessments", {
                studentId: "amina",
                competencyId: "first",
                evaluationData: { overallRating: one.rating },
              });
              expect(status).toBe(201);
              signed.push(one.rating);
              break;
            }
            case "self": {
              const { status } = await api.post("amina", "/api/self-evaluations", {
                competencyId: "first",
                overallRating: one.rating,
              });
              expect(status).toBe(201);
              break;
            }
          }
        }
        const standing = closed.filter(({ isVoid }) => !isVoid);
        const values = [...standing.map(({ answers }) => lowerMedian([...answers.values()]) ?? 0), ...signed];
        const people = new Set(standing.flatMap(({ answers }) => [...answers.keys()]));
        const [kept] = await rows(
          "select result::float8 as result, observations, evaluators from competency_assignments where id = 'assignment_first'",
        );
        expect(kept).toEqual({
          result: values.length === 0 ? null : Math.max(...values),
          observations: values.length,
          evaluators: people.size + (signed.length > 0 ? 1 : 0),
        });
        const progress = () =>
          rows(
            "select completed, category_breakdown, recent_activities, upcoming_deadlines from student_progress where student_id = 'amina'",
          );
        const before = await progress();
        await recount(["amina"]);
        expect(await progress()).toEqual(before);
        await unplaceAll();
        for (const path of ["", "/why", "/evidence"]) {
          const { status, body } = await api.get("amina", `/api/competency-assignments/assignment_first${path}`);
          expect(status).toBe(200);
          expect(leaksIn([{ path, text: JSON.stringify(body) }])).toEqual([]);
          if (path === "") expect((body as { result: number | null }).result).toBe(kept.result);
        }
      }),
      { numRuns: 25 },
    );
  }, 240_000);
});
