import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import type { SettingsAnswer } from "#src/features/notifications/schema.ts";
import { channels, notificationTypes } from "#src/features/notifications/values.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import type { Person } from "../../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const path = "/api/notifications/settings";

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("delete from notification_queue");
  await rows("delete from notification_choices");
  await rows("delete from notification_settings");
});

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const read = async (person: Person) => (await api.get(person, path)).body as SettingsAnswer;
const change = (person: Person, body: unknown) => api.call(person, "PATCH", path, { body });
const choice = ({ choices }: SettingsAnswer, type: string, channel: string) =>
  choices.find((one) => one.type === type && one.channel === channel);

function tell(options: { userId?: string; priority?: "NORMAL" | "HIGH" | "URGENT" } = {}) {
  const feedback: Notification = {
    template: "assessmentSubmitted",
    schoolId: "north",
    userId: options.userId ?? "amina",
    variables: { evaluator_name: "Hansen", competency_name: "Hand hygiene" },
    payload: {},
    priority: options.priority ?? "NORMAL",
  };
  return withActor(systemActor("test"), (tx) => notify(tx, feedback));
}

const emails = () =>
  rows("select user_id, status, is_digest from notification_queue where channel = 'EMAIL' order by 1");

describe("the notification settings", () => {
  it("are at first what the database takes for every type and channel", async () => {
    const settings = await read("amina");
    expect(settings).toMatchObject({
      channels: { EMAIL: true },
      quiet: null,
      emailPace: "EACH",
      email: "amina@two-schools.test",
      lastWeek: [],
    });
    expect(settings.choices.map(({ type, channel }) => `${type} ${channel}`)).toEqual(
      notificationTypes.flatMap((type) => channels.map((channel) => `${type} ${channel}`)),
    );
    const expected = await rows(
      `select t as type, c as channel, app.notification_always(t, c, 'NORMAL') as "isAlways",
         app.notification_always(t, c, 'NORMAL') or app.notification_default(t, c) as "isOn"
       from unnest($1::text[]) t, unnest($2::text[]) c`,
      [notificationTypes, channels],
    );
    expect(new Set(settings.choices.map((one) => JSON.stringify(one)))).toEqual(
      new Set(expected.map(({ type, channel, isOn, isAlways }) => JSON.stringify({ type, channel, isOn, isAlways }))),
    );
  });

  it("carry a tag, and are not sent again while it holds", async () => {
    const first = await api.get("amina", path);
    const etag = first.headers.get("etag") ?? "";
    expect((await api.get("amina", path, { headers: { "if-none-match": etag } })).status).toBe(304);
    await change("amina", { emailPace: "DAILY" });
    expect((await api.get("amina", path, { headers: { "if-none-match": etag } })).status).toBe(200);
  });

  it("are changed one by one or together, for oneself alone, and the next notification follows", async () => {
    const answer = await change("amina", {
      choices: [
        { type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: true },
        { type: "FEEDBACK_AVAILABLE", channel: "IN_APP", isOn: false },
      ],
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(await read("amina"));
    expect(choice(await read("ben"), "FEEDBACK_AVAILABLE", "EMAIL")).toMatchObject({ isOn: false });
    await tell();
    await tell({ userId: "ben" });
    expect(await rows("select user_id, channel from notification_queue order by 1")).toEqual([
      { user_id: "amina", channel: "EMAIL" },
      { user_id: "ben", channel: "IN_APP" },
    ]);
    await change("amina", { choices: [{ type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: false }] });
    await tell();
    expect(await emails()).toHaveLength(1);
  });

  it("keep what is always on, and change nothing else of the same request", async () => {
    const answer = await change("amina", {
      choices: [
        { type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: true },
        { type: "SYSTEM_ANNOUNCEMENT", channel: "IN_APP", isOn: false },
      ],
      emailPace: "WEEKLY",
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      detail: "This always reaches you and cannot be switched off.",
      errors: [{ path: "choices.1.isOn", message: "cannot be switched off" }],
    });
    const settings = await read("amina");
    expect(settings.emailPace).toBe("EACH");
    expect(choice(settings, "FEEDBACK_AVAILABLE", "EMAIL")).toMatchObject({ isOn: false });
    const on = { choices: [{ type: "SYSTEM_ANNOUNCEMENT", channel: "IN_APP", isOn: true }] };
    expect((await change("amina", on)).status).toBe(200);
  });

  it("have quiet hours that may pass midnight, until there are none", async () => {
    const quiet = { from: "22:00", to: "06:30", days: "WEEKDAYS" };
    expect((await change("amina", { quiet })).body).toMatchObject({ quiet, emailPace: "EACH" });
    await change("amina", { emailPace: "DAILY" });
    expect(await read("amina")).toMatchObject({ quiet, emailPace: "DAILY" });
    expect((await change("amina", { quiet: null })).body).toMatchObject({ quiet: null, emailPace: "DAILY" });
  });

  it.each([
    {},
    { choices: [] },
    { choices: [{ type: "FEEDBACK_AVAILABLE", channel: "LETTER", isOn: true }] },
    { choices: [{ type: "GOSSIP", channel: "EMAIL", isOn: true }] },
    { choices: [{ type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: "yes" }] },
    {
      choices: [true, false].map((isOn) => ({ type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn })),
    },
    { quiet: { from: "22:00", to: "22:00", days: "EVERY_DAY" } },
    { quiet: { from: "24:00", to: "07:00", days: "EVERY_DAY" } },
    { quiet: { from: "22:00", to: "07:00", days: "SUNDAYS" } },
    { quiet: { from: "22:00" } },
    { emailPace: "HOURLY" },
    { emailPace: null },
    { email: "other@two-schools.test" },
  ])("refuse %j", async (body) => {
    const before = await read("ben");
    expect((await change("ben", body)).status).toBe(422);
    expect(await read("ben")).toEqual(before);
  });

  it("lose no change of two at once", async () => {
    const quiet = { from: "21:00", to: "07:00", days: "EVERY_DAY" };
    await Promise.all([
      change("dora", { quiet }),
      change("dora", { emailPace: "WEEKLY" }),
      change("dora", { choices: [{ type: "PROGRESS_UPDATE", channel: "EMAIL", isOn: true }] }),
    ]);
    const settings = await read("dora");
    expect(settings).toMatchObject({ quiet, emailPace: "WEEKLY" });
    expect(choice(settings, "PROGRESS_UPDATE", "EMAIL")).toMatchObject({ isOn: true });
  });

  it("are in the audit", async () => {
    await change("said", { emailPace: "DAILY" });
    expect(
      await rows(
        "select actor_id, detail from audit_log where action = 'notifications.settings.change' and entity_id = 'said'",
      ),
    ).toEqual([{ actor_id: "said", detail: { emailPace: "DAILY" } }]);
  });

  describe("of the pace of emails", () => {
    beforeEach(async () => {
      await change("amina", {
        choices: [{ type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: true }],
        emailPace: "DAILY",
      });
      await rows("update schools set time_zone = 'Europe/London' where id = 'north'");
    });
    const waiting = () =>
      rows(
        `select to_char(scheduled_for at time zone 'Europe/London', 'HH24:MI') as time, scheduled_for > now() as "isLater",
           extract(isodow from scheduled_for at time zone 'Europe/London')::int as weekday
         from notification_queue where channel = 'EMAIL' and is_digest and status = 'PENDING'`,
      );

    it("give what waits its new time", async () => {
      await tell();
      expect(await waiting()).toMatchObject([{ time: "17:00", isLater: true }]);
      await change("amina", { emailPace: "WEEKLY" });
      expect(await waiting()).toEqual([{ time: "07:00", isLater: true, weekday: 1 }]);
      await change("amina", { emailPace: "EACH" });
      expect(await waiting()).toMatchObject([{ isLater: false }]);
    });

    describe("follow a time zone that changes", () => {
      const local = () =>
        rows(
          `select q.user_id, to_char(scheduled_for at time zone coalesce(u.time_zone, s.time_zone), 'HH24:MI') as time
           from notification_queue q join users u on u.id = q.user_id join schools s on s.id = u.school_id
           where channel = 'EMAIL' and q.status = 'PENDING' and scheduled_for > now() order by 1`,
        );
      const moveSchool = async (timeZone: string) => {
        const { headers } = await api.get("admin", "/api/school");
        const moved = await api.call("admin", "PATCH", "/api/school", {
          body: { timeZone },
          headers: { "if-match": headers.get("etag") ?? "*" },
        });
        expect(moved.status).toBe(200);
      };
      beforeEach(async () => {
        await rows("update users set time_zone = null");
        await tell();
      });

      it("of their person", async () => {
        const edit = (timeZone: string | null) => api.call("amina", "PATCH", "/api/me", { body: { timeZone } });
        expect((await edit("Pacific/Auckland")).status).toBe(200);
        expect(await local()).toEqual([{ user_id: "amina", time: "17:00" }]);
        await edit(null);
        expect(await local()).toEqual([{ user_id: "amina", time: "17:00" }]);
      });

      it("of their school, where they have none of their own", async () => {
        await change("ben", {
          choices: [{ type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: true }],
          emailPace: "WEEKLY",
        });
        await rows("update users set time_zone = 'America/New_York' where id = 'ben'");
        await tell({ userId: "ben" });
        const [before] = await rows("select scheduled_for from notification_queue where user_id = 'ben' and is_digest");
        await moveSchool("Asia/Kolkata");
        expect(await local()).toEqual([
          { user_id: "amina", time: "17:00" },
          { user_id: "ben", time: "07:00" },
        ]);
        expect(await rows("select scheduled_for from notification_queue where user_id = 'ben' and is_digest")).toEqual([
          before,
        ]);
      });

      it("but not where they are due, are tried again, are over or wait for no digest", async () => {
        await rows("update notification_queue set scheduled_for = now() - interval '1 second' where channel = 'EMAIL'");
        await tell();
        await rows("update notification_queue set retry_count = 1 where channel = 'EMAIL' and scheduled_for > now()");
        await tell();
        await rows(
          "update notification_queue set status = 'SENT' where channel = 'EMAIL' and retry_count = 0 and scheduled_for > now()",
        );
        await tell({ priority: "HIGH" });
        const times = () => rows("select id, scheduled_for, updated_at from notification_queue order by id");
        const before = await times();
        await moveSchool("Pacific/Honolulu");
        expect(await times()).toEqual(before);
      });
    });

    it("leave alone what is over, what does not wait for a digest, and what is another's", async () => {
      await change("ben", {
        choices: [{ type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: true }],
        emailPace: "WEEKLY",
      });
      await tell();
      await rows("update notification_queue set status = 'SENT' where channel = 'EMAIL'");
      await tell({ priority: "HIGH" });
      await tell({ userId: "ben" });
      const times = () => rows("select id, scheduled_for, updated_at from notification_queue order by id");
      const before = await times();
      await change("amina", { emailPace: "WEEKLY" });
      expect(await times()).toEqual(before);
    });
  });

  it("count what the last week brought, once however it came, by the day of its daily digest", async () => {
    await rows("update schools set time_zone = 'UTC' where id = 'north'");
    await change("amina", { choices: [{ type: "FEEDBACK_AVAILABLE", channel: "EMAIL", isOn: true }] });
    await tell();
    await tell();
    await tell({ priority: "HIGH" });
    await tell({ userId: "ben" });
    await rows(
      "update notification_queue set created_at = date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '30 hours'",
    );
    await tell();
    await rows(
      "update notification_queue set created_at = now() - interval '8 days' where created_at > now() - interval '1 hour'",
    );
    const [{ day }] = await rows("select (now() at time zone 'UTC' - interval '1 day')::date::text as day");
    expect((await read("amina")).lastWeek).toEqual([
      { type: "FEEDBACK_AVAILABLE", digestOn: day, isAtOnce: false, count: 2 },
      { type: "FEEDBACK_AVAILABLE", digestOn: day, isAtOnce: true, count: 1 },
    ]);
  });
});

describe("the list of notifications", () => {
  it("shows the unread ones alone, and marks one with all that are older, but nothing newer", async () => {
    for (let n = 0; n < 3; n += 1) await tell();
    await tell({ userId: "ben" });
    const list = async (only?: string) =>
      (await api.get("amina", "/api/notifications", only ? { query: { only } } : {})).body as {
        items: { id: string; readAt: string | null }[];
        unread: number;
      };
    const [newest, middle, oldest] = (await list()).items;
    const upTo = middle?.id;
    expect((await api.post("ben", "/api/notifications/read", { upTo })).body).toEqual({ unread: 1 });
    expect((await list()).unread).toBe(3);
    expect((await api.post("amina", "/api/notifications/read", { upTo })).body).toEqual({ unread: 1 });
    expect((await list("unread")).items.map(({ id }) => id)).toEqual([newest?.id]);
    expect((await list()).items.find(({ id }) => id === oldest?.id)?.readAt).not.toBeNull();
    expect((await api.get("amina", "/api/notifications", { query: { only: "read" } })).status).toBe(422);
    for (const body of [{}, { upTo, ids: [upTo] }, { all: true }]) {
      expect((await api.post("amina", "/api/notifications/read", body)).status).toBe(422);
    }
  });
});
