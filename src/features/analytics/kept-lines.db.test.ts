import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { selectLinesDiffering } from "#src/features/health/kept-rows.ts";
import { wordCount } from "#src/lib/word-count.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { differences } from "../../../tests/support/analytics-oracle.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { unreadWords } from "../../../tests/support/sealed-words.ts";
import { inTwoSchools } from "../../../tests/support/two-schools.ts";

/**
 * Random histories, act by act, written past the program; after each the kept lines are what a recount of the
 * evaluations says. The guards of states are off, since the lines must follow whatever the tables contain.
 */
const database = useDatabase();
const { asOwner, attempt } = inTwoSchools(() => database.owner());

beforeAll(async () => {
  const { rows } = await database.owner().query<{ relation: string; name: string }>(`
    select tgrelid::regclass::text as relation, tgname as name from pg_trigger
    where tgrelid in ('assessments'::regclass, 'evaluations'::regclass) and not tgisinternal and tgname !~ 'rated'`);
  expect(rows.length).toBeGreaterThan(8);
  for (const { relation, name } of rows)
    await database.owner().query(`alter table ${relation} disable trigger ${name}`);
});
afterAll(async () => {
  const { closePools } = await import("#src/platform/db/client.ts");
  await closePools();
});

const which = fc.nat({ max: 7 });
const statuses = fc.constantFrom("SUBMITTED", "SUBMITTED", "APPROVED", "REJECTED", "VOIDED", "DRAFT", "REQUESTED");
const states = fc.constantFrom("SIGNED", "SIGNED", "SIGNED", "SUPERSEDED", "VOIDED", "DRAFT");
const hours = fc.integer({ min: 0, max: 2_000 });
const rating = fc.option(fc.constantFrom("0", "1", "2.5", "3", "4", "4.999999", "5"), { freq: 6 });
const words = fc.constantFrom(null, "", "  ", "Good.", " Two words\n", "a b  c\td", "-");

const act = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("assess" as const),
      which,
      status: statuses,
      hours,
      isAsked: fc.boolean(),
      isNumeric: fc.boolean(),
      isCountersigned: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("judge" as const),
      which,
      by: fc.constantFrom("hansen", "said", "guest", "confirmed", "self"),
      state: states,
      rating,
      rubric: rating,
      words,
      next: words,
      hours,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("move" as const), which, status: statuses }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("turn" as const), which, state: states }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("confirm" as const, "forget" as const, "delete" as const), which }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("observe" as const), which, hours }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("zone" as const),
      zone: fc.constantFrom("UTC", "Pacific/Kiritimati", "America/Los_Angeles"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("guests" as const), confirms: fc.boolean() }) },
);

let made = 0;
const at = (after: number) => `timestamptz '2026-01-01 00:00Z' + ${after} * interval '37 minutes'`;
const text = (value: string | null) => (value === null ? "null" : `'${value.replaceAll("'", "''")}'`);

/** The statement of an act. Assessments and evaluations are found by their place among those that there are. */
function statementOf(one: typeof act extends fc.Arbitrary<infer Act> ? Act : never): string {
  made += 1;
  const nth = (table: string, n: number) =>
    `(select id from ${table} where id like 'x%' order by id offset ${n} % greatest(1, (select count(*) from ${table} where id like 'x%')) limit 1)`;
  switch (one.kind) {
    case "assess":
      return `insert into assessments (id, school_id, student_id, competency_id, rotation_id, assessor_id, status, observed_at, submitted_at, requested_by, created_at)
        values ('x${made}', 'north', 'amina', '${one.isCountersigned ? "countersigned" : one.isNumeric ? "numeric" : "competency_north"}', ${one.which % 2 ? "'rotation_north'" : "null"}, 'hansen',
          '${one.status}', ${at(one.hours)}, ${at(one.hours + 3)}, ${one.isAsked ? "'amina'" : "null"}, ${at(one.hours - 40)})`;
    case "judge": {
      const isGuest = one.by === "guest" || one.by === "confirmed";
      return `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, guest_name, guest_email, guest_confirmed_at, is_self, state,
          overall_rating, rubric_result, words, word_count, has_next_steps, signed_at)
        select 'x${made}', s.school_id, s.student_id, s.competency_id, s.id, ${isGuest ? "null" : one.by === "self" ? "'amina'" : `'${one.by}'`}, ${isGuest ? "'Guest'" : "null"}, ${isGuest ? `'${one.by}@guest.test'` : "null"},
          ${one.by === "confirmed" ? "now()" : "null"}, ${one.by === "self"}, '${one.state}', ${text(one.rating)}, ${text(one.rubric)}, '${unreadWords}', ${wordCount(one.words) + wordCount(one.next)}, ${wordCount(one.next) > 0}, ${at(one.hours)}
        from assessments s where s.id = ${nth("assessments", one.which)}`;
    }
    case "move":
      return `update assessments set status = '${one.status}' where id = ${nth("assessments", one.which)}`;
    case "turn":
      return `update evaluations set state = '${one.state}' where id = ${nth("evaluations", one.which)}`;
    case "confirm":
      return `update evaluations set guest_confirmed_at = now() where guest_name is not null and id = ${nth("evaluations", one.which)}`;
    case "forget":
      return `delete from evaluations where id = ${nth("evaluations", one.which)}`;
    case "delete":
      return `delete from assessments where id = ${nth("assessments", one.which)}`;
    case "observe":
      return `update assessments set observed_at = ${at(one.hours)}, rotation_id = null, method = 'DOPS', requested_by = 'amina' where id = ${nth("assessments", one.which)}`;
    case "zone":
      return `update schools set time_zone = '${one.zone}' where id = 'north'`;
    case "guests":
      return `update schools set settings = '{"confirmsGuests": ${one.confirms}}' where id = 'north'`;
  }
}

/** What the check of stored data would say of them. */
async function foundByTheCheck(): Promise<readonly unknown[]> {
  const { rows } = await database.owner().query("select id from users where role = 'STUDENT'");
  return readAs(systemActor("test"), (tx) =>
    tx.query(selectLinesDiffering, { studentIds: rows.map(({ id }) => String(id)) }),
  );
}

describe("the kept lines", () => {
  it("follow every change of assessments, evaluations and the school", async () => {
    await asOwner(`insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by, needs_countersignature)
      select id, 'north', id, 'Skills', 'EXPERT', scale, target, 'system', id = 'countersigned'
      from (values ('numeric', 'scale_performance', 3.5), ('countersigned', 'scale_entrustment', 4)) v (id, scale, target)`);
    expect(await differences(database.owner())).toEqual([]);
    let lines = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
        for (const one of acts) {
          expect(await attempt(statementOf(one))).toMatch(/^(\d+ rows|23505 .*)$/);
        }
        expect(await differences(database.owner())).toEqual([]);
        expect(await foundByTheCheck()).toEqual([]);
        const { rows } = await database.owner().query("select count(*)::int as n from rated_assessments");
        lines = Math.max(lines, rows[0].n);
      }),
      { numRuns: 60 },
    );
    expect(lines).toBeGreaterThan(3);
  });

  it("are the same after a rebuild", async () => {
    await asOwner("delete from rated_assessments");
    await asOwner("select app.rate_assessments(array_agg(id)) from assessments");
    expect(await differences(database.owner())).toEqual([]);
  });
});
