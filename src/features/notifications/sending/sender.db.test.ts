import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { notify } from "#src/features/notifications/notify.ts";
import { mostAnHour } from "#src/features/notifications/sending/decide-delivery.ts";
import { deliverBy } from "#src/features/notifications/sending/deliver-by.ts";
import { DeliveryError } from "#src/features/notifications/sending/delivery-error.ts";
import type { Deliver, Message } from "#src/features/notifications/sending/message.ts";
import { Sender } from "#src/features/notifications/sending/sender.ts";
import { readUnsubscribeToken } from "#src/features/notifications/unsubscribe-token.ts";
import { setClock } from "#src/lib/clock.ts";
import { bus, closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { useMailer } from "#src/platform/mail/open-mailer.ts";
import { SmtpMailer } from "#src/platform/mail/smtp-mailer.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import { SmtpReceiver } from "../../../../tests/support/smtp.ts";

const database = useDatabase();
beforeAll(() => arrangeTwoSchools(database.owner()));
afterAll(async () => {
  await closeBus();
  await closePools();
});

let smtp: SmtpReceiver;
beforeEach(async () => {
  await rows("delete from notification_queue");
  await rows("delete from notification_settings");
  await rows("delete from notification_choices");
  smtp = new SmtpReceiver();
  useMailer(new SmtpMailer(await smtp.start(), "Competency <no-reply@school.test>", { needsTls: false }));
});
afterEach(async () => {
  useMailer(undefined);
  await smtp.stop();
});

const system = systemActor("test");

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

/** A message for which e-mail is on where nothing else was chosen. */
async function announce(options: { userId?: string; words?: string; priority?: "NORMAL" | "HIGH" | "URGENT" } = {}) {
  const { userId = "amina", words = "Bring your badge.", priority = "NORMAL" } = options;
  await withActor(system, (tx) =>
    notify(tx, {
      template: "schoolMessage",
      schoolId: "north",
      userId,
      variables: { sender_name: "Eleanor Price", words },
      payload: {},
      priority,
    }),
  );
}

const sender = (by?: ConstructorParameters<typeof Sender>[1]) => new Sender(bus("app_worker"), by);
const emails = () =>
  rows(
    "select id, status, retry_count, error_message, sent_at, scheduled_for from notification_queue where channel = 'EMAIL' order by created_at, id",
  );
const makeDue = () =>
  rows("update notification_queue set scheduled_for = now() - interval '1 second', claimed_until = null");

describe("the sender", () => {
  it("sends what the template says, as text and HTML, to one person", async () => {
    await announce({ words: "Bring <b>your</b> badge & shoes." });
    expect(await sender().pass()).toBe(1);
    const [mail] = await smtp.parsed();
    const [row] = await emails();
    expect(row).toMatchObject({ status: "SENT", retry_count: 0, error_message: null, sent_at: expect.any(Date) });
    expect(mail?.to).toMatchObject({ text: "amina@two-schools.test" });
    expect(mail?.messageId).toBe(`<${row.id}@school.test>`);
    expect(mail?.text).toContain("Bring <b>your</b> badge & shoes.");
    expect(mail?.html).toContain("Bring &lt;b&gt;your&lt;/b&gt; badge &amp; shoes.");
    expect(await sender().pass()).toBe(0);
    expect(await rows("select channel, status from notification_queue order by 1")).toEqual([
      { channel: "EMAIL", status: "SENT" },
      { channel: "IN_APP", status: "PENDING" },
    ]);
  });

  it("says how to end these e-mails in one click", async () => {
    await announce();
    await sender().pass();
    const [mail] = await smtp.parsed();
    const list = mail?.headers.get("list") as unknown as Record<string, { url?: string; name?: string }>;
    const token = new URL(list.unsubscribe?.url ?? "").searchParams.get("token") ?? "";
    expect(readUnsubscribeToken(token)).toEqual({ userId: "amina", type: "SYSTEM_ANNOUNCEMENT" });
    expect(list["unsubscribe-post"]?.name).toBe("List-Unsubscribe=One-Click");
  });

  it("does not say so of what cannot be switched off", async () => {
    await rows("insert into notification_choices values ('north', 'amina', 'SYSTEM_ANNOUNCEMENT', 'EMAIL', false)");
    await announce();
    await announce({ priority: "URGENT" });
    await sender().pass();
    const mails = await smtp.parsed();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.headers.has("list")).toBe(false);
  });

  it("tries again later what the server puts off, under the same id, and gives up at last", async () => {
    await announce();
    smtp.failing = { code: 451, times: 3 };
    for (let failures = 1; failures <= 3; failures += 1) {
      await sender().pass();
      const [row] = await emails();
      expect(row).toMatchObject({
        status: "PENDING",
        retry_count: failures,
        error_message: "the mail server answered 451",
      });
      const waitSeconds = (row.scheduled_for.getTime() - Date.now()) / 1000;
      expect(waitSeconds).toBeGreaterThan(30 * 4 ** (failures - 1) - 5);
      expect(waitSeconds).toBeLessThan(45 * 4 ** (failures - 1) + 5);
      expect(await sender().pass()).toBe(0);
      await makeDue();
    }
    await sender().pass();
    expect(await emails()).toMatchObject([{ status: "SENT", retry_count: 3 }]);
    expect(smtp.delivered).toHaveLength(1);

    await announce();
    smtp.failing = { code: 451, times: 9 };
    for (let n = 0; n < 5; n += 1) {
      await sender().pass();
      await makeDue();
    }
    expect((await emails())[1]).toMatchObject({ status: "FAILED", error_message: "the mail server answered 451" });
    expect(smtp.failing.times).toBe(5);
  });

  it("gives up at once what the server refuses", async () => {
    await announce();
    smtp.refuses = true;
    await sender().pass();
    expect(await emails()).toMatchObject([{ status: "FAILED", error_message: "the mail server answered 550" }]);
  });

  it("survives a mail server that is away", async () => {
    await announce();
    await smtp.stop();
    await sender().pass();
    expect(await emails()).toMatchObject([
      { status: "PENDING", retry_count: 1, error_message: expect.stringContaining("could not be used") },
    ]);
  });

  it("sends nothing to whoever left, and says why", async () => {
    await announce({ userId: "ben" });
    await rows("update users set status = 'LEFT' where id = 'ben'");
    await sender().pass();
    await rows("update users set status = 'ACTIVE' where id = 'ben'");
    expect(smtp.delivered).toEqual([]);
    expect(await emails()).toMatchObject([{ status: "CANCELLED", error_message: "the person is not active" }]);
  });

  it("does not send what its person switched off while it waited, unless it is urgent", async () => {
    await announce();
    await announce({ priority: "URGENT" });
    await rows("insert into notification_choices values ('north', 'amina', 'SYSTEM_ANNOUNCEMENT', 'EMAIL', false)");
    await sender().pass();
    expect(smtp.delivered).toHaveLength(1);
    expect(await emails()).toMatchObject([
      { status: "CANCELLED", error_message: "the person switched it off" },
      { status: "SENT" },
    ]);
  });

  it("leaves alone what was cancelled while it was being handed over", async () => {
    await announce();
    const cancels: Deliver = async ({ id }) => {
      await rows("update notification_queue set status = 'CANCELLED' where id = $1", [id]);
    };
    await sender({ EMAIL: cancels }).pass();
    expect(await emails()).toMatchObject([{ status: "CANCELLED" }]);
  });

  it("shares the work with others, so that nothing is sent twice", async () => {
    for (let n = 0; n < 30; n += 1) await announce({ words: `Message ${n}`, priority: "URGENT" });
    smtp.slowMs = 5;
    const senders = [sender(), sender(), sender()];
    await Promise.all(senders.map((one) => one.pass()));
    for (const one of senders) await one.pass();
    expect(smtp.delivered).toHaveLength(30);
    expect(new Set((await smtp.parsed()).map(({ messageId }) => messageId)).size).toBe(30);
  });

  it("leaves what it took to others when it dies, which send it under the same id", async () => {
    await announce();
    const accepted: string[] = [];
    // It dies after the provider has the message: no outcome is ever written.
    const dies: Deliver = ({ id }) => {
      accepted.push(id);
      return new Promise(() => {});
    };
    void sender({ EMAIL: dies }).pass();
    await expect.poll(() => accepted.length).toBe(1);
    expect(await sender().pass()).toBe(0);
    await rows("update notification_queue set claimed_until = now() - interval '1 second' where channel = 'EMAIL'");
    expect(await sender().pass()).toBe(1);
    expect((await smtp.parsed())[0]?.messageId).toBe(`<${accepted[0]}@school.test>`);
  });

  it("sends no more to a person in an hour than an hour may have, and the others later", async () => {
    for (let n = 0; n < mostAnHour.EMAIL + 3; n += 1) await announce({ words: `Message ${n}` });
    await sender().pass();
    expect(smtp.delivered).toHaveLength(mostAnHour.EMAIL);
    expect((await emails()).filter(({ status }) => status === "PENDING")).toHaveLength(3);
    await makeDue();
    await sender().pass();
    expect(smtp.delivered).toHaveLength(mostAnHour.EMAIL);
    await rows("update notification_queue set sent_at = sent_at - interval '61 minutes' where status = 'SENT'");
    await makeDue();
    await sender().pass();
    expect(smtp.delivered).toHaveLength(mostAnHour.EMAIL + 3);
  });

  it("begins nothing that could end after its claim: another sender would send it too", async () => {
    for (let n = 0; n < 20; n += 1) await announce({ words: `Message ${n}` });
    const begun: string[] = [];
    let minutes = 0;
    setClock(() => new Date(Date.now() + minutes * 60_000));
    const slow: Deliver = async ({ id }) => {
      begun.push(id);
      minutes += 2;
    };
    await sender({ EMAIL: slow }).pass();
    setClock();
    // As many as run at once began before the time was over.
    expect(begun.length).toBeLessThanOrEqual(8);
    expect((await emails()).filter(({ status }) => status === "SENT")).toHaveLength(begun.length);
    await makeDue();
    await sender().pass();
    expect(smtp.delivered).toHaveLength(20 - begun.length);
  });

  it("puts what is urgent first", async () => {
    await announce({ words: "first" });
    await announce({ words: "high", priority: "HIGH" });
    await announce({ words: "urgent", priority: "URGENT" });
    const order: string[] = [];
    const notes: Deliver = async ({ parts }: Message) => {
      order.push(parts[0]?.content ?? "");
    };
    await sender({ EMAIL: notes }).pass();
    expect(order.map((words) => /urgent|high|first/.exec(words)?.[0])).toEqual(["urgent", "high", "first"]);
  });

  it("fails a message at which the program itself fails, without stopping the others", async () => {
    await announce({ words: "bad" });
    await announce({ words: "good" });
    const flawed: Deliver = async (message) => {
      if (message.parts[0]?.content.includes("bad")) throw new TypeError("amina@north.test");
      await deliverBy.EMAIL?.(message);
    };
    await sender({ EMAIL: flawed }).pass();
    expect(await emails()).toMatchObject([
      { status: "PENDING", error_message: "an error in the program" },
      { status: "SENT" },
    ]);
  });

  it("retries a refusal of a provider never, whatever it refuses", async () => {
    await announce();
    const refuses: Deliver = () => Promise.reject(new DeliveryError("no", { isRefusal: true }));
    await sender({ EMAIL: refuses }).pass();
    expect(await emails()).toMatchObject([{ status: "FAILED", error_message: "no", retry_count: 1 }]);
  });
});

