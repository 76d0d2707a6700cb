import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DeliveriesAnswer } from "#src/features/notifications/deliveries/schema.ts";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

const path = "/api/notification-deliveries";

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("delete from notification_queue");
  await rows(
    `insert into notification_queue (id, school_id, user_id, type, channel, status, subject, content, error_message, retry_count, updated_at)
     select s || '_' || n, s, case s when 'north' then 'amina' else 'carl' end, 'SYSTEM_ANNOUNCEMENT', 'EMAIL',
       case when n <= 3 then 'FAILED' when n = 4 then 'SENT' else 'PENDING' end, 'News', 'secret words', 'the mail server answered 550', 4,
       now() - n * interval '1 minute'
     from unnest(array['north', 'south']) s, generate_series(1, 5) n`,
  );
});

const list = async (query = "", who: "admin" | "foreignAdmin" = "admin") =>
  (await api.get(who, `${path}${query}`)).body as DeliveriesAnswer;
const idsOf = ({ items }: DeliveriesAnswer) => items.map(({ id }) => id);

describe("what could not be delivered", () => {
  it("is listed for the school alone, the latest first, without the words", async () => {
    const answer = await list();
    expect(idsOf(answer)).toEqual(["north_1", "north_2", "north_3"]);
    expect(answer.failed).toBe(3);
    expect(answer.items[0]).toMatchObject({
      name: expect.any(String),
      error: "the mail server answered 550",
      retryCount: 4,
    });
    expect(JSON.stringify(answer)).not.toContain("secret words");
    expect(idsOf(await list("?status=SENT"))).toEqual(["north_4"]);
    expect(idsOf(await list("", "foreignAdmin"))).toEqual(["south_1", "south_2", "south_3"]);
  });

  it("is listed in pages that miss and repeat nothing", async () => {
    const first = await list("?limit=2");
    const second = await list(`?limit=2&cursor=${encodeURIComponent(first.nextCursor ?? "")}`);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(["north_1", "north_2", "north_3"]);
    expect(second.nextCursor).toBeNull();
  });

  it("goes out again when it is asked for: some, or all of the school, and nothing that was sent", async () => {
    const retry = (body: object) => api.post("admin", `${path}/retry`, body);
    expect((await retry({ ids: ["north_1", "south_1", "north_4"] })).body).toEqual({ retried: 1 });
    expect(
      await rows("select id, status, retry_count, error_message from notification_queue where id = 'north_1'"),
    ).toEqual([{ id: "north_1", status: "PENDING", retry_count: 0, error_message: null }]);
    expect((await retry({})).body).toEqual({ retried: 2 });
    expect((await retry({})).body).toEqual({ retried: 0 });
    expect(await rows("select count(*)::int as n from notification_queue where status = 'FAILED'")).toEqual([{ n: 3 }]);
  });
});
