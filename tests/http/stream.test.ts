import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { events as assessmentEvents } from "#src/features/assessments/events.ts";
import { events as progressEvents } from "#src/features/progress/events.ts";
import { followEndedSessions } from "#src/features/sessions/end-sessions.ts";
import { createApi } from "#src/http/api.ts";
import { setClock } from "#src/lib/clock.ts";
import { bus, closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { NewEvent } from "#src/platform/events/event.ts";
import { emit } from "#src/platform/events/events.ts";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { systemActor } from "#src/policy/actor.ts";
import { realtimeHub } from "#src/realtime/hub.ts";
import { Relay } from "#src/realtime/relay.ts";
import { attachRealtime, type Realtime } from "#src/realtime/server.ts";
import { useDatabase } from "../support/database.ts";
import { openSocket } from "../support/socket.ts";
import { openStream, type TestStream } from "../support/stream.ts";
import { insertTwoSchools, type Person, people } from "../support/two-schools.ts";

describe("the stream of updates", () => {
  const database = useDatabase();
  let server: Server;
  let realtime: Realtime;
  let relay: Relay;
  let stopFollowing: () => void;
  let origin = "";
  const opened: TestStream[] = [];

  beforeAll(async () => {
    const owner = database.owner();
    await owner.query("begin");
    await insertTwoSchools(owner);
    await owner.query("commit");
    relay = new Relay({ bus: bus(), registry: createJobRegistry([]), addJobs: async () => {} });
    relay.start();
    await bus().ready();
    stopFollowing = await followEndedSessions();
    server = createServer(getRequestListener(createApi().fetch, { overrideGlobalObjects: false }));
    realtime = attachRealtime(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    setClock();
    for (const stream of opened.splice(0)) stream.leave();
    await expect.poll(() => realtimeHub().sockets.size).toBe(0);
  });
  afterAll(async () => {
    stopFollowing();
    await realtime.close();
    server.close();
    await relay.stop();
    await closeBus();
    await closePools();
  });

  function tokenOf(person: Person, sessionId = `session-${person}`): string {
    const { id, role, schoolId } = people[person];
    return signAccessToken({ kind: "user", userId: id, role, schoolId, sessionId });
  }

  async function open(person: Person, given: Omit<Parameters<typeof openStream>[1], "token"> = {}, session?: string) {
    const stream = await openStream(origin, { ...given, token: tokenOf(person, session) });
    opened.push(stream);
    return stream;
  }

  async function write(...events: NewEvent[]): Promise<void> {
    await withActor(systemActor("test"), (tx) => emit(tx, events));
    bus().publish("relay");
  }

  const submitted = (studentId: Person, assessmentId: string): NewEvent =>
    assessmentEvents.submitted.of({
      schoolId: people[studentId].schoolId,
      studentId: people[studentId].id,
      data: {
        assessmentId,
        studentId: people[studentId].id,
        competencyId: "c1",
        status: "submitted",
        evaluatorName: "Dr. Hansen",
      },
    });

  const progressed = (studentId: Person): NewEvent =>
    progressEvents.updated.of({
      schoolId: people[studentId].schoolId,
      studentId: people[studentId].id,
      data: {
        studentId: people[studentId].id,
        overall: { totalCompetencies: 10, completedCompetencies: 1, progressPercentage: 10 },
        assignment: { id: "a1", competencyId: "c1", status: "IN_PROGRESS", progressPercentage: 5, result: null },
      },
    });

  const assessmentsOf = ({ messages }: Pick<TestStream, "messages">) =>
    messages.flatMap((message) => (message.type === "assessment_submitted" ? [message.data.assessmentId] : []));

  it("carries the same events to the same people as the socket", async () => {
    const hearers: Person[] = ["amina", "ben", "hansen", "said", "admin", "foreignAdmin", "super"];
    const streams = await Promise.all(hearers.map((person) => open(person)));
    const sockets = await Promise.all(hearers.map((person) => openSocket(origin, { token: tokenOf(person) })));
    await write(submitted("amina", "one"), submitted("ben", "two"), progressed("amina"));
    const last = streams[hearers.indexOf("super")];
    await expect.poll(() => last?.messages.length, { timeout: 5_000 }).toBe(3);
    await expect.poll(() => sockets.at(-1)?.messages.length).toBe(3);
    expect(streams.map(({ messages }) => messages)).toEqual(sockets.map(({ messages }) => messages));
    expect(streams.map(assessmentsOf)[hearers.indexOf("amina")]).toEqual(["one"]);
    expect(streams.map(assessmentsOf)[hearers.indexOf("foreignAdmin")]).toEqual([]);
    expect(last?.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    expect(last?.headers["cache-control"]).toContain("no-store");
    await Promise.all(sockets.map((socket) => socket.close()));
  });

  it("carries only what was asked for, as the socket does", async () => {
    const query = `?types=assessment_submitted&studentId=${people.amina.id}`;
    const stream = await open("super", { query });
    const socket = await openSocket(origin, { token: tokenOf("super"), query });
    const all = await open("super");
    await write(submitted("amina", "wanted"), submitted("ben", "of another"), progressed("amina"));
    await expect.poll(() => all.messages.length, { timeout: 5_000 }).toBe(3);
    expect(stream.messages.map(({ type }) => type)).toEqual(["assessment_submitted"]);
    expect(assessmentsOf(stream)).toEqual(["wanted"]);
    expect(socket.messages).toEqual(stream.messages);
    const before = Number(stream.messages[0]?.id) - 1;
    const resumed = await open("super", { query, lastEventId: String(before) });
    await expect.poll(() => resumed.messages.length).toBe(1);
    expect(assessmentsOf(resumed)).toEqual(["wanted"]);
    await socket.close();
  });

  it("goes on after the last event, named in the header or in the address", async () => {
    const first = await open("amina");
    await write(submitted("amina", "seen"));
    await expect.poll(() => assessmentsOf(first), { timeout: 5_000 }).toEqual(["seen"]);
    const id = first.messages[0]?.id ?? "";
    first.leave();
    await write(submitted("amina", "missed"));
    const byHeader = await open("amina", { lastEventId: id });
    const byAddress = await open("amina", { query: `?lastEventId=${id}` });
    await expect.poll(() => assessmentsOf(byHeader), { timeout: 5_000 }).toEqual(["missed"]);
    await expect.poll(() => assessmentsOf(byAddress)).toEqual(["missed"]);
    const unknown = await open("amina", { lastEventId: "999999999" });
    await expect.poll(() => unknown.messages.map(({ type }) => type)).toEqual(["resync"]);
  });

  it.each([
    ["nobody", {}, 401],
    ["somebody without a valid token", { token: "a.b.c" }, 401],
  ])("is refused to %s", async (_who, given, status) => {
    await expect(openStream(origin, given)).rejects.toThrow(`refused with ${status}`);
  });

  it("refuses a type that there is not, and a second answer to one question [V15.3.7]", async () => {
    for (const query of ["?types=everything", "?types=", "?studentId=", "?studentId=a&studentId=b"]) {
      await expect(open("amina", { query })).rejects.toThrow("refused with 422");
    }
    await expect(openSocket(origin, { token: tokenOf("amina"), query: "?types=everything" })).rejects.toThrow(
      "refused with 422",
    );
  });

  it("counts with the sockets of its user, twenty at most, and gives its place back", async () => {
    const socket = await openSocket(origin, { token: tokenOf("carl") });
    for (let index = 0; index < 19; index += 1) await open("carl");
    await expect(open("carl")).rejects.toThrow("refused with 429");
    await socket.close();
    await expect.poll(() => open("carl").then(() => "open", String)).toBe("open");
    opened.pop()?.leave();
    await expect.poll(() => open("carl").then(() => "open", String)).toBe("open");
  });

  it("ends within a second when its session ends, and leaves the user's others open", async () => {
    const ended = await open("amina", {}, "session-1");
    const other = await open("amina", {}, "session-2");
    bus().publish("sessions", "session-1");
    expect(await ended.closed).toEqual({ code: 4401, isWhole: true });
    await write(submitted("amina", "afterwards"));
    await expect.poll(() => assessmentsOf(other), { timeout: 5_000 }).toEqual(["afterwards"]);
    expect(assessmentsOf(ended)).toEqual([]);
  });

  it("ends within a second, and a socket too, where the end of the session was committed and never signalled", async () => {
    const { id, schoolId } = people.amina;
    await database
      .owner()
      .query(
        "insert into sessions (id, user_id, school_id, expires_at) values ('lost', $1, $2, now() + interval '1 day')",
        [id, schoolId],
      );
    const stream = await open("amina", {}, "lost");
    const socket = await openSocket(origin, { token: tokenOf("amina", "lost") });
    const startedAt = performance.now();
    await database
      .owner()
      .query("update sessions set revoked_at = now(), revoked_reason = 'SIGNED_OUT' where id = 'lost'");
    expect((await stream.closed).code).toBe(4401);
    expect((await socket.closed).code).toBe(4401);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("ends with 4401 within seconds after the access token has expired [V4.4.4]", async () => {
    const stream = await open("amina");
    setClock(() => new Date(Date.now() + 11 * 60_000));
    expect((await stream.closed).code).toBe(4401);
  });

  it("of a client that does not read is closed, long before it fills the memory, and cut where that helps nothing", async () => {
    const slow = await open("super");
    const deaf = await open("super");
    const reader = await open("super");
    slow.pause();
    deaf.pause();
    const long = "x".repeat(100_000);
    let written = 0;
    while (realtimeHub().sockets.size > 1 && written < 400) {
      await write(submitted("amina", `${written}-${long}`));
      written += 1;
      await expect.poll(() => reader.messages.length, { interval: 5, timeout: 5_000 }).toBe(written);
    }
    expect(realtimeHub().sockets.size).toBe(1);
    slow.readOn();
    expect(await slow.closed).toEqual({ code: 4408, isWhole: true });
    const connections = () => new Promise((done) => server.getConnections((_error, count) => done(count)));
    await expect.poll(connections, { timeout: 10_000 }).toBe(1);
  });

  it("tells its page every half minute that it lives", async () => {
    const stream = await open("amina");
    for (let second = 0; second < 25; second += 1) realtimeHub().sockets.tick();
    await expect.poll(() => stream.texts).toEqual(["ping"]);
    expect(realtimeHub().sockets.size).toBe(1);
    // Nothing answers, and nothing need.
    for (let second = 0; second < 100; second += 1) realtimeHub().sockets.tick();
    await expect.poll(() => stream.texts.length).toBe(5);
  });
});
