import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { Sender } from "#src/features/notifications/sending/sender.ts";
import { deliverSms } from "#src/features/notifications/sending/sms.ts";
import { bus, closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import { SmsService } from "../../../../tests/support/sms.ts";

const database = useDatabase();
const api = useApi();
beforeAll(() => arrangeTwoSchools(database.owner()));
afterAll(async () => {
  await closeBus();
  await closePools();
});

let service: SmsService;
beforeEach(async () => {
  await rows("delete from notification_queue");
  await rows("delete from notification_choices");
  await rows("delete from notification_templates where school_id <> 'default'");
  await rows("delete from phone_numbers");
  service = new SmsService();
  await service.start();
});
afterEach(() => service.stop());

const assessed: Notification = {
  template: "assessmentSubmitted",
  schoolId: "north",
  userId: "amina",
  variables: { evaluator_name: "Hansen", competency_name: "Hand hygiene" },
  payload: { assessmentId: "assessment_amina" },
};
const number = "+447700900123";
const link = "http://localhost:3000/notifications";

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const addNumber = (person = "amina", digits = number) =>
  rows("insert into phone_numbers (user_id, school_id, number) select id, school_id, $2 from users where id = $1", [
    person,
    digits,
  ]);
const choose = (isOn: boolean, person = "amina", type = "FEEDBACK_AVAILABLE") =>
  rows(
    `insert into notification_choices select school_id, id, $2, 'SMS', $3 from users where id = $1
     on conflict (user_id, type, channel) do update set is_on = excluded.is_on`,
    [person, type, isOn],
  );
const write = (...notifications: Notification[]) =>
  withActor(systemActor("test"), (tx) => notify(tx, ...notifications));
const pass = () => new Sender(bus("app_worker"), { SMS: deliverSms }).pass();
const queued = () =>
  rows(
    `select id, status, subject, content, retry_count, error_message, scheduled_for from notification_queue
     where channel = 'SMS' order by created_at, id`,
  );
const makeDue = () => rows("update notification_queue set scheduled_for = now() - interval '1 second'");
const refusal = async () => (await rows("select refusal from phone_numbers where user_id = 'amina'"))[0]?.refusal;

describe("a notification by SMS", () => {
  it("is written only for whoever has a number and chose it, in words that name nobody", async () => {
    await addNumber();
    await write(assessed);
    expect(await queued()).toEqual([]);
    await choose(true);
    await choose(true, "ben");
    await write(assessed, { ...assessed, userId: "ben" });
    expect(await queued()).toMatchObject([{ subject: null, content: "You have new feedback." }]);
    await rows("update phone_numbers set refusal = 'STOPPED', refused_at = now()");
    await write(assessed);
    expect(await queued()).toHaveLength(1);
  });

  it("comes neither to who left, nor to a sample school, and what is urgent needs to be chosen too", async () => {
    await addNumber();
    await write({ ...assessed, priority: "URGENT" });
    await choose(true);
    await rows("update users set status = 'LEFT' where id = 'amina'");
    await write(assessed);
    await rows("update users set status = 'ACTIVE' where id = 'amina'");
    expect(await queued()).toEqual([]);
  });

  it("arrives as the school's template says, from the school, with a link, in plain signs", async () => {
    await addNumber();
    await choose(true);
    await rows(
      `insert into notification_templates (school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
       values ('north', 'Own', 'SMS', 'Never shown', '“{{competency_name}}” – it’s assessed…', 'ASSESSMENT_SUBMITTED', 'STUDENT', 'system')`,
    );
    await write(assessed);
    expect(await pass()).toBe(1);
    const [row] = await queued();
    expect(row).toMatchObject({ status: "SENT", error_message: null });
    const [{ name }] = await rows("select name from schools where id = 'north'");
    expect(service.taken).toEqual([
      {
        to: number,
        from: "+15005550006",
        service: null,
        body: `${name}: "Hand hygiene" - it's assessed... ${link}`,
        token: row.id,
      },
    ]);
    expect(await pass()).toBe(0);
  });

  it("has three segments at most, however long the school writes", async () => {
    await addNumber();
    await choose(true);
    await rows(
      `insert into notification_templates (school_id, name, type, content, trigger_event, recipient_type, created_by)
       values ('north', 'Own', 'SMS', repeat('Łódź and more ', 60), 'ASSESSMENT_SUBMITTED', 'STUDENT', 'system')`,
    );
    await write(assessed);
    await pass();
    const body = service.taken[0]?.body ?? "";
    expect(body.length).toBeLessThanOrEqual(3 * 67);
    expect(body).toMatch(/\w\.\.\. http:\/\/localhost:3000\/notifications$/);
  });

  it.each([
    [21610, "STOPPED"],
    [21211, "INVALID"],
    [21614, "INVALID"],
  ])(
    "is not tried again when the service answers %d, and none is written for the number after it",
    async (code, as) => {
      await addNumber();
      await choose(true);
      service.behaviour = { status: 400, code };
      await write(assessed, assessed);
      await pass();
      expect(await queued()).toMatchObject([
        { status: "FAILED", error_message: expect.stringMatching(/answered 400|takes no SMS/) },
        { status: "FAILED", error_message: expect.stringMatching(/answered 400|takes no SMS/) },
      ]);
      expect(await refusal()).toBe(as);
      expect(JSON.stringify(await queued())).not.toContain("7700900");
      await write(assessed);
      expect(await queued()).toHaveLength(2);
      const asked = service.asked.length;
      service.behaviour = { status: 201 };
      await rows("update notification_queue set status = 'PENDING', scheduled_for = now() where status = 'FAILED'");
      await pass();
      expect(service.asked).toHaveLength(asked);
      expect(await queued()).toMatchObject([{ status: "FAILED" }, { status: "FAILED" }]);
    },
  );

  it.each([401, 403, 404, 307])(
    "fails when the service answers %d, which says nothing of the number",
    async (status) => {
      await addNumber();
      await choose(true);
      service.behaviour = { status, code: 21610 };
      await write(assessed);
      await pass();
      expect(await queued()).toMatchObject([
        { status: "FAILED", error_message: `the SMS service answered ${status} (21610)` },
      ]);
      expect(await refusal()).toBe(null);
      service.behaviour = { status: 201 };
      await rows("update notification_queue set status = 'PENDING', scheduled_for = now() where status = 'FAILED'");
      await pass();
      expect(service.taken).toHaveLength(1);
    },
  );

  it.each([429, 500, 503])("is tried again when the service answers %d, under the same id", async (status) => {
    await addNumber();
    await choose(true);
    service.behaviour = { status };
    await write(assessed);
    await pass();
    expect(await queued()).toMatchObject([
      { status: "PENDING", retry_count: 1, error_message: `the SMS service answered ${status}` },
    ]);
    expect(await pass()).toBe(0);
    service.behaviour = { status: 201 };
    await makeDue();
    await pass();
    expect(await queued()).toMatchObject([{ status: "SENT" }]);
    expect(service.taken).toHaveLength(1);
    expect(new Set(service.asked.map((headers) => headers["i-twilio-idempotency-token"])).size).toBe(1);
  });

  it.each([
    ["600", 600],
    ["999999999", 3600],
    ["soon", 30],
  ])("waits as long as the service asks for: %s", async (retryAfter, seconds) => {
    await addNumber();
    await choose(true);
    service.behaviour = { status: 429, headers: { "retry-after": retryAfter } };
    await write(assessed);
    await pass();
    const [row] = await queued();
    const waited = (row.scheduled_for.getTime() - Date.now()) / 1000;
    expect(waited).toBeGreaterThan(seconds - 30);
    expect(waited).toBeLessThan(seconds + 20);
  });

  it.each(["hang", "drip-headers", "reset"] as const)("survives a service that does this: %s", async (behaviour) => {
    await addNumber();
    await choose(true);
    service.behaviour = behaviour;
    await write(assessed);
    const started = performance.now();
    await pass();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await queued()).toMatchObject([
      { status: "PENDING", retry_count: 1, error_message: expect.stringContaining("could not be reached") },
    ]);
  });

  it.each(["drip-body", "flood-body"] as const)("is sent once where the answer has no end: %s", async (behaviour) => {
    await addNumber();
    await choose(true);
    service.behaviour = behaviour;
    await write(assessed);
    await pass();
    await makeDue();
    await pass();
    expect(await queued()).toMatchObject([{ status: "SENT" }]);
    expect(service.taken).toHaveLength(1);
  });

  it("may come twice only where the service took it and its answer was lost, and carries the same id", async () => {
    await addNumber();
    await choose(true);
    service.behaviour = "accept-and-break";
    await write(assessed);
    await pass();
    service.behaviour = { status: 201 };
    await makeDue();
    await pass();
    expect(await queued()).toMatchObject([{ status: "SENT" }]);
    expect(service.taken.map(({ token }) => token)).toEqual([(await queued())[0].id, (await queued())[0].id]);
  });

  it("waits for the quiet hours, and is called off where its number is removed meanwhile", async () => {
    await addNumber();
    await choose(true);
    await rows(
      `insert into notification_settings (user_id, school_id, quiet_from, quiet_to) values ('amina', 'north',
         to_char((now() at time zone (select time_zone from schools where id = 'north')) - interval '1 hour', 'HH24:MI'),
         to_char((now() at time zone (select time_zone from schools where id = 'north')) + interval '1 hour', 'HH24:MI'))`,
    );
    await write(assessed);
    await pass();
    expect(await queued()).toMatchObject([{ status: "PENDING", retry_count: 0, error_message: null }]);
    expect(service.taken).toEqual([]);
    expect((await api.call("amina", "DELETE", "/api/notifications/phone")).status).toBe(200);
    await makeDue();
    await pass();
    expect(await queued()).toMatchObject([{ status: "CANCELLED", error_message: "the person switched it off" }]);
    await rows("delete from notification_settings");
  });

  it("comes five times an hour at most", async () => {
    await addNumber();
    await choose(true);
    await write(...Array.from({ length: 7 }, () => assessed));
    await pass();
    expect(service.taken).toHaveLength(5);
    expect((await queued()).filter(({ status }) => status === "PENDING")).toHaveLength(2);
  });
});

