import { expect, it } from "vitest";
import { loginRoles } from "#src/platform/db/client.ts";
import { migrateDown, migrateUp, migrationStatus } from "#src/platform/db/migrations.ts";
import { arrangeTwoSchools, recount } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { testSecret } from "../../../tests/support/secret.ts";

const database = useDatabase();
const migration = "0030_activities_target";

async function storedTargets(): Promise<unknown[]> {
  const { rows } = await database.owner().query(`
    select line -> 'targetRating' as target from student_progress, jsonb_array_elements(recent_activities) line
    where student_id = 'amina'`);
  return rows.map(({ target }) => target);
}

it("gives the recent assessments that an installation has stored the target of their competency", async () => {
  await arrangeTwoSchools(database.owner());
  await recount(["amina"]);
  expect(await storedTargets()).toEqual([4]);
  while ((await migrationStatus(database.url)).applied.includes(migration)) await migrateDown(database.url, 1);
  expect(await storedTargets()).toEqual([null]);
  await migrateUp(database.url, { logins: { roles: loginRoles, secret: testSecret } });
  expect(await storedTargets()).toEqual([4]);
});