describe("a digest", () => {
  const pace = (kind: string) =>
    rows("insert into notification_settings (user_id, school_id, email_pace) values ('amina', 'north', $1)", [kind]);

  it("waits for its time and is one message with all that is due", async () => {
    await pace("DAILY");
    await announce({ words: "One." });
    await announce({ words: "Two." });
    await announce({ words: "At once.", priority: "HIGH" });
    await sender().pass();
    expect(await smtp.parsed()).toMatchObject([{ text: expect.stringContaining("At once.") }]);
    const [waiting] = await rows(
      `select extract(hour from scheduled_for at time zone s.time_zone)::int as hour, scheduled_for > now() as later
       from notification_queue q join schools s on s.id = q.school_id where is_digest`,
    );
    expect(waiting).toEqual({ hour: 17, later: true });
    await makeDue();
    await sender().pass();
    const [, digest] = await smtp.parsed();
    expect(digest?.subject).toMatch(/^2 messages from /);
    expect(digest?.text).toMatch(/One\.[\s\S]*Two\./);
    expect(await emails()).toMatchObject([{ status: "SENT" }, { status: "SENT" }, { status: "SENT" }]);
    expect(smtp.delivered).toHaveLength(2);
  });

  it("fails and is tried again as a whole", async () => {
    await pace("WEEKLY");
    await announce();
    await announce();
    await makeDue();
    smtp.failing = { code: 421, times: 1 };
    await sender().pass();
    expect(await emails()).toMatchObject([
      { status: "PENDING", retry_count: 1 },
      { status: "PENDING", retry_count: 1 },
    ]);
    const [first, second] = await emails();
    expect(first.scheduled_for).toEqual(second.scheduled_for);
    await makeDue();
    await sender().pass();
    expect(smtp.delivered).toHaveLength(1);
  });

  it("is whole however many parts it has, and takes nothing from the others of the hour", async () => {
    await pace("DAILY");
    for (let n = 0; n < mostAnHour.EMAIL + 5; n += 1) await announce({ words: `Part ${n}` });
    await makeDue();
    await sender().pass();
    expect(smtp.delivered).toHaveLength(1);
    expect((await smtp.parsed())[0]?.subject).toMatch(new RegExp(`^${mostAnHour.EMAIL + 5} messages`));
    await announce({ words: "At once.", priority: "HIGH" });
    await sender().pass();
    expect(smtp.delivered).toHaveLength(2);
  });
});

