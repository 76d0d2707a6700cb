import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forwardJob } from "#src/features/learning-analytics/forwarding/forward-interactions.ts";
import { eraseDue } from "#src/features/privacy/erasing/erase-person.ts";
import { setClock } from "#src/lib/clock.ts";
import { flushInteractions, type Interaction, noteInteraction } from "#src/platform/interactions/interactions.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { jobContext, makeJobRunner } from "../../../tests/support/jobs.ts";
import { type Person, people } from "../../../tests/support/two-schools.ts";

type Sent = {
  uuid: string;
  event: string;
  distinct_id: string;
  timestamp: string;
  properties: Record<string, unknown>;
};
type Taken = { method: string; url: string; text: string; batch: Sent[] };

/** A service that takes PostHog's batches and keeps what arrives. */
const taken: Taken[] = [];
let answer: (response: http.ServerResponse) => void = () => {};
const takes = (response: http.ServerResponse) => void response.writeHead(200).end('{"status":1}');
const service = http.createServer(async (request, response) => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const { batch } = JSON.parse(text);
  taken.push({ method: request.method ?? "", url: request.url ?? "", text, batch });
  answer(response);
});
service.listen(0, "127.0.0.1");
await once(service, "listening");

const database = useDatabase();
process.env.ANALYTICS_URL = `http://127.0.0.1:${(service.address() as AddressInfo).port}/in`;
process.env.ANALYTICS_KEY = "phc_ofTheProject";
const api = useApi();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;

let forward: () => Promise<void>;
const children: ChildProcess[] = [];

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  const words = "How you use the program is sent to Example Analytics, without your name.";
  for (const admin of ["admin", "foreignAdmin"] as const) {
    const body = { purpose: "product_analytics", words };
    expect((await api.post(admin, "/api/consent-texts", body)).status).toBe(201);
  }
});
beforeEach(async () => {
  await flushInteractions();
  for (const table of ["learning_analytics", "consents", "consent_decisions", "events", "leases"])
    await rows(`delete from ${table}`);
  taken.length = 0;
  answer = takes;
  // With a sender of its own, which has not failed yet.
  const jobs = [forwardJob()];
  forward = async () => {
    // As the relay does.
    await rows(`update events e set seq = n.seq from (
      select id, (select coalesce(max(seq), 0) from events) + row_number() over (order by id) as seq
      from events where seq is null) n where n.id = e.id`);
    await makeJobRunner(jobs).run("learning-analytics.forward", {});
  };
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  setClock();
});
afterAll(() => {
  service.closeAllConnections();
  service.close();
});

async function decide(person: Person, purpose: "learning_analytics" | "product_analytics", isGranted: boolean) {
  const { status } = await api.call(person, "PUT", `/api/me/consents/${purpose}`, { body: { isGranted } });
  expect(status).toBe(200);
}
async function agree(...some: Person[]): Promise<void> {
  for (const person of some) {
    await decide(person, "learning_analytics", true);
    await decide(person, "product_analytics", true);
  }
}
async function use(person: Person, type: Interaction["type"] = "PROGRESS_CHECK", times = 1): Promise<void> {
  const { id, role, schoolId } = people[person];
  const actor = { kind: "user" as const, userId: id, role, schoolId, sessionId: `session_${id}` };
  for (let n = 0; n < times; n += 1) {
    noteInteraction(actor, { type, competencyId: undefined, isLook: false, ip: "192.0.2.7", userAgent: "Telltale/1" });
  }
  await flushInteractions();
}
const setMinutesLater = (minutes: number) => setClock(() => new Date(Date.now() + minutes * 60_000));
const sent = () => taken.flatMap(({ batch }) => batch);
const uuids = () => sent().map(({ uuid }) => uuid);
const stored = async () => Number((await rows("select count(*) from learning_analytics"))[0].count);

