import http from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { realtimePath } from "#src/client/realtime-protocol.ts";
import { events as assessmentEvents } from "#src/features/assessments/events.ts";
import { events as frameworkEvents } from "#src/features/frameworks/events.ts";
import { events as progressEvents } from "#src/features/progress/events.ts";
import { followEndedSessions } from "#src/features/sessions/end-sessions.ts";
import { setClock } from "#src/lib/clock.ts";
import { bus, closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { NewEvent } from "#src/platform/events/event.ts";
import { emit } from "#src/platform/events/events.ts";
import { signAccessToken } from "#src/platform/identity/access-token.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { metricsText } from "#src/platform/metrics/metrics.ts";
import { systemActor, type UserActor } from "#src/policy/actor.ts";
import { Hub } from "#src/realtime/hub.ts";
import { Relay } from "#src/realtime/relay.ts";
import { attachRealtime, type Realtime, type RealtimeParts } from "#src/realtime/server.ts";
import { useDatabase } from "../../tests/support/database.ts";
import { openSocket, type TestSocket } from "../../tests/support/socket.ts";
import { insertTwoSchools, type Person, people } from "../../tests/support/two-schools.ts";

describe("the socket of updates", () => {
  const database = useDatabase();
  let server: http.Server;
  let realtime: Realtime;
  let stopFollowing: () => void;
  let relay: Relay;
  let origin = "";
  const opened: TestSocket[] = [];

  beforeAll(async () => {
    const owner = database.owner();
    await owner.query("begin");
    await insertTwoSchools(owner);
    await owner.query("commit");
    relay = new Relay({ bus: bus(), registry: createJobRegistry([]), addJobs: async () => {} });
    relay.start();
    await bus().ready();
    stopFollowing = await followEndedSessions();
    ({ server, realtime, origin } = await startServer());
  });
  afterEach(async () => {
    setClock();
    await Promise.all(opened.splice(0).map((socket) => socket.close()));
  });
  afterAll(async () => {
    stopFollowing();
    await realtime.close();
    server.close();
    await relay.stop();
    await closeBus();
    await closePools();
  });

  async function startServer(parts: RealtimeParts = {}) {
    const made = http.createServer();
    const attached = attachRealtime(made, parts);
    await new Promise<void>((listening) => made.listen(0, "127.0.0.1", listening));
    const address = made.address();
    if (!address || typeof address === "string") throw new Error("no port");
    return { server: made, realtime: attached, origin: `http://127.0.0.1:${address.port}` };
  }

  function actorFor(person: Person, sessionId = `session-${person}`): UserActor {
    const { id, role, schoolId } = people[person];
    return { kind: "user", userId: id, role, schoolId, sessionId };
  }

  async function open(person: Person, query = "", sessionId?: string): Promise<TestSocket> {
    const socket = await openSocket(origin, { token: signAccessToken(actorFor(person, sessionId)), query });
    opened.push(socket);
    return socket;
  }

  async function write(...events: NewEvent[]): Promise<void> {
    await withActor(systemActor("test"), (tx) => emit(tx, events));
    bus().publish("relay");
  }

  const submitted = (studentId: Person, assessmentId: string): NewEvent =>
    assessmentEvents.submitted.of({
      schoolId: people[studentId].schoolId,
      studentId,
      data: { assessmentId, studentId, competencyId: "c1", status: "submitted", evaluatorName: "Dr. Hansen" },
    });

  const progressed = (studentId: Person, assignmentId: string, completed: number): NewEvent =>
    progressEvents.updated.of({
      schoolId: people[studentId].schoolId,
      studentId,
      data: {
        studentId,
        overall: { totalCompetencies: 10, completedCompetencies: completed, progressPercentage: completed * 10 },
        assignment: {
          id: assignmentId,
          competencyId: "c1",
          status: "IN_PROGRESS",
          progressPercentage: completed,
          result: null,
        },
      },
    });

  const assessmentsOf = (socket: TestSocket) =>
    socket.messages.flatMap((message) => (message.type === "assessment_submitted" ? [message.data.assessmentId] : []));

  describe("sends each user what they may read and nothing else", () => {
    it("by role, placement and school", async () => {
      const hearers: Person[] = [
        "amina",
        "ben",
        "dora",
        "carl",
        "hansen",
        "said",
        "foreign",
        "admin",
        "foreignAdmin",
        "super",
      ];
      const sockets = new Map<Person, TestSocket>();
      for (const person of hearers) sockets.set(person, await open(person));
      await write(submitted("amina", "of-amina"), submitted("dora", "of-dora"), submitted("carl", "of-carl"));
      await write(submitted("ben", "of-ben"));
      const superAdmin = sockets.get("super");
      await expect.poll(() => superAdmin && assessmentsOf(superAdmin).length).toBe(4);
      await sleep(150);
      const received = Object.fromEntries(
        [...sockets].map(([person, socket]) => [person, assessmentsOf(socket).sort()]),
      );
      expect(received).toEqual({
        amina: ["of-amina"],
        ben: ["of-ben"],
        dora: ["of-dora"],
        carl: ["of-carl"],
        // Dora's placement has ended.
        hansen: ["of-amina"],
        said: ["of-ben"],
        foreign: ["of-carl"],
        admin: ["of-amina", "of-ben", "of-dora"],
        foreignAdmin: ["of-carl"],
        super: ["of-amina", "of-ben", "of-carl", "of-dora"],
      });
    });

    it("and the same on a resume", async () => {
      const first = await open("super");
      await write(submitted("amina", "before"));
      await expect.poll(() => first.messages.length).toBe(1);
      const from = first.messages[0]?.id;
      await write(submitted("amina", "m1"), submitted("dora", "m2"), submitted("carl", "m3"), submitted("ben", "m4"));
      await expect.poll(() => first.messages.length).toBe(5);
      const expected: [Person, string[]][] = [
        ["amina", ["m1"]],
        ["hansen", ["m1"]],
        ["said", ["m4"]],
        ["admin", ["m1", "m2", "m4"]],
        ["foreignAdmin", ["m3"]],
        ["super", ["m1", "m2", "m3", "m4"]],
      ];
      for (const [person, missed] of expected) {
        const socket = await open(person, `?lastEventId=${from}`);
        await expect.poll(() => assessmentsOf(socket)).toEqual(missed);
      }
    });

    it("following placements as they begin and end", async () => {
      const socket = await open("said");
      await database.owner().query("update placements set ended_at = now() where id = 'placement_ben'");
      await database
        .owner()
        .query(
          "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'said', 'north')",
        );
      bus().publish("placements", "said");
      await sleep(150);
      await write(submitted("ben", "after-the-end"), submitted("amina", "since-the-start"));
      await expect.poll(() => assessmentsOf(socket)).toEqual(["since-the-start"]);
      await database.owner().query(`
        update placements set ended_at = null where id = 'placement_ben';
        delete from placement_supervisors where supervisor_id = 'said' and placement_id = 'placement_amina'`);
    });

    it("and not events that are for jobs only", async () => {
      const socket = await open("super");
      await write(frameworkEvents.published.of({ schoolId: "north", data: { frameworkId: "f1" } }));
      await write(submitted("amina", "shown"));
      await expect.poll(() => assessmentsOf(socket)).toEqual(["shown"]);
      expect(socket.messages.length).toBe(1);
    });
  });

  describe("delivers", () => {
    it("increasing ids, soon after the commit", async () => {
      const socket = await open("amina");
      const startedAt = performance.now();
      await write(submitted("amina", "a1"));
      await expect.poll(() => socket.messages.length, { interval: 5 }).toBe(1);
      expect(performance.now() - startedAt).toBeLessThan(500);
      await write(submitted("amina", "a2"));
      await expect.poll(() => assessmentsOf(socket)).toEqual(["a1", "a2"]);
      const ids = socket.messages.map(({ id }) => Number(id));
      expect(ids[1]).toBeGreaterThan(ids[0] ?? Number.POSITIVE_INFINITY);
    });

    it("of a burst the last update of each assignment, all with the newest overall", async () => {
      const socket = await open("amina");
      await write(
        progressed("amina", "x", 1),
        progressed("amina", "y", 2),
        progressed("ben", "z", 9),
        submitted("amina", "between"),
        progressed("amina", "x", 3),
      );
      await expect.poll(() => socket.messages.length).toBe(3);
      await sleep(100);
      const shown = socket.messages.map((message) =>
        message.type === "progress_updated"
          ? [
              message.data.assignment.id,
              message.data.assignment.progressPercentage,
              message.data.overall.completedCompetencies,
            ]
          : message.type,
      );
      expect(shown).toEqual([["y", 2, 3], "assessment_submitted", ["x", 3, 3]]);
    });

    it("everything once to a client that reconnects again and again while others write", async () => {
      let total = 0;
      let visits = 0;
      const received: string[] = [];
      const start = await open("amina");
      await write(submitted("amina", "start"));
      await expect.poll(() => start.messages.length).toBe(1);
      let lastId = start.messages[0]?.id ?? "";
      let isWriting = true;
      const writing = (async () => {
        for (; total < 120 || visits < 5; total += 4) {
          await Promise.all([0, 1, 2, 3].map((each) => write(submitted("amina", `race-${total + each}`))));
        }
        isWriting = false;
      })();
      const take = (socket: TestSocket) => {
        for (const { id, type } of socket.messages) {
          expect(type).toBe("assessment_submitted");
          expect(Number(id)).toBeGreaterThan(Number(lastId));
          lastId = id;
        }
        received.push(...assessmentsOf(socket));
      };
      while (isWriting) {
        const socket = await openSocket(origin, {
          token: signAccessToken(actorFor("amina")),
          query: `?lastEventId=${lastId}`,
        });
        visits += 1;
        await sleep((visits * 7) % 40);
        // What is on its way when a client disconnects is lost, and sent again when it resumes.
        socket.ws.terminate();
        await socket.closed;
        take(socket);
      }
      await writing;
      const last = await open("amina", `?lastEventId=${lastId}`);
      await expect.poll(() => received.length + assessmentsOf(last).length, { timeout: 5_000 }).toBe(total);
      take(last);
      expect(new Set(received)).toEqual(new Set(Array.from({ length: total }, (_, index) => `race-${index}`)));
    });

    it.each(["999999999", "abc", "-1", "1e3", ""])("a resync for an id that never was: %j", async (id) => {
      const socket = await open("amina", `?lastEventId=${id}`);
      await expect.poll(() => socket.messages.map(({ type }) => type)).toEqual(["resync"]);
      await write(submitted("amina", "goes-on"));
      await expect.poll(() => assessmentsOf(socket)).toEqual(["goes-on"]);
    });

    it("a resync for an id whose successors were deleted, and nothing for the newest", async () => {
      const socket = await open("amina");
      await write(submitted("amina", "o1"), submitted("amina", "o2"));
      await expect.poll(() => socket.messages.length).toBe(2);
      const [first, second] = socket.messages.map(({ id }) => id);
      await database.owner().query("delete from events");
      const old = await open("amina", `?lastEventId=${first}`);
      await expect.poll(() => old.messages.map(({ type, id }) => [type, id])).toEqual([["resync", second]]);
      const upToDate = await open("amina", `?lastEventId=${second}`);
      await write(submitted("amina", "o3"));
      await expect.poll(() => assessmentsOf(upToDate)).toEqual(["o3"]);
      expect(upToDate.messages.length).toBe(1);
    });
  });

  describe("lets in", () => {
    it("a cookie from our own pages, and a bearer token from anywhere, which it does not send back [V4.4.2] [V4.4.3]", async () => {
      const token = signAccessToken(actorFor("amina"));
      const browser = await openSocket(origin, { cookie: `other=1; access=${token}`, from: origin });
      opened.push(browser);
      const program = await openSocket(origin, { token, from: "https://elsewhere.test" });
      opened.push(program);
      expect(program.ws.protocol).toBe("competency.v1");
    });

    it.each([
      ["nobody", {}, 401],
      ["a token in the address", { query: "?token=TOKEN&access_token=TOKEN" }, 401],
      ["a forged token", { token: "a.b.c" }, 401],
      ["a cookie from another site", { cookie: "access=TOKEN", from: "https://evil.test" }, 403],
      ["a cookie from nowhere", { cookie: "access=TOKEN" }, 403],
      [
        "a bad token that hopes for the cookie",
        { token: "a.b.c", cookie: "access=TOKEN", from: "https://evil.test" },
        401,
      ],
    ])("but not %s", async (_who, given, status) => {
      const token = signAccessToken(actorFor("amina"));
      const options = Object.fromEntries(
        Object.entries(given).map(([key, value]) => [key, value.replaceAll("TOKEN", token)]),
      );
      await expect(openSocket(origin, options)).rejects.toThrow(`refused with ${status}`);
    });

    it("no more than twenty sockets of a user", async () => {
      for (let index = 0; index < 20; index += 1) await open("carl");
      await expect(open("carl")).rejects.toThrow("refused with 429");
      await opened.pop()?.close();
      await sleep(50);
      await open("carl");
    });

    it("nothing at other addresses of the API", async () => {
      const status = await new Promise((answered) => {
        const headers = { Connection: "Upgrade", Upgrade: "websocket" };
        http.get(`${origin}/api/elsewhere`, { headers }, (response) => answered(response.resume().statusCode));
      });
      expect(status).toBe(404);
    });
  });

  describe("closes", () => {
    it("at once when the session ends, and leaves the user's others open", async () => {
      const ended = await open("amina", "", "session-1");
      const other = await open("amina", "", "session-2");
      bus().publish("sessions", "session-1");
      expect((await ended.closed).code).toBe(4401);
      expect(other.ws.readyState).toBe(other.ws.OPEN);
    });

    it("with 4401 within seconds after the access token has expired", async () => {
      const socket = await open("amina");
      setClock(() => new Date(Date.now() + 11 * 60_000));
      expect((await socket.closed).code).toBe(4401);
    });

    it("a client that sends anything but a ping, which is answered", async () => {
      const socket = await open("amina");
      socket.ws.send("ping");
      await expect.poll(() => socket.texts).toEqual(["pong"]);
      socket.ws.send("subscribe to everything");
      expect((await socket.closed).code).toBe(1008);
      const flood = await open("amina");
      flood.ws.send("x".repeat(5_000));
      expect((await flood.closed).code).toBe(1009);
    });

    it("a client that does not read, long before it fills the memory; it can resume later", async () => {
      const token = signAccessToken(actorFor("super"));
      const socket = connect(Number(new URL(origin).port), "127.0.0.1");
      socket.write(
        `GET ${realtimePath} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
          `Sec-WebSocket-Protocol: competency.v1, bearer.${token}\r\n\r\n`,
      );
      await new Promise((ready) => socket.once("data", ready));
      socket.pause();
      const reader = await open("super");
      const long = "x".repeat(100_000);
      let written = 0;
      const isClosed = async () => /realtime_sockets_closed_total\{code="4408"\} 1/.test(await metricsText());
      while (!(await isClosed()) && written < 200) {
        await write(submitted("amina", `${written}-${long}`));
        written += 1;
        await expect.poll(() => reader.messages.length, { interval: 5, timeout: 5_000 }).toBe(written);
      }
      // The kernel buffers some megabytes; the server buffers 256 KiB.
      expect(await isClosed()).toBe(true);
      socket.destroy();
    });

    it("all with 1012 when the server restarts, so that they reconnect", async () => {
      const second = await startServer({ hub: new Hub() });
      const socket = await openSocket(second.origin, { token: signAccessToken(actorFor("amina")) });
      await second.realtime.close();
      second.server.close();
      expect((await socket.closed).code).toBe(1012);
      await write(submitted("amina", "nobody hears this"));
    });
  });

  it("reports to the metrics how far behind the relay is", async () => {
    expect(await metricsText()).toMatch(/relay_events_waiting \d+/);
  });
});
