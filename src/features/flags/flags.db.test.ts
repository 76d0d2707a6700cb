import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { OpenFeature } from "@openfeature/server-sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openBus } from "#src/platform/bus/open-bus.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { people } from "../../../tests/support/two-schools.ts";
import { flagFor } from "./flag-for.ts";
import { FlagProvider } from "./flag-provider.ts";
import { KeptFlags, keptFlags } from "./kept-flags.ts";
import { flushExposures } from "./note-exposure.ts";
import { bucketOf } from "./rules.ts";
import type { ExperimentAnswer, FlagHistoryAnswer, FlagsAnswer } from "./schema.ts";
import { type FlagRules, noRules } from "./values.ts";

const database = useDatabase();
const api = useApi();
const sql = (text: string, values: unknown[] = []) => database.owner().query(text, values);

const key = "student-home.recent-first";
const on: FlagRules = { ...noRules, isOn: true };
const put = (body: object, match = "*", person: "super" | "admin" = "super") =>
  api.call(person, "PUT", `/api/flags/${key}`, { body, headers: { "if-match": match } });
const read = async () => (await api.get("super", "/api/flags")).body as FlagsAnswer;
const own = async (person: keyof typeof people) => (await api.get(person, `/api/me/flags/${key}`)).body;
const actorOf = (person: keyof typeof people) => {
  const { id, role, schoolId } = people[person];
  return { kind: "user", userId: id, role, schoolId, sessionId: `session_${id}` } as const;
};

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await sql("truncate feature_flags cascade");
  await sql("delete from audit_log where entity_type = 'feature_flag'");
  await keptFlags().refresh();
});