describe("use of the program, forwarded", () => {
  it("is that of those who agreed to both, in the form of PostHog's batches", async () => {
    await agree("ben", "hansen");
    await decide("amina", "learning_analytics", true);
    await decide("dora", "product_analytics", true);
    for (const person of ["amina", "ben", "dora"] as const) await use(person);
    await use("hansen", "REPORT_GENERATE");
    expect(await stored()).toBe(3);
    await forward();
    expect(taken.map(({ method, url }) => [method, url])).toEqual([["POST", "/in/batch/"]]);
    expect(JSON.parse(taken[0]?.text ?? "")).toEqual({ api_key: "phc_ofTheProject", batch: sent() });
    expect(sent()).toEqual([
      {
        uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        event: "progress_looked_at",
        distinct_id: expect.stringMatching(/^[\w-]{43}$/),
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/),
        properties: {
          feature: "progress",
          role: "student",
          school: expect.stringMatching(/^[\w-]{43}$/),
          $process_person_profile: false,
          $geoip_disable: true,
        },
      },
      expect.objectContaining({
        event: "report_made",
        properties: expect.objectContaining({ feature: "reports", role: "clinical_supervisor" }),
      }),
    ]);
  });

  it("names people and schools by pseudonyms, always the same, and says nothing else of them", async () => {
    await rows("update schools set settings = settings || '{\"recordsAddresses\": true}'");
    await agree("ben", "hansen", "carl");
    for (let n = 0; n < 2; n += 1) for (const person of ["ben", "hansen", "carl"] as const) await use(person, "VIEW");
    await forward();
    const pairs = sent().map(({ distinct_id, properties }) => `${distinct_id} ${properties.school}`);
    expect([pairs.length, new Set(pairs).size]).toEqual([6, 3]);
    expect(new Set(sent().map(({ properties }) => properties.school)).size).toBe(2);
    const found = await rows(`select u.id as person, u.name, u.email, u.school_id, s.name as school, l.id, l.session_id,
        host(l.ip_address) as ip, l.user_agent
      from learning_analytics l join users u on u.id = l.user_id join schools s on s.id = l.school_id`);
    const values = new Set<string>(found.flatMap((row) => Object.values<string>(row)));
    expect(values).toContain("192.0.2.7");
    const text = taken.map((one) => one.text).join();
    // The names of the roles and events are not those of a person.
    const said = [...values].filter((value) => text.toLowerCase().includes(`"${value.toLowerCase()}`));
    expect(said).toEqual([]);
    for (const word of ["192.0.2", "Telltale", "@", "session_"]) expect(text).not.toContain(word);
  });

  it("names a person so that what the service has of them can be found there", async () => {
    await agree("ben");
    await use("ben");
    await forward();
    const script = join(import.meta.dirname, "../../processes/analytics-names.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [script, people.ben.id], { env: process.env });
    expect(stdout).toBe(`${people.ben.id} ${sent()[0]?.distinct_id}\n`);
  });

  it("ends at once with the consent, also for what was stored before", async () => {
    await agree("amina", "ben");
    for (const person of ["amina", "ben"] as const) await use(person);
    await decide("amina", "product_analytics", false);
    await decide("ben", "learning_analytics", false);
    await forward();
    expect(taken).toEqual([]);
    await use("amina");
    await forward();
    expect(taken).toEqual([]);
  });

  it("does not have what was done before a yes, or between a no and the next yes", async () => {
    await decide("amina", "learning_analytics", true);
    await use("amina", "VIEW");
    await decide("amina", "product_analytics", true);
    await use("amina", "FEEDBACK_VIEW");
    await decide("amina", "product_analytics", false);
    await use("amina", "EVIDENCE_UPLOAD");
    await decide("amina", "product_analytics", true);
    await use("amina", "REPORT_GENERATE");
    await forward();
    expect(sent().map(({ event }) => event)).toEqual(["report_made"]);
  });

  it("does not have somebody who was erased meanwhile", async () => {
    await agree("dora", "ben");
    for (const person of ["dora", "ben"] as const) await use(person);
    await rows(`insert into erasures (id, school_id, user_id, requested_by, due_at)
      values ('dora', 'north', 'dora', 'admin', now() - interval '1 second')`);
    await eraseDue(jobContext(systemActor("test")));
    expect(await rows("select state from erasures where id = 'dora'")).toEqual([{ state: "DONE" }]);
    await forward();
    expect(sent()).toHaveLength(1);
  });

  it("leaves out kinds that are not on the list, and an event names ids alone", async () => {
    await agree("amina");
    await use("amina");
    expect(await rows("select type, student_id, data from events where type like 'interactions%'")).toEqual([
      { type: "interactions.stored", student_id: null, data: { ids: [expect.any(String)] } },
    ]);
    await rows("alter table learning_analytics drop constraint learning_analytics_interaction_type_check");
    try {
      await rows("update learning_analytics set interaction_type = 'KEYSTROKE', interaction_data = '\"secret\"'");
      await forward();
      expect(taken).toEqual([]);
    } finally {
      await rows("delete from learning_analytics");
      await rows(`alter table learning_analytics add constraint learning_analytics_interaction_type_check
        check (interaction_type in ('VIEW', 'ASSESSMENT_START', 'ASSESSMENT_COMPLETE', 'EVIDENCE_UPLOAD', 'FEEDBACK_VIEW',
          'PROGRESS_CHECK', 'REPORT_GENERATE'))`);
    }
  });

  it("writes no event for those who did not agree to it", async () => {
    await decide("amina", "learning_analytics", true);
    await use("amina");
    expect([await stored(), await rows("select type from events where type like 'interactions%'")]).toEqual([1, []]);
  });

  it("goes in batches of a hundred, each once", async () => {
    await agree("amina");
    await use("amina", "VIEW", 1_250);
    await forward();
    expect(taken.map(({ batch }) => batch.length)).toEqual([...Array(12).fill(100), 50]);
    expect(Math.max(...taken.map(({ text }) => text.length))).toBeLessThan(50_000);
    expect(new Set(uuids()).size).toBe(1_250);
    await forward();
    expect(taken).toHaveLength(13);
  });
});

