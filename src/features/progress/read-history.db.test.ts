import { beforeAll, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));

it.each(["America/New_York", "UTC", "Asia/Tokyo"])(
  "expects by each day the competencies due until its end in the school's time zone: %s",
  async (timeZone) => {
    const owner = database.owner();
    await owner.query("update schools set time_zone = $1 where id = 'north'", [timeZone]);
    await owner.query(
      `update competency_assignments set due_date = '2026-06-30 23:59:59'::timestamp at time zone $1
       where id = 'assignment_amina'`,
      [timeZone],
    );
    await owner.query("delete from progress_snapshots");
    await owner.query(
      `insert into progress_snapshots (school_id, user_id, competencies_total, snapshot_date)
       select 'north', 'amina', 1, (day || ' 23:55')::timestamp at time zone $1
       from unnest(array['2026-06-29', '2026-06-30', '2026-07-01']) day`,
      [timeZone],
    );
    const { body } = await api.get("amina", "/api/competency-progress/history", {
      query: { dateRange: "2026-06-01/2026-07-31" },
    });
    expect(body).toEqual({
      points: [
        { date: "2026-06-29", completed: 0, total: 1, expected: 0 },
        { date: "2026-06-30", completed: 0, total: 1, expected: 1 },
        { date: "2026-07-01", completed: 0, total: 1, expected: 1 },
      ],
      plan: [{ date: "2026-06-30", planned: 1 }],
    });
  },
);
