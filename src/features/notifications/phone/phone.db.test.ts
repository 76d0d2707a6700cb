import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hashOfNumber } from "#src/features/notifications/phone/code.ts";
import { maxTries, mostCodes } from "#src/features/notifications/phone/rules.ts";
import type { SettingsAnswer } from "#src/features/notifications/schema.ts";
import { closePools } from "#src/platform/db/client.ts";
import { deleteOutdated } from "#src/platform/db/delete-outdated.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import { resetRateLimits } from "../../../../tests/support/rate-limits.ts";
import { SmsService } from "../../../../tests/support/sms.ts";

const database = useDatabase();
const api = useApi();
beforeAll(() => arrangeTwoSchools(database.owner()));
afterAll(closePools);

let service: SmsService;
beforeEach(async () => {
  for (const table of ["phone_numbers", "phone_codes", "notification_choices"]) await rows(`delete from ${table}`);
  // The requests a minute are not what is tried here.
  await resetRateLimits();
  service = new SmsService();
  await service.start();
});
afterEach(() => service.stop());

type Who = Parameters<typeof api.call>[0];
const number = "+447700900123";

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const ask = (typed = number, who: Who = "amina") => api.post(who, "/api/notifications/phone/code", { number: typed });
const enter = (code: string, who: Who = "amina") => api.post(who, "/api/notifications/phone/verify", { code });
const remove = (who: Who = "amina") => api.call(who, "DELETE", "/api/notifications/phone");
const settings = async (who: Who = "amina") =>
  (await api.get(who, "/api/notifications/settings")).body as SettingsAnswer;
const codeOf = (n = -1) => /^\d{6}/.exec(service.taken.at(n)?.body ?? "")?.[0] ?? "";
const tooLate = {
  status: 422,
  body: { errors: [{ path: "code", message: "no longer counts; ask for another code" }] },
};
const wrong = (code: string) => (code === "000000" ? "000001" : "000000");
const switchOn = (who: Who = "amina") =>
  api.call(who, "PATCH", "/api/notifications/settings", {
    body: { choices: [{ type: "DEADLINE_REMINDER", channel: "SMS", isOn: true }] },
  });

