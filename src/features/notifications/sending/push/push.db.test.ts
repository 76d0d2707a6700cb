import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { deliverPush } from "#src/features/notifications/sending/push/deliver-push.ts";
import { Sender } from "#src/features/notifications/sending/sender.ts";
import { bus, closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { useOutside } from "#src/platform/http/outside.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../../../tests/support/api.ts";
import { useDatabase } from "../../../../../tests/support/database.ts";
import { type Browser, PushService, trialOutside } from "../../../../../tests/support/push-service.ts";
import { testVapid } from "../../../../../tests/support/secret.ts";

const database = useDatabase();
const api = useApi();
beforeAll(() => arrangeTwoSchools(database.owner()));
afterAll(async () => {
  await closeBus();
  await closePools();
});

let service: PushService;
beforeEach(async () => {
  for (const table of ["queue", "choices", "templates"]) {
    await rows(`delete from notification_${table}${table === "templates" ? " where school_id <> 'default'" : ""}`);
  }
  await rows("delete from push_subscriptions");
  service = new PushService(testVapid.publicKey);
  await service.start();
  useOutside(trialOutside());
});
afterEach(async () => {
  useOutside(undefined);
  await service.stop();
});

const assessed: Notification = {
  template: "assessmentSubmitted",
  schoolId: "north",
  userId: "amina",
  variables: { evaluator_name: "Hansen", competency_name: "Hand hygiene" },
  payload: { assessmentId: "assessment_amina" },
};

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const write = (...notifications: Notification[]) =>
  withActor(systemActor("test"), (tx) => notify(tx, ...notifications));
const pass = () => new Sender(bus("app_worker"), { PUSH: deliverPush }).pass();
const queued = () =>
  rows(
    `select id, status, subject, content, retry_count, error_message, scheduled_for from notification_queue
     where channel = 'PUSH' order by created_at, id`,
  );
const subscriptions = () =>
  rows("select endpoint, last_sent_at, failed_at, failure from push_subscriptions order by created_at, id");

async function add(browser: Browser, person: "amina" | "ben" | "carl" = "amina") {
  const added = await api.call(person, "POST", "/api/notifications/devices", {
    body: browser.subscription,
    headers: { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" },
  });
  expect(added.status).toBe(201);
  return (added.body as { id: string }).id;
}

describe("a notification by push", () => {
  it("is written for whoever has a browser, in words that name nobody", async () => {
    await add(service.addBrowser());
    await write(assessed, { ...assessed, userId: "ben" });
    expect(await rows("select user_id, subject, content from notification_queue where channel = 'PUSH'")).toEqual([
      { user_id: "amina", subject: null, content: "You have new feedback." },
    ]);
  });

  it("has the words of the school where it wrote some, and no subject", async () => {
    await add(service.addBrowser());
    await rows(
      `insert into notification_templates (school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
       values ('north', 'Own', 'PUSH', 'By {{evaluator_name}}', 'About {{competency_name}}', 'ASSESSMENT_SUBMITTED', 'STUDENT', 'system')`,
    );
    await write(assessed);
    expect(await queued()).toMatchObject([{ subject: null, content: "About Hand hygiene" }]);
  });

  it("is not written where its person switched it off, never joined, or it is off by default", async () => {
    await add(service.addBrowser());
    const announced: Notification = {
      ...assessed,
      template: "competencyAssigned",
      variables: { framework_name: "Core" },
    };
    await write(announced);
    expect(await queued()).toEqual([]);
    await rows("insert into notification_choices values ('north', 'amina', 'FEEDBACK_AVAILABLE', 'PUSH', false)");
    await write(assessed);
    expect(await queued()).toEqual([]);
    await rows("delete from notification_choices");
    await rows("update users set status = 'LEFT' where id = 'amina'");
    await write(assessed);
    await rows("update users set status = 'ACTIVE' where id = 'amina'");
    expect(await queued()).toEqual([]);
  });

  it("reaches every browser of its person, encrypted and signed", async () => {
    const [phone, desk, bens] = [service.addBrowser(), service.addBrowser(), service.addBrowser()];
    await add(phone);
    await add(desk);
    await add(bens, "ben");
    await write({ ...assessed, priority: "HIGH" });
    expect(await pass()).toBe(1);
    const [row] = await queued();
    expect(row).toMatchObject({ status: "SENT", error_message: null });
    const [{ name }] = await rows("select name from schools where id = 'north'");
    for (const { pushed } of [phone, desk]) {
      expect(pushed).toHaveLength(1);
      expect(JSON.parse(pushed[0]?.text ?? "")).toEqual({
        title: name,
        body: "You have new feedback.",
        path: "/assessment/assessment_amina",
        id: row.id,
      });
      expect(pushed[0]?.headers).toMatchObject({ urgency: "high", ttl: "86400" });
      expect(pushed[0]?.claims.sub).toBe("mailto:it@school.test");
    }
    expect(phone.pushed[0]?.headers.topic).toBe(desk.pushed[0]?.headers.topic);
    expect(bens.pushed).toEqual([]);
    expect(await subscriptions()).toMatchObject([
      { last_sent_at: expect.any(Date), failure: null },
      { last_sent_at: expect.any(Date), failure: null },
      { last_sent_at: null },
    ]);
  });

  it("is cut to what a screen shows, however long the school writes", async () => {
    const browser = service.addBrowser();
    await add(browser);
    await rows(
      `insert into notification_templates (school_id, name, type, content, trigger_event, recipient_type, created_by)
       values ('north', 'Own', 'PUSH', repeat(E'\\U0001F44B\\n"', 3000), 'ASSESSMENT_SUBMITTED', 'STUDENT', 'system')`,
    );
    await write(assessed);
    await pass();
    expect(JSON.parse(browser.pushed[0]?.text ?? "").body).toMatch(/^👋\n"[\s\S]*…$/);
  });

  it.each([404, 410])("forgets a browser whose service answers %d, and is delivered by another", async (status) => {
    const gone = service.addBrowser({ status });
    const there = service.addBrowser();
    await add(gone);
    await add(there);
    await write(assessed);
    await pass();
    expect(await queued()).toMatchObject([{ status: "SENT" }]);
    expect(await subscriptions()).toMatchObject([{ endpoint: there.endpoint }]);
  });

  it("fails for good when no browser is left", async () => {
    await add(service.addBrowser({ status: 410 }));
    await write(assessed);
    await write(assessed);
    await pass();
    const words = "no browser takes push messages any more";
    expect(await queued()).toMatchObject([
      { status: "FAILED", error_message: words },
      { status: "FAILED", error_message: words },
    ]);
    expect(await subscriptions()).toEqual([]);
  });

  it.each([400, 401, 403, 413, 307])("fails for good when the service answers %d, and says so", async (status) => {
    await add(service.addBrowser({ status, headers: { location: "http://127.0.0.1/" } }));
    await write(assessed);
    await pass();
    const words = `the push service answered ${status}`;
    expect(await queued()).toMatchObject([{ status: "FAILED", error_message: words }]);
    expect(await subscriptions()).toMatchObject([{ failure: words, failed_at: expect.any(Date), last_sent_at: null }]);
  });

  it.each([429, 500, 503])("is tried again when the service answers %d", async (status) => {
    const browser = service.addBrowser({ status });
    await add(browser);
    await write(assessed);
    await pass();
    expect(await queued()).toMatchObject([
      { status: "PENDING", retry_count: 1, error_message: `the push service answered ${status}` },
    ]);
    browser.behaviour = { status: 201 };
    await rows("update notification_queue set scheduled_for = now() - interval '1 second'");
    await pass();
    expect(await queued()).toMatchObject([{ status: "SENT" }]);
    expect(browser.pushed).toHaveLength(1);
    expect(await subscriptions()).toMatchObject([{ failure: null, failed_at: null }]);
  });

  it.each([
    ["600", 600],
    [new Date(Date.now() + 900_000).toUTCString(), 900],
    ["999999999", 3600],
    ["soon", 30],
  ])("waits as long as the service asks for: %s", async (retryAfter, seconds) => {
    await add(service.addBrowser({ status: 429, headers: { "retry-after": retryAfter } }));
    await write(assessed);
    await pass();
    const [row] = await queued();
    const waited = (row.scheduled_for.getTime() - Date.now()) / 1000;
    expect(waited).toBeGreaterThan(seconds - 30);
    expect(waited).toBeLessThan(seconds + 20);
  });

  it("is tried again when the service breaks the connection, and not sent again where it was accepted", async () => {
    const [broken, whole] = [service.addBrowser("reset"), service.addBrowser()];
    await add(broken);
    await write(assessed);
    await pass();
    expect(await queued()).toMatchObject([
      { status: "PENDING", error_message: expect.stringContaining("could not be reached") },
    ]);
    await add(whole);
    await rows("update notification_queue set scheduled_for = now() - interval '1 second'");
    await pass();
    await pass();
    expect(await queued()).toMatchObject([{ status: "SENT" }]);
    expect(whole.pushed).toHaveLength(1);
  });

  it("goes nowhere when a browser's address leads into the network of the program", async () => {
    const browser = service.addBrowser();
    await add(browser);
    useOutside(trialOutside(["10.0.0.5"]));
    await write(assessed);
    await pass();
    expect(await queued()).toMatchObject([{ status: "FAILED", error_message: "the address is not public" }]);
    expect(browser.asked).toBe(0);
  });
});

describe("the browsers of a person", () => {
  const list = async (person: "amina" | "ben" = "amina") =>
    (await api.call(person, "GET", "/api/notifications/devices")).body as {
      publicKey: string;
      items: { id: string; browser: string; lastSentAt: string | null }[];
    };

  it("are listed for them alone, with the key to subscribe", async () => {
    const id = await add(service.addBrowser());
    expect(await list()).toEqual({
      publicKey: testVapid.publicKey,
      items: [
        {
          id,
          browser: "Firefox",
          system: "Linux",
          kind: "computer",
          endpointHash: expect.stringMatching(/^[\w-]{43}$/),
          createdAt: expect.any(String),
          lastSentAt: null,
          failedAt: null,
        },
      ],
    });
    expect((await list("ben")).items).toEqual([]);
  });

  it("are ten at most, however often one is added again", async () => {
    const browsers = Array.from({ length: 10 }, () => service.addBrowser());
    for (const browser of browsers) await add(browser);
    const [first] = browsers;
    if (first) await add(first);
    expect((await list()).items).toHaveLength(10);
    const eleventh = await api.call("amina", "POST", "/api/notifications/devices", {
      body: service.addBrowser().subscription,
    });
    expect(eleventh.status).toBe(409);
  });

  it("lose one that somebody else adds, as on a shared computer", async () => {
    const shared = service.addBrowser();
    await add(shared);
    await add(shared, "carl");
    expect((await list()).items).toEqual([]);
    expect(await rows("select user_id, school_id from push_subscriptions")).toEqual([
      { user_id: "carl", school_id: "south" },
    ]);
  });

  it("are removed by their person alone", async () => {
    const id = await add(service.addBrowser());
    expect((await api.call("ben", "DELETE", `/api/notifications/devices/${id}`)).status).toBe(404);
    expect((await api.call("amina", "DELETE", `/api/notifications/devices/${id}`)).status).toBe(200);
    expect((await list()).items).toEqual([]);
  });

  it("keep their messages when their address changes, which only their person can say", async () => {
    const [before, after] = [service.addBrowser(), service.addBrowser()];
    await add(before);
    const change = (person: "amina" | "ben") =>
      api.call(person, "PUT", "/api/notifications/devices", {
        body: { ...after.subscription, replaces: before.subscription.endpoint },
      });
    expect((await change("ben")).status).toBe(404);
    expect(await subscriptions()).toMatchObject([{ endpoint: before.subscription.endpoint }]);
    const changed = await change("amina");
    expect(changed.status).toBe(200);
    expect(await subscriptions()).toMatchObject([{ endpoint: after.subscription.endpoint }]);
    // A repeat, and another person who was never asked to get messages here.
    expect(await change("amina")).toMatchObject({ status: 200, body: changed.body });
    expect((await change("ben")).status).toBe(404);
    expect((await list()).items).toMatchObject([changed.body]);
    await write(assessed);
    await pass();
    expect([before.pushed.length, after.pushed.length]).toEqual([0, 1]);
  });

  it("get a test message at once", async () => {
    const browser = service.addBrowser();
    const id = await add(browser);
    const test = () => api.call("amina", "POST", `/api/notifications/devices/${id}/test`);
    expect(await test()).toMatchObject({ status: 200, body: { result: "sent" } });
    expect(JSON.parse(browser.pushed[0]?.text ?? "")).toMatchObject({ title: "Test message" });
    expect((await list()).items).toMatchObject([{ lastSentAt: expect.any(String), failedAt: null }]);
    browser.behaviour = { status: 500 };
    expect(await test()).toMatchObject({ status: 200, body: { result: "failed" } });
    expect((await list()).items).toMatchObject([{ failedAt: expect.any(String) }]);
    browser.behaviour = { status: 410 };
    expect(await test()).toMatchObject({ status: 200, body: { result: "gone" } });
    expect((await list()).items).toEqual([]);
    expect((await test()).status).toBe(404);
    expect((await api.call("ben", "POST", `/api/notifications/devices/${id}/test`)).status).toBe(404);
  });

  it.each([
    ["an address inside", { endpoint: "https://10.0.0.5/send" }],
    ["this machine", { endpoint: "https://localhost./send" }],
    ["plain http", { endpoint: "http://push.test/send" }],
    ["no key", { keys: { p256dh: "B", auth: "A" } }],
    ["a key that is not on the curve", { keys: { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) } }],
  ])("are not added with %s", async (_, change) => {
    const body = { ...service.addBrowser().subscription, ...change };
    expect((await api.call("amina", "POST", "/api/notifications/devices", { body })).status).toBe(422);
  });
});