describe("a service that does not take it", () => {
  it("is sent the same again, under the same ids, after a pause that grows", async () => {
    await agree("amina");
    await use("amina", "VIEW", 150);
    answer = (response) => (taken.length === 2 ? void response.writeHead(500).end() : takes(response));
    await expect(forward()).rejects.toThrow("it answered 500");
    const first = uuids();
    await forward();
    expect(taken).toHaveLength(2);
    answer = (response) => void response.writeHead(500).end();
    setMinutesLater(1.1);
    await expect(forward()).rejects.toThrow("it answered 500");
    setMinutesLater(2.2);
    await forward();
    expect(taken).toHaveLength(3);
    answer = takes;
    setMinutesLater(3.2);
    await forward();
    expect(taken.map(({ batch }) => batch.length)).toEqual([100, 50, 100, 100, 50]);
    expect(uuids().slice(-150)).toEqual(first);
    await forward();
    expect(taken).toHaveLength(5);
  });

  it("is asked no earlier than it says, and an hour later at most", async () => {
    await agree("amina");
    await use("amina");
    answer = (response) => void response.writeHead(429, { "retry-after": "86400" }).end();
    await expect(forward()).rejects.toThrow("it answered 429");
    answer = takes;
    for (const [minutes, requests] of [
      [59, 1],
      [61, 2],
    ] as const) {
      setMinutesLater(minutes);
      await forward();
      expect(taken).toHaveLength(requests);
    }
  });

  it("stops nothing while it is away, and its key is in no error", async () => {
    await agree("amina");
    await use("amina");
    answer = (response) => void response.destroy();
    const error = await forward().catch((reason) => reason);
    expect(error.message).toBe("the analytics service cannot be reached");
    expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain("ofTheProject");
    await use("amina");
    expect(await stored()).toBe(2);
  });

  it("gets all of it though the process is killed at each request, each counted once", async () => {
    await agree("amina");
    await use("amina", "VIEW", 350);
    await rows(
      "update events set seq = n.seq from (select id, row_number() over (order by id) as seq from events) n where n.id = events.id",
    );
    const until = [1, 2, 3, 4];
    for (const nth of until) {
      const before = taken.length;
      const child = fork(join(import.meta.dirname, "../../../tests/support/forwarding-process.ts"), {
        stdio: "inherit",
        env: { ...process.env, DATABASE_URL: database.url },
      });
      children.push(child);
      answer = (response) => {
        // It has the batch, and the process does not learn that.
        if (taken.length - before === nth) child.kill("SIGKILL");
        else takes(response);
      };
      const [code, signal] = await once(child, "exit");
      expect([code, signal]).toEqual([null, "SIGKILL"]);
      expect(taken.length - before).toBe(nth);
    }
    answer = takes;
    await forward();
    expect(taken).toHaveLength(1 + 2 + 3 + 4 + 4);
    expect(new Set(uuids()).size).toBe(350);
    // What counts as one there has the same event, time and person too.
    expect(new Set(sent().map((one) => JSON.stringify(one))).size).toBe(350);
    await forward();
    expect(taken).toHaveLength(14);
  }, 120_000);
});