describe("a reminder that waits", () => {
  const dueOn = "2031-04-10";
  const names = ["first", "second"];
  beforeAll(async () => {
    await rows(
      "insert into competency_templates (id, school_id, name, created_by) values ('more', 'north', 'More', 'admin')",
    );
    await rows(
      `insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
       select given, school_id, 'more', given, category, level, rating_scale_id, target_rating, created_by
       from competencies, unnest($1::text[]) given where id = 'competency_north'`,
      [names],
    );
  });
  beforeEach(async () => {
    await rows("delete from competency_assignments where id = any($1)", [names]);
    await rows(
      `insert into competency_assignments (id, school_id, user_id, competency_id, due_date)
       select given, 'north', 'amina', given, '2031-04-10T22:59:59Z' from unnest($1::text[]) given`,
      [names],
    );
  });
  const remind = () =>
    withActor(system, (tx) =>
      notify(tx, {
        template: "assignmentsDue",
        schoolId: "north",
        userId: "amina",
        variables: { competency_count: 2, due_date: "10 April 2031" },
        payload: { assignmentIds: names, dueOn },
      }),
    );
  const gone = [{ status: "CANCELLED", error_message: "its reason is gone" }];

  it.each([
    ["withdrawn", "status = 'WITHDRAWN'", gone],
    ["moved to another day", "due_date = '2031-04-10T23:00:00Z'", gone],
    ["without a due date now", "due_date = null", gone],
    ["moved within the day", "due_date = '2031-04-10T12:00:00Z'", [{ status: "SENT" }]],
    ["begun", "status = 'IN_PROGRESS'", [{ status: "SENT" }]],
  ])("ends by how its due dates are when its turn comes: %s", async (_, change, outcome) => {
    await remind();
    await rows(`update competency_assignments set ${change} where id = any($1)`, [names]);
    await sender().pass();
    expect(await emails()).toMatchObject(outcome);
  });

  it("is still sent where one of them is open", async () => {
    await remind();
    await rows("update competency_assignments set status = 'WITHDRAWN' where id = 'second'");
    await sender().pass();
    expect(smtp.delivered).toHaveLength(1);
  });

  it("leaves the digest that it was to go out with, and the app keeps it", async () => {
    await rows("insert into notification_settings (user_id, school_id, email_pace) values ('amina', 'north', 'DAILY')");
    await remind();
    await announce({ words: "Bring your badge." });
    await rows("update competency_assignments set status = 'WITHDRAWN' where id = any($1)", [names]);
    await makeDue();
    await sender().pass();
    expect((await smtp.parsed()).map(({ text }) => text)).toEqual([expect.not.stringContaining("are due on")]);
    expect((await emails()).map(({ status }) => status).sort()).toEqual(["CANCELLED", "SENT"]);
    expect(await rows("select status from notification_queue where channel = 'IN_APP'")).toMatchObject([
      { status: "PENDING" },
      { status: "PENDING" },
    ]);
  });

  it.each([
    ["REQUESTED", "SENT"],
    ["CANCELLED", "CANCELLED"],
    ["EXPIRED", "CANCELLED"],
  ] as const)("of a request ends by whether that waits: %s", async (status, outcome) => {
    await rows("delete from assessments where id = 'asked'");
    await rows(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, observed_at, expires_at)
       values ('asked', 'north', 'amina', 'competency_north', 'hansen', 'REQUESTED', 'amina', now(), now() + interval '2 days')`,
    );
    const { remindOfRequests } = await import("#src/features/requests/remind-of-requests.ts");
    await rows("delete from processed_events");
    await remindOfRequests(system, "Europe/London");
    if (status !== "REQUESTED") await rows("update assessments set status = $1 where id = 'asked'", [status]);
    await sender().pass();
    expect(await emails()).toMatchObject([{ status: outcome }]);
  });

  it.each([
    ["as it was", "", "SENT", "SENT"],
    ["renewed", "completion_date = '2026-05-01T10:00:00Z'", "CANCELLED", "CANCELLED"],
    ["renewed on the same day", "completion_date = '2025-05-01T20:00:00Z'", "SENT", "CANCELLED"],
    ["withdrawn", "status = 'WITHDRAWN'", "CANCELLED", "CANCELLED"],
    ["expired", "status = 'EXPIRED', completion_date = null", "CANCELLED", "SENT"],
    ["being renewed after it expired", "status = 'IN_PROGRESS', completion_date = null", "CANCELLED", "SENT"],
  ])("of a completion ends by whether that still expires: %s", async (name, change, soon, expired) => {
    await rows("update competencies set validity_months = 12 where id = 'first'");
    const complete = "status = 'ACHIEVED', completion_date = '2025-05-01T10:00:00Z'";
    const remindOf = (payload: { expiresOn: string } | { expiredOn: string }) =>
      withActor(system, (tx) =>
        notify(tx, {
          template: "expiresOn" in payload ? "competencyExpiresSoon" : "competencyExpired",
          schoolId: "north",
          userId: "amina",
          variables: { competency_name: "First", expires_on: "1 May 2026" },
          payload: { assignmentId: "first", ...payload },
        }),
      );
    await rows(`update competency_assignments set ${complete} where id = 'first'`);
    await remindOf({ expiresOn: "2026-05-01" });
    if (change) await rows(`update competency_assignments set ${change} where id = 'first'`);
    await sender().pass();
    expect(await emails(), name).toMatchObject([{ status: soon }]);

    await rows("delete from notification_queue");
    if (name === "as it was") await rows("update competency_assignments set status = 'EXPIRED' where id = 'first'");
    await remindOf({ expiredOn: "2026-05-01" });
    await sender().pass();
    expect(await emails(), name).toMatchObject([{ status: expired }]);
  });
});
