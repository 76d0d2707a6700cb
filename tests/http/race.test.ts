import { beforeAll, expect, it } from "vitest";
import { arrangeTwoSchools, recount, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const api = useApi();
const rounds = 60;
const racers = 4;

beforeAll(async () => {
  const owner = database.owner();
  await arrangeTwoSchools(owner);
  // Framework rows of a published framework may not change, so the competencies of the race have a framework of their own.
  await owner.query(`
    insert into competency_templates (id, school_id, name, created_by) values ('race', 'north', 'Race', 'admin');
    insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
      select 'race_' || n, 'north', 'race', 'Race ' || n, 'Racing', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
      from generate_series(1, ${rounds}) n;
    insert into competency_assignments (id, school_id, user_id, competency_id)
      select 'race_' || n, 'north', 'amina', 'race_' || n from generate_series(1, ${rounds}) n;
    insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'said', 'north');
  `);
  await recount(["amina"]);
});

it("lets 60 rounds of 4 racing first ratings all succeed, the latest by time observed counting", async () => {
  const statuses: number[] = [];
  const expected: { id: string; result: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const ratings = Array.from({ length: racers }, (_, i) => ({
      rating: 1 + ((round + i * 3) % 5),
      observedAt: new Date(Date.UTC(2026, 2, 1, 8, (i * 37 + round * 11) % 60, i)).toISOString(),
    }));
    const latest = [...ratings].sort((a, b) => (a.observedAt < b.observedAt ? 1 : -1))[0];
    expected.push({ id: `race_${round}`, result: latest?.rating ?? 0 });
    const answers = await Promise.all(
      ratings.map(({ rating, observedAt }, i) =>
        api.post(i % 2 === 0 ? "hansen" : "said", "/api/competency-assessments", {
          studentId: "amina",
          competencyId: `race_${round}`,
          evaluationData: { overallRating: rating, observedAt },
        }),
      ),
    );
    statuses.push(...answers.map(({ status }) => status));
  }
  expect(statuses.filter((status) => status === 201)).toHaveLength(rounds * racers);

  const { rows } = await database
    .owner()
    .query(
      "select id, result::float8 as result, observations from competency_assignments where id like 'race\\_%' order by substr(id, 6)::int",
    );
  expect(rows.map(({ id, result }) => ({ id, result }))).toEqual(expected);
  expect(new Set(rows.map(({ observations }) => observations))).toEqual(new Set([racers]));
  const counts = await database.owner().query(`
    select (select count(*)::int from evaluations e join assessments s on s.id = e.assessment_id where s.competency_id like 'race\\_%') as evaluations,
           (select count(*)::int from events where type = 'assessment.submitted') as events,
           (select count(*)::int from notification_queue where type = 'FEEDBACK_AVAILABLE') as notifications`);
  expect(counts.rows[0]).toEqual({
    evaluations: rounds * racers,
    events: rounds * racers,
    notifications: rounds * racers,
  });
});