describe("a number for SMS", () => {
  it("is proven by the code that comes there, however it is typed", async () => {
    expect(await ask("0044 (0)7700 900-123")).toMatchObject({ status: 201, body: { expiresAt: expect.any(String) } });
    const [{ name }] = await rows("select name from schools where id = 'north'");
    expect(service.taken).toMatchObject([
      {
        to: number,
        body: expect.stringMatching(new RegExp(`^\\d{6} is your code for ${name}\\. It counts for 10 minutes\\.`)),
      },
    ]);
    expect(await settings()).toMatchObject({ phone: null, waitingPhone: { number } });
    expect((await switchOn()).status).toBe(409);
    expect(await enter(codeOf())).toMatchObject({ status: 200 });
    expect(await settings()).toMatchObject({ phone: { number, refusal: null }, waitingPhone: null });
    expect((await switchOn()).status).toBe(200);
  });

  it("stays until the code of the next one is entered", async () => {
    await ask();
    await enter(codeOf());
    await ask("+447700900124");
    expect(await settings()).toMatchObject({ phone: { number }, waitingPhone: { number: "+447700900124" } });
    await enter(codeOf());
    expect(await settings()).toMatchObject({ phone: { number: "+447700900124" }, waitingPhone: null });
  });

  it("is seen by its person alone, and stands neither in the audit nor in answers that are kept", async () => {
    await ask();
    await enter(codeOf());
    await remove();
    expect((await settings("ben")).phone).toBe(null);
    const [{ kept }] = await rows(
      "select json_build_array((select json_agg(a) from audit_log a), (select json_agg(k) from idempotency_keys k)) as kept",
    );
    expect(JSON.stringify(kept)).not.toContain("7700900");
    expect(
      await rows("select action, detail from audit_log where entity_type = 'phone_number' order by id desc limit 3"),
    ).toEqual([
      { action: "phone-number.remove", detail: { number: "••• 23" } },
      { action: "phone-number.verify", detail: { number: "••• 23" } },
      { action: "phone-number.ask", detail: { number: "••• 23" } },
    ]);
  });

  it("is removed, with whatever was to come by SMS", async () => {
    await ask();
    await enter(codeOf());
    await switchOn();
    expect((await remove()).status).toBe(200);
    expect(await settings()).toMatchObject({ phone: null, waitingPhone: null });
    expect(await rows("select is_on from notification_choices where channel = 'SMS'")).toEqual([{ is_on: false }]);
    expect((await remove()).status).toBe(200);
  });

  it("is proven again after its person had stopped SMS", async () => {
    await ask();
    await enter(codeOf());
    expect((await ask()).status).toBe(409);
    await rows("update phone_numbers set refusal = 'STOPPED', refused_at = now()");
    expect(await settings()).toMatchObject({ phone: { refusal: "STOPPED" } });
    await ask();
    await enter(codeOf());
    expect(await settings()).toMatchObject({ phone: { refusal: null } });
  });

  it.each(["07700 900123", "hello", "+44 77", "+999 123456789", "+44 7700 900123; +1"])("is not %s", async (typed) => {
    expect(await ask(typed)).toMatchObject({ status: 422, body: { errors: [{ path: "number" }] } });
    expect(service.asked).toEqual([]);
  });

  it.each([
    [21614, "cannot get SMS"],
    [21211, "cannot get SMS"],
    [21610, "answered STOP to an SMS; send START from it first"],
  ])("is refused to its person where the service answers %d", async (code, message) => {
    service.behaviour = { status: 400, code };
    expect(await ask()).toMatchObject({ status: 422, body: { errors: [{ path: "number", message }] } });
    expect((await settings()).waitingPhone).toBe(null);
  });

  it.each(["hang", "reset", { status: 500 }, { status: 401 }] as const)(
    "is asked for again later where the service does not answer: %j",
    async (behaviour) => {
      service.behaviour = behaviour;
      const answer = await ask();
      expect(answer.status).toBe(503);
      expect(JSON.stringify(answer.body)).not.toContain("7700900");
      expect((await settings()).waitingPhone).toBe(null);
    },
  );

  it("is not asked for in a sample school", async () => {
    const [{ email }] = await rows("select email from users where id = 'amina'");
    await rows("update users set email = 'amina@sample.invalid' where id = 'amina'");
    expect((await ask()).status).toBe(409);
    expect(service.asked).toEqual([]);
    await rows("update users set email = $1 where id = 'amina'", [email]);
  });
});

