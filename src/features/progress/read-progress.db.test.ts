import { beforeAll, describe, expect, it } from "vitest";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

/** Ben's completions, by the day in the school's zone, where the day begins an hour before UTC's in summer. */
const completions = [
  ["before", "2025-06-30T22:59:59Z"],
  ["first_instant", "2025-06-30T23:00:00Z"],
  ["last_instant", "2025-07-31T22:59:59Z"],
  ["after", "2025-07-31T23:00:00Z"],
  ["never", null],
] as const;

beforeAll(async () => {
  const owner = database.owner();
  await arrangeTwoSchools(owner);
  await owner.query(
    `insert into competencies (id, school_id, program_id, name, category, level, rating_scale_id, target_rating, created_by)
     select c->>0, 'north', 'program_north', c->>0, 'Dated', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system' from jsonb_array_elements($1) c`,
    [JSON.stringify(completions)],
  );
  await owner.query(
    `insert into competency_assignments (id, school_id, user_id, competency_id, status, completion_date)
     select 'dated_' || (c->>0), 'north', 'ben', c->>0, case when c->>1 is null then 'IN_PROGRESS' else 'ACHIEVED' end, (c->>1)::timestamptz
     from jsonb_array_elements($1) c`,
    [JSON.stringify(completions)],
  );
  await recount(["ben"]);
});

const dateRange = "2025-07-01/2025-07-31";
const whole = { category: "Dated" };

describe("a range of days", () => {
  it.each([
    ["of a student", { studentId: "ben" }],
    ["of a student in a program", { studentId: "ben", programId: "program_north" }],
    ["of all whom one may see", {}],
  ])("leaves out completions before and after it, and no total: %s", async (_, query: Record<string, string>) => {
    const all = await api.get("said", "/api/competency-progress", { query: { ...query, ...whole } });
    expect(all.body).toMatchObject({ totalCompetencies: 5, completedCompetencies: 4 });
    const within = await api.get("said", "/api/competency-progress", { query: { ...query, ...whole, dateRange } });
    expect(within.body).toMatchObject({
      totalCompetencies: 5,
      completedCompetencies: 2,
      progressPercentage: 40,
      categoryBreakdown: [{ category: "Dated", total: 5, completed: 2, percentage: 40 }],
    });
  });
});
