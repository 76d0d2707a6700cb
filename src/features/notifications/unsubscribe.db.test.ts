import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { notify } from "#src/features/notifications/notify.ts";
import type { SettingsAnswer } from "#src/features/notifications/schema.ts";
import { unsubscribeToken } from "#src/features/notifications/unsubscribe-token.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const path = "/api/notifications/unsubscribe";

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("delete from notification_queue");
  await rows("delete from notification_choices");
});

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

/** As a mail provider sends it: without a cookie, and with the form of RFC 8058. */
function press(token: string, options: { as?: Person; headers?: Record<string, string> } = {}) {
  return api.call(options.as, "POST", path, {
    query: { token },
    raw: "List-Unsubscribe=One-Click",
    headers: { "content-type": "application/x-www-form-urlencoded", ...options.headers },
  });
}

const choices = () => rows("select user_id, type, channel, is_on from notification_choices order by 1, 2, 3");
const tokenOf = (userId: string, type: string) => unsubscribeToken({ userId, type });

async function announce(userId = "amina"): Promise<void> {
  await withActor(systemActor("test"), (tx) =>
    notify(tx, {
      template: "competencyAssigned",
      schoolId: "north",
      userId,
      variables: { framework_name: "Core" },
      payload: {},
    }),
  );
}

describe("the one click of an email", () => {
  it("ends its emails without signing in, twice without harm, and the next notification follows", async () => {
    await announce();
    const token = tokenOf("amina", "SYSTEM_ANNOUNCEMENT");
    expect(await press(token)).toMatchObject({ status: 200, body: { type: "SYSTEM_ANNOUNCEMENT" } });
    const after = [{ user_id: "amina", type: "SYSTEM_ANNOUNCEMENT", channel: "EMAIL", is_on: false }];
    expect(await choices()).toEqual(after);
    expect((await press(token)).status).toBe(200);
    expect(await choices()).toEqual(after);
    await announce();
    await announce("ben");
    expect(await rows("select user_id, channel from notification_queue order by created_at, 2")).toEqual([
      { user_id: "amina", channel: "EMAIL" },
      { user_id: "amina", channel: "IN_APP" },
      { user_id: "amina", channel: "IN_APP" },
      { user_id: "ben", channel: "EMAIL" },
      { user_id: "ben", channel: "IN_APP" },
    ]);
    const audited = await rows(
      "select actor_id, school_id, detail from audit_log where action = 'notifications.unsubscribe' and entity_id = 'amina'",
    );
    expect(audited).toEqual([
      {
        actor_id: "system",
        school_id: "north",
        detail: { type: "SYSTEM_ANNOUNCEMENT", reason: "unsubscribe by email" },
      },
    ]);
  });

  it("of a digest ends all emails, and leaves the app as it is", async () => {
    await press(tokenOf("ben", "ALL"));
    expect(new Set((await choices()).map(({ user_id, channel, is_on }) => `${user_id} ${channel} ${is_on}`))).toEqual(
      new Set(["ben EMAIL false"]),
    );
    const { choices: shown } = (await api.get("ben", "/api/notifications/settings")).body as SettingsAnswer;
    expect(shown.filter(({ channel, isOn }) => channel === "EMAIL" && isOn)).toEqual([]);
    expect(shown.filter(({ channel, isOn }) => channel === "IN_APP" && !isOn)).toEqual([]);
  });

  it("can be taken back in the settings", async () => {
    await press(tokenOf("amina", "SYSTEM_ANNOUNCEMENT"));
    const body = { choices: [{ type: "SYSTEM_ANNOUNCEMENT", channel: "EMAIL", isOn: true }] };
    await api.call("amina", "PATCH", "/api/notifications/settings", { body });
    await announce();
    expect(await rows("select 1 from notification_queue where channel = 'EMAIL'")).toHaveLength(1);
  });

  it("ends the emails of whom it was sent to, whoever is signed in", async () => {
    await press(tokenOf("amina", "DEADLINE_REMINDER"), { as: "ben" });
    expect(await choices()).toMatchObject([{ user_id: "amina", type: "DEADLINE_REMINDER" }]);
  });

  const partsOf = (userId: string) => {
    const [named = "", signature = ""] = tokenOf(userId, "ALL").split(".");
    return { named, signature };
  };
  it.each([
    ["nothing", () => ""],
    ["some words", () => "amina"],
    ["no signature", () => partsOf("amina").named],
    ["another's signature", () => `${partsOf("amina").named}.${partsOf("ben").signature}`],
    ["another's name", () => `${partsOf("ben").named}.${partsOf("amina").signature}`],
    ["a type that there is not", () => tokenOf("amina", "GOSSIP")],
  ])("does nothing with %s, and says nothing of anybody", async (_what, make) => {
    const answers = [await press(make()), await api.get(undefined, `${path}/about`, { query: { token: make() } })];
    for (const { status, body } of answers) {
      expect([404, 422]).toContain(status);
      expect(JSON.stringify(body)).not.toMatch(/amina|ben|north/i);
    }
    expect(await choices()).toEqual([]);
  });

  it("answers the same of somebody who is no longer there", async () => {
    expect(await press(tokenOf("nobody", "ALL"))).toMatchObject({ status: 200, body: { type: "ALL" } });
    expect(await choices()).toEqual([]);
  });

  it("is refused from the page of another site", async () => {
    const answer = await press(tokenOf("amina", "ALL"), { headers: { origin: "https://evil.test", host: "own.test" } });
    expect(answer.status).toBe(403);
    expect(await choices()).toEqual([]);
  });

  it("is not pressed by opening the address: it leads to the page that asks", async () => {
    const token = tokenOf("amina", "ALL");
    const opened = await api.get(undefined, path, { query: { token } });
    expect(opened.status).toBe(302);
    expect(opened.headers.get("location")).toBe(`/unsubscribe?${new URLSearchParams({ token })}`);
    expect((await api.get(undefined, `${path}/about`, { query: { token } })).body).toEqual({ type: "ALL" });
    expect(await choices()).toEqual([]);
  });
});

it("takes no more than 60 presses a minute from an address", async () => {
  for (let time = 0; time < 60; time += 1) await press("x");
  expect((await press("x")).status).toBe(429);
});
