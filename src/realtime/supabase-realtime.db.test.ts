import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { loginRoles } from "#src/platform/db/client.ts";
import { migrateUp } from "#src/platform/db/migrations.ts";
import { testSecret } from "../../tests/support/secret.ts";
import { useSupabaseProject } from "../../tests/support/supabase/project.ts";
import { claimsOf, insertSessions, insertTwoSchools, type Person } from "../../tests/support/two-schools.ts";
import type { Relay } from "./relay.ts";

const project = useSupabaseProject({ opensNewTables: false }, async (url, owner) => {
  process.env.DATABASE_URL = url;
  await migrateUp(url, { logins: { roles: loginRoles, secret: testSecret } });
  await owner.query("begin");
  await insertTwoSchools(owner);
  await insertSessions(owner);
  await owner.query("commit");
});

const relays: Relay[] = [];

async function startRelay(): Promise<void> {
  const { bus } = await import("#src/platform/bus/open-bus.ts");
  const { createJobRegistry } = await import("#src/platform/jobs/registry.ts");
  const { Relay } = await import("./relay.ts");
  const relay = new Relay({ bus: bus("app_worker"), registry: createJobRegistry([]), addJobs: async () => {} });
  relays.push(relay);
  relay.start();
}

const stopRelays = async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
};

let written = 0;
/** An event for browsers of this student, and one that is for jobs alone. */
async function write(student: string, school: string): Promise<void> {
  written += 1;
  await project.owner().query(
    `insert into events (id, school_id, type, student_id, data) values
       ('live_' || lpad($1::text, 5, '0'), $2, 'progress.updated', $3, jsonb_build_object('n', $1::int)),
       ('other_' || lpad($1::text, 5, '0'), $2, 'nothing.for.browsers', $3, '{}')`,
    [written, school, student],
  );
}

const sent = async () =>
  (
    await project.superuser().query<{ topic: string; event: string; n: number; id: string; private: boolean }>(
      `select topic, event, (payload -> 'data' ->> 'n')::int as n, payload ->> 'id' as id, private from realtime.messages
         order by (payload ->> 'id')::int, topic`,
    )
  ).rows;

beforeAll(async () => {
  await project.owner().query("delete from events");
});
afterEach(stopRelays);
afterAll(async () => {
  const { closeBus } = await import("#src/platform/bus/open-bus.ts");
  const { closePools } = await import("#src/platform/db/client.ts");
  await closeBus();
  await closePools();
});

describe("events on Supabase Realtime", () => {
  it("are sent on the private channels of their student and school, in order, and others are not", async () => {
    await startRelay();
    await write("amina", "north");
    await write("carl", "south");
    await expect.poll(async () => (await sent()).length, { timeout: 10_000 }).toBe(4);
    const messages = await sent();
    expect(messages.map(({ topic, n }) => [topic, n])).toEqual([
      ["school:north", 1],
      ["student:amina", 1],
      ["school:south", 2],
      ["student:carl", 2],
    ]);
    expect(messages.every((message) => message.private)).toBe(true);
    expect(new Set(messages.map(({ event }) => event)).size).toBe(1);
  });

  it("are all sent once, whoever relays and whatever stops", async () => {
    const before = (await sent()).length;
    await startRelay();
    await startRelay();
    for (let n = 0; n < 150; n += 1) {
      await write("ben", "north");
      if (n % 50 === 20) {
        await relays.shift()?.stop();
        await startRelay();
      }
    }
    await expect.poll(async () => (await sent()).length, { timeout: 30_000 }).toBe(before + 300);
    const mine = (await sent()).filter(({ topic }) => topic === "student:ben").map(({ n }) => n);
    expect(mine).toEqual(mine.toSorted((a, b) => a - b));
    expect(new Set(mine).size).toBe(150);
  });

  it("wait where Realtime does not take them, and are sent when it does", async () => {
    const before = (await sent()).length;
    await project
      .superuser()
      .query("alter table realtime.messages add constraint shut check (topic is null) not valid");
    await startRelay();
    await write("ben", "north");
    await expect
      .poll(async () => (await project.owner().query("select 1 from events where seq is null")).rowCount)
      .toBe(0);
    await new Promise((done) => setTimeout(done, 1_500));
    expect((await sent()).length).toBe(before);
    await project.superuser().query("alter table realtime.messages drop constraint shut");
    await expect.poll(async () => (await sent()).length, { timeout: 10_000 }).toBe(before + 2);
  });

  const channels = ["student:amina", "student:ben", "student:carl", "school:north", "school:south", "all", "", "%"];
  it.each<[Person, string[]]>([
    ["amina", ["student:amina"]],
    ["hansen", ["student:amina"]],
    ["foreign", ["student:carl"]],
    ["admin", ["school:north"]],
    ["foreignAdmin", ["school:south"]],
    ["super", channels.filter((channel) => channel.includes(":"))],
  ])("are followed by %s on %j alone, and nobody sends any", async (person, expected) => {
    const owner = project.owner();
    const followed: string[] = [];
    for (const channel of channels) {
      await owner.query("begin");
      // As Realtime asks: the claims, the channel, and what is there to be read.
      await owner.query(
        "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true), set_config('realtime.topic', $2, true)",
        [claimsOf(person), channel],
      );
      if ((await owner.query("select from realtime.messages")).rowCount) followed.push(channel);
      const refusal = await owner
        .query("insert into realtime.messages (topic, extension) values ($1, 'broadcast')", [channel])
        .catch((error) => error.code);
      expect(refusal).toBe("42501");
      await owner.query("rollback");
    }
    expect(followed).toEqual(expected);
  });

  it("are followed by nobody whose session has ended", async () => {
    const owner = project.owner();
    await owner.query("begin");
    await owner.query("update sessions set revoked_at = now() where user_id = 'amina'");
    await owner.query(
      "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true), set_config('realtime.topic', 'student:amina', true)",
      [claimsOf("amina")],
    );
    expect((await owner.query("select from realtime.messages")).rowCount).toBe(0);
    await owner.query("rollback");
  });

  it("are published as rows of two tables, whose keys say nothing of a row that is deleted", async () => {
    const { rows } = await project
      .owner()
      .query("select schemaname, tablename from pg_publication_tables where pubname = 'supabase_realtime' order by 2");
    expect(rows).toEqual(["events", "notification_queue"].map((tablename) => ({ schemaname: "public", tablename })));
  });
});
