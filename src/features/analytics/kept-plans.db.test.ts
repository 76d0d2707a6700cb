import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { closeCaches } from "#src/platform/cache/caches.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await database.owner().query(`
    update users set program_id = 'program_north', cohort_id = 'cohort_north' where id in ('amina', 'ben', 'dora');
    update cohorts set ends_on = current_date + 90 where id = 'cohort_north';
    insert into competency_deployments (id, school_id, template_id, status, effective_at, due_at, created_by)
      select 'deployed', 'north', template_id, 'ACTIVE', now() - interval '20 days', now() + interval '40 days', 'admin'
      from competencies where school_id = 'north' limit 1`);
});

/** Whatever may change a plan, written past the program. `$1` is a number of days. */
const acts = {
  complete:
    "update competency_assignments set status = 'ACHIEVED', completion_date = now() - make_interval(days => $1)",
  reopen: "update competency_assignments set status = 'IN_PROGRESS', completion_date = null, cycle_starts_at = null",
  renew: "update competency_assignments set status = 'IN_PROGRESS', completion_date = null, cycle_starts_at = now()",
  date: "update competency_assignments set due_date = now() + make_interval(days => $1 - 10)",
  undate: "update competency_assignments set due_date = null, deployment_id = 'deployed'",
  withdraw: "update competency_assignments set status = 'WITHDRAWN', completion_date = null",
} as const;
const moveDeployment = `update competency_deployments set effective_at = now() - make_interval(days => $1),
  due_at = now() + make_interval(days => $1) where id = 'deployed'`;

it("says of a cohort after any change what it says with nothing kept", async () => {
  const answer = async () => {
    const { status, body } = await api.get("admin", "/api/competency-analytics?scope=cohort&cohortId=cohort_north");
    expect(status).toBe(200);
    return body;
  };
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[]), "moveDeployment" as const),
      fc.constantFrom("amina", "ben", "dora"),
      fc.nat({ max: 30 }),
      async (act, student, days) => {
        await answer();
        if (act === "moveDeployment") await database.owner().query(moveDeployment, [days]);
        else {
          const isCounted = acts[act].includes("$1");
          await database
            .owner()
            .query(`${acts[act]} where user_id = $${isCounted ? 2 : 1}`, isCounted ? [days, student] : [student]);
        }
        const kept = await answer();
        closeCaches();
        expect(kept).toEqual(await answer());
        seen.add(JSON.stringify(kept));
      },
    ),
    { numRuns: 40 },
  );
  // What was changed is what is answered.
  expect(seen.size).toBeGreaterThan(10);
});