describe("a feature flag in a worker", () => {
  it("is what the rules say from the first question on, and after they change", async () => {
    await put(on);
    await put({ ...on, overrides: [{ of: "PERSON", id: "amina", variant: "recent-first" }] }, '"1"');
    const worker = fork(join(import.meta.dirname, "../../../tests/support/flag-process.ts"), {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    try {
      const asked = async () => {
        worker.send("ask");
        return (await once(worker, "message"))[0];
      };
      expect(await asked()).toMatchObject({ value: true, variant: "recent-first" });
      await put({ ...on, isOn: false }, '"2"');
      await expect.poll(asked, { timeout: 5_000 }).toMatchObject({ value: false, reason: "DISABLED" });
    } finally {
      worker.kill("SIGKILL");
    }
  });
});

describe("a feature flag", () => {
  it("gives its default without rules", async () => {
    expect((await read()).items).toEqual([
      {
        key,
        rules: { isOn: false, startsAt: null, endsAt: null, overrides: [], shares: {} },
        revision: 0,
        changedAt: null,
      },
    ]);
    expect(await own("amina")).toEqual({ key, variant: "chart-first", value: false });
    expect(await flagFor(actorOf("amina"), key)).toEqual({ value: false, variant: "chart-first", reason: "DISABLED" });
  });

  it("gives each person what a super admin set, at once", async () => {
    const overrides = [
      { of: "SCHOOL", id: "south", variant: "chart-first" },
      { of: "PERSON", id: people.ben.id, variant: "chart-first" },
    ];
    const { status, body } = await put({ ...on, shares: { "recent-first": 100 }, overrides });
    expect([status, body]).toEqual([200, { key, revision: 1 }]);
    expect(await own("amina")).toEqual({ key, variant: "recent-first", value: true });
    expect(await own("ben")).toMatchObject({ variant: "chart-first" });
    expect(await own("carl")).toMatchObject({ variant: "chart-first" });
    expect((await flagFor(actorOf("amina"), key)).reason).toBe("SPLIT");
    expect((await read()).items[0]?.rules?.overrides.map(({ of, name }) => [of, name !== null])).toEqual([
      ["SCHOOL", true],
      ["PERSON", true],
    ]);
  });

  it("is split by the hash of flag and person", async () => {
    const percent = Math.ceil(bucketOf(key, people.amina.id));
    await put({ ...on, shares: { "recent-first": percent } });
    expect(await own("amina")).toMatchObject({ value: true });
    await put({ ...on, shares: { "recent-first": Math.floor(bucketOf(key, people.amina.id)) } });
    expect(await own("amina")).toMatchObject({ value: false });
  });

  it("is changed by a super admin alone, from the revision that they saw, with rules that are its own", async () => {
    expect((await put(on, "*", "admin")).status).toBe(403);
    expect((await put(on, '"3"')).status).toBe(412);
    expect((await put(on, '"0"')).status).toBe(200);
    expect((await put(on, '"0"')).status).toBe(412);
    const wrong = await put({ ...on, shares: { "recent-first": 60, "chart-first": 50 } });
    expect([wrong.status, wrong.body]).toMatchObject([422, { errors: [{ path: "shares" }] }]);
    const nobody = await put({
      ...on,
      overrides: [{ of: "PERSON", id: "nobody@north.test", variant: "recent-first" }],
    });
    expect([nobody.status, nobody.body]).toMatchObject([422, { errors: [{ path: "overrides.0.id" }] }]);
    const unknown = await api.call("super", "PUT", "/api/flags/other", { body: on, headers: { "if-match": "*" } });
    expect(unknown.status).toBe(422);
  });

  it("names a person by their email, of which nothing is stored", async () => {
    const { rows } = await sql("select email from users where id = $1", [people.amina.id]);
    const email = String(rows[0]?.email).toUpperCase();
    expect((await put({ ...on, overrides: [{ of: "PERSON", id: email, variant: "recent-first" }] })).status).toBe(200);
    expect(await own("amina")).toMatchObject({ value: true });
    const stored = await sql("select rules::text as text from feature_flags union select detail::text from audit_log");
    for (const { text } of stored.rows) expect(String(text).toLowerCase()).not.toContain(email.toLowerCase());
  });

  it("leaves each change in the audit, before and after, and begins a round with each change of shares", async () => {
    const half = { ...on, shares: { "recent-first": 50 } };
    await put(on);
    await put(half);
    await put({ ...half, isOn: false });
    const { rows } = await sql(
      "select school_id, actor_id, action, detail from audit_log where entity_type = 'feature_flag' order by id",
    );
    expect(rows).toEqual([
      { school_id: "default", actor_id: "super", action: "feature_flag.change", detail: { before: null, after: on } },
      { school_id: "default", actor_id: "super", action: "feature_flag.change", detail: { before: on, after: half } },
      {
        ...{ school_id: "default", actor_id: "super", action: "feature_flag.change" },
        detail: { before: half, after: { ...half, isOn: false } },
      },
    ]);
    expect((await sql("select round, revision from feature_flags")).rows).toEqual([{ round: 2, revision: 3 }]);
    const history = (await api.get("super", `/api/flags/${key}/history`)).body as FlagHistoryAnswer;
    expect(history.items.map(({ before, after }) => [before?.isOn, after?.isOn])).toEqual([
      [true, false],
      [true, true],
      [undefined, true],
    ]);
    expect((await api.get("admin", `/api/flags/${key}/history`)).status).toBe(403);
  });

  it("that cannot be read gives its default, and says so on the page", async () => {
    for (const rules of [{}, { ...on, shares: { "of-an-older-program": 100 } }, { ...on, shares: "all" }]) {
      await sql("insert into feature_flags (key, rules) values ($1, $2) on conflict (key) do update set rules = $2", [
        key,
        rules,
      ]);
      await keptFlags().refresh();
      expect(await own("amina")).toMatchObject({ value: false });
      expect((await read()).items).toMatchObject([{ key, rules: null }]);
    }
    // It is put right by setting it anew.
    expect((await put(on)).status).toBe(200);
    expect((await read()).items).toMatchObject([{ rules: on }]);
  });

  it("that the program does not know is shown, and can be removed; one that it knows cannot", async () => {
    await sql("insert into feature_flags (key, rules) values ('old.flag', '{}')");
    expect((await read()).unused.map((flag) => flag.key)).toEqual(["old.flag"]);
    expect((await api.call("super", "DELETE", `/api/flags/${key}`)).status).toBe(409);
    expect((await api.call("admin", "DELETE", "/api/flags/old.flag")).status).toBe(403);
    expect((await api.call("super", "DELETE", "/api/flags/old.flag")).status).toBe(200);
    expect((await api.call("super", "DELETE", "/api/flags/old.flag")).status).toBe(404);
    expect((await read()).unused).toEqual([]);
  });
});

describe("the provider", () => {
  it("refuses another type, an unknown flag and nobody in particular, and the caller's default holds", async () => {
    await put({ ...on, shares: { "recent-first": 100 } });
    const client = OpenFeature.getClient("competency");
    const amina = { targetingKey: "amina", schoolId: "north", role: "STUDENT" };
    expect(await client.getBooleanDetails(key, false, amina)).toMatchObject({ value: true, reason: "SPLIT" });
    expect(await client.getStringDetails(key, "mine", amina)).toMatchObject({
      value: "mine",
      errorCode: "TYPE_MISMATCH",
    });
    expect(await client.getNumberDetails(key, 7, amina)).toMatchObject({ value: 7, errorCode: "TYPE_MISMATCH" });
    expect(await client.getObjectDetails(key, {}, amina)).toMatchObject({ value: {}, errorCode: "TYPE_MISMATCH" });
    expect(await client.getBooleanDetails("other", true, amina)).toMatchObject({
      value: true,
      errorCode: "FLAG_NOT_FOUND",
    });
    expect(await client.getBooleanDetails(key, false, {})).toMatchObject({ errorCode: "TARGETING_KEY_MISSING" });
    await sql("update feature_flags set rules = '{}'");
    await keptFlags().refresh();
    expect(await client.getBooleanDetails(key, false, amina)).toMatchObject({ value: false, errorCode: "PARSE_ERROR" });
  });
});

describe("who met a variant", () => {
  const agree = (person: keyof typeof people, isGranted: boolean) =>
    api.call(person, "PUT", "/api/me/consents/learning_analytics", { body: { isGranted } });
  const stored = async () =>
    (await sql("select user_id, school_id, round, variant from flag_exposures order by user_id")).rows;
  const experiment = async () => (await api.get("super", `/api/flags/${key}/experiment`)).body as ExperimentAnswer;
  beforeEach(async () => {
    await flushExposures();
    await sql("truncate flag_exposures, learning_analytics, consents, consent_decisions cascade");
    // Each test has a round of its own, of which this process has noted nobody.
    round += 1;
    await sql("insert into feature_flags (key, rules, round) values ($1, $2, $3)", [key, all, round]);
    await keptFlags().refresh();
  });
  let round = 100;
  const all = { ...on, shares: { "recent-first": 100 } };

  it("is stored once, some seconds later, with their consent alone", async () => {
    await agree("amina", true);
    for (let n = 0; n < 3; n += 1) for (const person of ["amina", "ben"] as const) await own(person);
    expect(await stored()).toEqual([]);
    await flushExposures();
    const amina = { user_id: "amina", school_id: "north", round, variant: "recent-first" };
    expect(await stored()).toEqual([amina]);
    await own("amina");
    await flushExposures();
    expect(await stored()).toEqual([amina]);
  });

  it("is not stored of whoever gets it by an override, or without shares", async () => {
    await agree("amina", true);
    await agree("carl", true);
    const overrides = [{ of: "PERSON", id: "amina", variant: "recent-first" }];
    await put({ ...on, overrides, shares: {} });
    await own("amina");
    await own("carl");
    await flushExposures();
    expect(await stored()).toEqual([]);
  });

  it("goes with a consent that is withdrawn, and with a new round", async () => {
    await agree("amina", true);
    await agree("carl", true);
    await own("amina");
    await own("carl");
    await flushExposures();
    await agree("amina", false);
    expect((await stored()).map((one) => one.user_id)).toEqual(["carl"]);
    await put({ ...all, shares: { "recent-first": 50 } });
    expect(await stored()).toEqual([]);
  });

  it("is compared with the others once the days of the goal are over", async () => {
    const half = { ...on, shares: { "recent-first": 50 } };
    await put(half);
    await sql("alter table flag_exposures disable trigger flag_exposures_consent");
    await sql("alter table learning_analytics disable trigger learning_analytics_consent");
    // 40 people of each variant; of the new one 30 read feedback in time, of the other 10, and others too late or before.
    await sql(
      `insert into users (id, school_id, email, name, role)
       select 'met_' || n, 'north', 'met_' || n || '@experiment.test', 'Met ' || n, 'STUDENT' from generate_series(1, 80) n`,
    );
    await sql(
      `insert into flag_exposures (flag_key, round, user_id, school_id, variant, exposed_at)
       select $1, (select round from feature_flags), 'met_' || n, 'north',
         case when n <= 40 then 'recent-first' else 'chart-first' end, now() - interval '8 days'
       from generate_series(1, 80) n`,
      [key],
    );
    await sql(
      `insert into learning_analytics (school_id, user_id, interaction_type, timestamp)
       select 'north', 'met_' || n, 'FEEDBACK_VIEW', now() - case when n <= 30 or n between 41 and 50 then interval '2 days'
         when n % 2 = 0 then interval '9 days' else interval '1 hour' end
       from generate_series(1, 80) n`,
    );
    const found = await experiment();
    expect(found).toMatchObject({ isRunning: true, split: { isUneven: false }, goal: { days: 7 } });
    expect(found.groups).toMatchObject([
      {
        variant: "chart-first",
        isControl: true,
        expected: 0.5,
        people: 40,
        compared: 40,
        reached: 10,
        difference: null,
      },
      { variant: "recent-first", isControl: false, expected: 0.5, people: 40, compared: 40, reached: 30 },
    ]);
    expect(found.groups[1]?.difference?.difference).toBeCloseTo(0.5, 12);
    // Who met it yesterday is counted, and not compared yet.
    await sql("update flag_exposures set exposed_at = now() - interval '1 day' where user_id in ('met_1', 'met_41')");
    expect((await experiment()).groups).toMatchObject([
      { people: 40, compared: 39, reached: 9 },
      { people: 40, compared: 39, reached: 29 },
    ]);
    // Half of one group is lost: nothing is compared.
    await sql("delete from flag_exposures where user_id > 'met_5' and user_id < 'met_9'");
    await sql("delete from flag_exposures where variant = 'chart-first' and user_id <> 'met_41'");
    const uneven = await experiment();
    expect([uneven.split?.isUneven, uneven.groups[1]?.difference]).toEqual([true, null]);
    expect((await api.get("admin", `/api/flags/${key}/experiment`)).status).toBe(403);
    await sql("delete from users where email like '%@experiment.test'");
    await sql("alter table flag_exposures enable trigger flag_exposures_consent");
    await sql("alter table learning_analytics enable trigger learning_analytics_consent");
  });
});

describe("another process", () => {
  const bus = openBus("app_web");
  const other = new KeptFlags(bus);
  const provider = new FlagProvider(other);
  beforeAll(async () => {
    await bus.ready();
    await provider.initialize();
  });
  afterAll(async () => {
    await provider.onClose();
    await bus.close();
  });

  it("knows a change within a second", async () => {
    await put({ ...on, shares: { "recent-first": 100 } });
    const changedAt = Date.now();
    const amina = { targetingKey: "amina", schoolId: "north", role: "STUDENT" };
    await expect
      .poll(async () => (await provider.resolveBooleanEvaluation(key, false, amina)).value, {
        timeout: 5_000,
        interval: 20,
      })
      .toBe(true);
    // The machine may be busy; without one it takes some milliseconds.
    expect(Date.now() - changedAt).toBeLessThan(3_000);
  });

  it("asks the database for nothing when it resolves", async () => {
    const amina = { targetingKey: "amina", schoolId: "north", role: "STUDENT" };
    const { webPool } = await import("#src/platform/db/client.ts");
    const pool = webPool();
    let asked = 0;
    const count = () => {
      asked += 1;
    };
    pool.on("acquire", count);
    for (let n = 0; n < 100; n += 1) await provider.resolveBooleanEvaluation(key, false, amina);
    pool.off("acquire", count);
    expect(asked).toBe(0);
  });
});