describe("a school's words for SMS", () => {
  const path = "/api/notification-templates/ASSESSMENT_SUBMITTED/STUDENT/SMS";
  const body = { content: "{{evaluator_name}} assessed you." };

  it("are tried out by who has a number, whatever they switched off", async () => {
    expect((await api.post("admin", `${path}/test`, body)).status).toBe(409);
    await addNumber("admin", "+447700900199");
    await choose(false, "admin");
    expect((await api.post("admin", `${path}/test`, body)).status).toBe(202);
    await pass();
    expect(service.taken).toMatchObject([
      { to: "+447700900199", body: expect.stringContaining(": Dr. Maya Hansen assessed you. http") },
    ]);
  });

  it("are in the list of what was not delivered, without the number, and go out again", async () => {
    await addNumber();
    await choose(true);
    service.behaviour = { status: 401 };
    await write(assessed);
    await pass();
    const list = await api.get("admin", "/api/notification-deliveries");
    expect(list.body).toMatchObject({
      failed: 1,
      items: [{ channel: "SMS", userId: "amina", error: "the SMS service answered 401" }],
    });
    expect(JSON.stringify(list.body)).not.toContain("7700900");
    service.behaviour = { status: 201 };
    expect((await api.post("admin", "/api/notification-deliveries/retry", {})).body).toEqual({ retried: 1 });
    await pass();
    expect(service.taken).toHaveLength(1);
  });
});
