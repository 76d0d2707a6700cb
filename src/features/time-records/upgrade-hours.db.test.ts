import { beforeAll, describe, expect, it } from "vitest";
import { migrateDown, migrateUp, migrationStatus } from "#src/platform/db/migrations.ts";
import { arrangeTwoSchools } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;

beforeAll(() => arrangeTwoSchools(database.owner()));

describe("hours of the version that checked only the school of a placement", () => {
  it("get a placement of their own student, and lose nothing", async () => {
    while ((await migrationStatus(database.url)).applied.includes("0038_hours_record")) {
      await migrateDown(database.url, 1);
    }
    await rows("delete from time_records");
    await rows("delete from placements where id = 'placement_dora'");
    await rows(`insert into rotations (id, school_id, name, site, unit, starts_on, ends_on)
      values ('rotation_other', 'north', 'Clinic', 'Clinic', '1', current_date - 60, current_date)`);
    const add = (id: string, student: string, placement: string, hours: number, minutes: number) =>
      rows(
        `insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, status)
         values ($1, 'north', $2, $3, $4, now() - $5 * interval '1 hour', now() - ($5 - 8) * interval '1 hour', $6, 'Ward', 'APPROVED')`,
        [id, student, placement, id === "right" ? "rotation_other" : "rotation_north", hours, minutes],
      );
    await add("right", "amina", "placement_amina", 20, 450);
    await add("wrong", "ben", "placement_amina", 20, 600);
    await add("without", "dora", "placement_amina", 20, 480);
    await migrateUp(database.url);
    expect(
      await rows("select id, placement_id, rotation_id, minutes, break_minutes, status from time_records order by id"),
    ).toEqual([
      {
        id: "right",
        placement_id: "placement_amina",
        rotation_id: "rotation_north",
        minutes: 450,
        break_minutes: 30,
        status: "APPROVED",
      },
      {
        id: "without",
        placement_id: expect.stringMatching(/^hours_/),
        rotation_id: "rotation_north",
        minutes: 480,
        break_minutes: 0,
        status: "APPROVED",
      },
      // Nobody works 10 hours in 8.
      {
        id: "wrong",
        placement_id: "placement_ben",
        rotation_id: "rotation_north",
        minutes: 480,
        break_minutes: 0,
        status: "APPROVED",
      },
    ]);
    // The placement that was made up for the hours has ended: nobody supervises by it.
    expect(
      await rows("select student_id, ended_at is not null as is_over from placements where id like 'hours_%'"),
    ).toEqual([{ student_id: "dora", is_over: true }]);
  }, 120_000);
});
