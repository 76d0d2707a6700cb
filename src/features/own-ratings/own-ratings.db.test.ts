import { beforeAll, describe, expect, it } from "vitest";
import type { OwnRatingsAnswer } from "#src/features/own-ratings/schema.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { claimsFor, claimsOf, type Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

async function rows<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.owner().query(text, values)).rows;
}

type Rating = { by: string; competency: string; rating: number; counts: boolean };

/** Ratings of four assessors on three competencies, on scales from 1 to 5 and from 0 to 5, the same on each run. */
const assessors = ["hansen", "said", "third", "fourth"];
const competencies = ["competency_north", "second_north", "third_north"];
const ratings: Rating[] = Array.from({ length: 90 }, (_, n) => {
  const by = assessors[(n * 7 + (n % 5)) % 4] ?? "";
  const lean = by === "hansen" ? 1 : by === "said" ? -1 : 0;
  return {
    by,
    competency: competencies[(n * 5 + (n % 7)) % 3] ?? "",
    rating: Math.min(5, Math.max(1, 3 + lean + ((n * 13) % 3) - 1)),
    counts: n % 11 !== 0,
  };
});

beforeAll(async () => {
  const owner = database.owner();
  await arrangeTwoSchools(owner);
  await rows("set session_replication_role = replica");
  await rows("delete from evaluations");
  await rows("delete from assessments");
  await rows(`insert into users (id, school_id, name, email, role)
    select id, 'north', id, id || '@two-schools.test', 'CLINICAL_SUPERVISOR' from unnest(array['third', 'fourth', 'new']) id`);
  await rows(`insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by) values
    ('second_north', 'north', 'Second', 'Safety', 'FUNDAMENTAL', 'scale_performance', 4, 'system'),
    ('third_north', 'north', 'Third', 'Safety', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'),
    ('passfail_north', 'north', 'Fourth', 'Safety', 'FUNDAMENTAL', 'scale_passfail', 1, 'system')`);
  const all = [...ratings, { by: "hansen", competency: "passfail_north", rating: 1, counts: true }];
  for (const [n, { by, competency, rating, counts }] of all.entries()) {
    // What does not count is in turn void, superseded, refused or the student's own.
    const kind = counts ? "SIGNED" : ["VOIDED", "SUPERSEDED", "REJECTED", "SELF"][n % 4];
    const student = n % 2 ? "amina" : "ben";
    await rows(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
       values ($1, 'north', $2, $3, $4, $5, now(), now())`,
      [`s${n}`, student, competency, by, kind === "REJECTED" ? "REJECTED" : "SUBMITTED"],
    );
    await rows(
      `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, is_self, state, overall_rating, signed_at)
       values ('e' || $1::text, 'north', $2, $3, $1, $4, $5, $6, $7, now())`,
      [
        `s${n}`,
        student,
        competency,
        kind === "SELF" ? student : by,
        kind === "SELF",
        kind === "VOIDED" || kind === "SUPERSEDED" ? kind : "SIGNED",
        rating,
      ],
    );
  }
  await rows("set session_replication_role = origin");
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The figures of one assessor from the ratings themselves. */
function expectedOf(person: string) {
  const counted = ratings
    .filter(({ counts }) => counts)
    .map((one) => ({
      ...one,
      share: one.competency === "second_north" ? one.rating / 5 : (one.rating - 1) / 4,
    }));
  const differencesOf = (by: string) =>
    counted
      .filter((one) => one.by === by)
      .map(
        ({ competency, share }) =>
          share - mean(counted.filter((one) => one.competency === competency && one.by !== by).map((one) => one.share)),
      );
  const all = assessors.map(differencesOf);
  const flat = all.flat();
  const squares = (values: readonly number[]) => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0);
  const within = all.reduce((sum, one) => sum + squares(one), 0) / (flat.length - all.length);
  const between =
    all.reduce((sum, one) => sum + one.length * (mean(one) - mean(flat)) ** 2, 0) - (all.length - 1) * within;
  const variance = between / (flat.length - all.reduce((sum, one) => sum + one.length ** 2, 0) / flat.length);
  const own = differencesOf(person);
  const weight = variance / (variance + within / own.length);
  const shares = counted.filter(({ by }) => by === person).map(({ share }) => share);
  return {
    count: own.length,
    counted: 4 * mean(own),
    shrunken: 4 * weight * mean(own),
    high: 4 * (weight * mean(own) + 1.96 * Math.sqrt((weight * within) / own.length)),
    spread: 4 * Math.sqrt(squares(shares) / (shares.length - 1)),
  };
}

async function read(person: Person): Promise<OwnRatingsAnswer> {
  const { status, body } = await api.get(person, "/api/own-ratings");
  expect(status).toBe(200);
  return body as OwnRatingsAnswer;
}

describe("one's own ratings", () => {
  it.each(["hansen", "said"] as const)("are those of an independent count: %s", async (person) => {
    const answer = await read(person);
    const expected = expectedOf(person);
    expect(answer.count).toBe(expected.count);
    expect(answer.difference).toMatchObject({ compared: expected.count, colleagues: 3 });
    expect(answer.difference?.counted).toBeCloseTo(expected.counted, 9);
    expect(answer.difference?.shrunken).toBeCloseTo(expected.shrunken, 9);
    expect(answer.difference?.high).toBeCloseTo(expected.high, 9);
    expect(answer.spread?.own).toBeCloseTo(expected.spread, 9);
    expect(Math.sign(answer.difference?.shrunken ?? 0)).toBe(person === "hansen" ? 1 : -1);
    const shown = answer.scales.flatMap((scale) => scale.ratings).reduce((sum, { count }) => sum + count, 0);
    expect(shown).toBe(expected.count);
  });

  it("name no colleague, no student and nobody's rating but the reader's", async () => {
    expect(JSON.stringify(await read("hansen"))).not.toMatch(/said|third|fourth|amina|ben/i);
  });

  it("are a number alone below ten", async () => {
    const answer = await read("foreign");
    expect(answer).toEqual({ count: 0, shownFrom: 10, spread: null, difference: null, scales: [] });
  });
});

describe("nobody else", () => {
  it.each<[Person, number]>([
    ["amina", 403],
    ["admin", 403],
    ["super", 403],
    ["foreignAdmin", 403],
  ])("may ask: %s gets %d", async (person, status) => {
    expect((await api.get(person, "/api/own-ratings")).status).toBe(status);
  });

  const sumsAs = async (claims: string, role = "authenticated") => {
    await database.owner().query("begin");
    await rows("select set_config('request.jwt.claims', $1, true), set_config('role', $2, true)", [claims, role]);
    const answer = await rows<{ sums: { count: number } | null }>("select app.own_rating_sums() as sums").catch(
      (error: { code: string }) => error.code,
    );
    await database.owner().query("rollback");
    return typeof answer === "string" ? answer : answer[0]?.sums;
  };

  it("gets them from the database: it answers about the caller, and has no argument to name another", async () => {
    for (const person of ["amina", "admin", "super", "foreignAdmin"] as const)
      expect(await sumsAs(claimsOf(person)), person).toBeNull();
    expect(await sumsAs(claimsOf("hansen"))).toMatchObject({ count: expectedOf("hansen").count });
    expect(await sumsAs(claimsOf("said"))).toMatchObject({ count: expectedOf("said").count });
    // The same id in a token of another school is nobody.
    const elsewhere = claimsFor({ id: "hansen", role: "CLINICAL_SUPERVISOR", schoolId: "south" });
    expect(await sumsAs(elsewhere)).toBeNull();
    for (const role of ["app_command", "app_realtime", "app_auth"])
      expect(await sumsAs(claimsOf("hansen"), role), role).toBe("42501");
  });
});