describe("a code", () => {
  it("is kept as a hash that only the program can make", async () => {
    await ask();
    const [row] = await rows("select code_hash from phone_codes");
    expect(row.code_hash).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await rows("select * from phone_codes"))).not.toContain(`"${codeOf()}"`);
  });

  it("is for its person and its number alone", async () => {
    await ask();
    await ask("+447700900555", "ben");
    const [aminas, bens] = [codeOf(0), codeOf(1)];
    if (aminas !== bens) {
      expect((await enter(bens)).status).toBe(422);
      expect((await enter(aminas, "ben")).status).toBe(422);
    }
    await rows("update phone_codes set number = '+447700900999' where user_id = 'amina'");
    expect((await enter(aminas)).status).toBe(422);
    expect((await settings()).phone).toBe(null);
  });

  it("counts no more after ten minutes, after its use, or after another was sent", async () => {
    await ask();
    const first = codeOf();
    await ask();
    const second = codeOf();
    if (first !== second) expect((await enter(first)).status).toBe(422);
    expect((await enter(second)).status).toBe(200);
    expect(await enter(second)).toMatchObject(tooLate);
    await ask("+447700900124");
    await rows("update phone_codes set expires_at = now() where is_open");
    expect(await enter(codeOf())).toMatchObject(tooLate);
  });

  it("has five tries, and the right one comes too late after them", async () => {
    await ask();
    const bad = wrong(codeOf());
    for (let n = 1; n < maxTries; n += 1) {
      expect(await enter(bad)).toMatchObject({
        status: 422,
        body: { errors: [{ message: expect.stringMatching(`; ${maxTries - n} tr(y|ies) (is|are) left$`) }] },
      });
    }
    expect(await enter(bad)).toMatchObject(tooLate);
    expect(await enter(codeOf())).toMatchObject(tooLate);
    expect((await settings()).phone).toBe(null);
  });

  it("has no more tries where they come at once", async () => {
    await ask();
    const bad = wrong(codeOf());
    const answers = await Promise.all(Array.from({ length: 15 }, () => enter(bad)));
    expect(answers.filter(({ body }) => JSON.stringify(body).includes("left")).length).toBe(maxTries - 1);
    expect(await rows("select tries from phone_codes")).toEqual([{ tries: maxTries }]);
    expect(await enter(codeOf())).toMatchObject(tooLate);
  });

  it("makes a number its person's once, where it is entered twice at once", async () => {
    await ask();
    const code = codeOf();
    const answers = await Promise.all([enter(code), enter(code), enter(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
  });

  it("is sent once for a request that is repeated", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const call = () => api.call("amina", "POST", "/api/notifications/phone/code", { body: { number }, headers });
    const first = await call();
    expect(await call()).toMatchObject({ status: 201, body: first.body });
    expect(service.taken).toHaveLength(1);
  });

  it("is sent five times an hour and ten times a day to a person, also at once and after removals", async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => ask(`+44770090020${n}`).finally(resetRateLimits)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(mostCodes.personHour);
    await remove();
    expect((await ask("+447700900300")).status).toBe(429);
    expect(service.taken).toHaveLength(mostCodes.personHour);
    await rows("update phone_codes set created_at = now() - interval '2 hours'");
    for (let n = 0; n < mostCodes.personDay - mostCodes.personHour; n += 1) {
      await resetRateLimits();
      expect((await ask(`+44770090040${n}`)).status).toBe(201);
    }
    await rows("update phone_codes set created_at = now() - interval '2 hours'");
    expect((await ask("+447700900500")).status).toBe(429);
    await rows("update phone_codes set created_at = now() - interval '26 hours'");
    await resetRateLimits();
    expect((await ask("+447700900500")).status).toBe(201);
  });

  it("is sent to a number a few times a day, whoever asks", async () => {
    await rows(
      `insert into phone_codes (id, school_id, user_id, number, number_hash, code_hash, is_open, expires_at)
       select 'n' || n, 'south', 'carl', $1, $2, 'h', false, now() from generate_series(1, $3) n`,
      [number, hashOfNumber(number), mostCodes.numberDay],
    );
    expect((await ask()).status).toBe(429);
    expect((await ask("+447700900124")).status).toBe(201);
  });

  it("is sent to people of a school so often, whoever asks", async () => {
    await rows(
      `insert into phone_codes (id, school_id, user_id, number, code_hash, is_open, expires_at)
       select 'n' || n, 'north', 'ben', '+4477009' || lpad(n::text, 5, '0'), 'h', false, now() from generate_series(1, $1) n`,
      [mostCodes.schoolHour],
    );
    expect((await ask()).status).toBe(429);
    expect((await ask("+447700900124", "carl")).status).toBe(201);
  });
});

describe("what is kept of numbers", () => {
  it("shows none in a copy of the database, neither before it is proved nor after", async () => {
    await ask();
    const kept = async () =>
      JSON.stringify([await rows("select * from phone_codes"), await rows("select * from phone_numbers")]);
    expect(await kept()).not.toContain(number.slice(1));
    expect((await settings()).waitingPhone).toMatchObject({ number });
    await enter(codeOf());
    expect(await kept()).not.toContain(number.slice(1));
    expect((await settings()).phone).toMatchObject({ number });
  });

  it("goes a day after a code was sent, or after its person left", async () => {
    await ask();
    await enter(codeOf());
    await rows("insert into phone_numbers (user_id, school_id, number) values ('ben', 'north', '+447700900777')");
    const tidy = () => deleteOutdated(systemActor("test"));
    expect(await tidy()).toMatchObject({ phone_codes: 0, phone_numbers: 0 });
    await rows("update phone_codes set created_at = now() - interval '26 hours'");
    await rows("update users set status = 'LEFT', updated_at = now() where id = 'ben'");
    expect(await tidy()).toMatchObject({ phone_codes: 1, phone_numbers: 0 });
    await rows("update users set updated_at = now() - interval '26 hours' where id = 'ben'");
    expect(await tidy()).toMatchObject({ phone_codes: 0, phone_numbers: 1 });
    await rows("update users set status = 'ACTIVE' where id = 'ben'");
    expect(await rows("select user_id from phone_numbers")).toEqual([{ user_id: "amina" }]);
  });
});
