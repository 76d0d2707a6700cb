import { fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { events as deploymentEvents } from "#src/features/deployments/events.ts";
import { events as frameworkEvents } from "#src/features/frameworks/events.ts";
import { newId } from "#src/lib/ids.ts";
import type { Bus } from "#src/platform/bus/bus.ts";
import { bus, closeBus } from "#src/platform/bus/open-bus.ts";
import { closePools } from "#src/platform/db/client.ts";
import { takeLease } from "#src/platform/db/leases.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { NewEvent } from "#src/platform/events/event.ts";
import { emit } from "#src/platform/events/events.ts";
import { defineBurstJob } from "#src/platform/jobs/burst-job.ts";
import { type DeliveredEvent, defineEventJob } from "#src/platform/jobs/job.ts";
import type { Addition } from "#src/platform/jobs/queue.ts";
import { createJobRegistry } from "#src/platform/jobs/registry.ts";
import { metricsText } from "#src/platform/metrics/metrics.ts";
import { systemActor } from "#src/policy/actor.ts";
import { Relay, type RelayParts } from "#src/realtime/relay.ts";
import { observeRelay } from "#src/realtime/relay-state.ts";
import { useDatabase } from "../../tests/support/database.ts";

const event = frameworkEvents.published.of({ schoolId: "default", data: { frameworkId: "f1" } });
const actor = systemActor("test");

const onPublished = defineEventJob({
  name: "test.published",
  on: [frameworkEvents.published],
  handler: async () => {},
});
const onEither = defineEventJob({
  name: "test.either",
  on: [frameworkEvents.published, deploymentEvents.activated],
  handler: async () => {},
});

describe("the relay", () => {
  const database = useDatabase();
  const relays: Relay[] = [];
  let signals: Bus;

  beforeEach(async () => {
    signals = bus("app_worker");
    await signals.ready();
    await database.owner().query("delete from events; delete from leases; delete from event_counts");
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  });
  afterAll(async () => {
    await closeBus();
    await closePools();
  });

  function startRelay(parts: Partial<RelayParts> = {}): Relay {
    const relay = new Relay({ bus: signals, registry: createJobRegistry([]), addJobs: async () => {}, ...parts });
    relays.push(relay);
    relay.start();
    return relay;
  }

  async function write(...events: NewEvent[]): Promise<void> {
    await withActor(actor, (tx) => emit(tx, events));
    signals.publish("relay");
  }

  async function unnumbered(): Promise<number> {
    const { rows } = await database.owner().query("select count(*)::int as n from events where seq is null");
    return rows[0].n;
  }

  it("numbers committed events from one on, soon after the signal", async () => {
    startRelay();
    await sleep(200);
    const tookMs: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const startedAt = performance.now();
      await write(event, event, event);
      await expect.poll(unnumbered, { interval: 5 }).toBe(0);
      tookMs.push(performance.now() - startedAt);
    }
    // Without the signal it would be half a second at most and a quarter in the middle; one of five may be unlucky.
    expect(tookMs.sort((a, b) => a - b)[2]).toBeLessThan(200);
    const { rows } = await database.owner().query("select seq from events order by id");
    expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 15 }, (_, n) => n + 1));
  });

  it("finds events although the signal was lost", async () => {
    startRelay();
    await sleep(100);
    await withActor(actor, (tx) => emit(tx, [event]));
    await expect.poll(unnumbered, { timeout: 3_000 }).toBe(0);
  });

  it("lets no reader miss one, with racing writers and two relays", async () => {
    startRelay();
    startRelay();
    const total = 400;
    const seen: string[] = [];
    let last = 0;
    let isWriting = true;
    const read = async () => {
      const { rows } = await database
        .owner()
        .query<{ id: string; seq: string }>("select id, seq from events where seq > $1 order by seq", [last]);
      for (const { id, seq } of rows) {
        // A number that appeared below the reader's position would show as a gap here.
        expect(Number(seq)).toBe(last + 1);
        last = Number(seq);
        seen.push(id);
      }
    };
    const reading = (async () => {
      while (isWriting || (await unnumbered()) > 0) await read();
      await read();
    })();
    // Transactions that begin early commit late, so ids and commits are in different orders.
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let round = 0; round < total / 16; round += 1) {
          await withActor(actor, async (tx) => {
            emit(tx, [event]);
            await sleep((writer * 7 + round * 3) % 12);
            emit(tx, [event]);
          });
          signals.publish("relay");
        }
      }),
    );
    isWriting = false;
    await reading;
    expect(seen.length).toBe(total);
    expect(new Set(seen).size).toBe(total);
  });

  it("has one leader; the other takes over at once when it stops", async () => {
    const first = startRelay();
    await expect.poll(() => first.leads).toBe(true);
    const second = startRelay();
    await sleep(600);
    expect([first.leads, second.leads]).toEqual([true, false]);
    await first.stop();
    await expect.poll(() => second.leads, { timeout: 2_000 }).toBe(true);
    await write(event);
    await expect.poll(unnumbered).toBe(0);
  });

  it("is taken over within about five seconds when its process is killed", async () => {
    const child = fork(join(import.meta.dirname, "../../tests/support/relay-process.ts"), { stdio: "ignore" });
    await new Promise((ready) => child.once("message", ready));
    const second = startRelay();
    await sleep(300);
    expect(second.leads).toBe(false);
    child.kill("SIGKILL");
    const killedAt = performance.now();
    await write(event);
    await expect.poll(() => second.leads, { timeout: 8_000, interval: 20 }).toBe(true);
    expect(performance.now() - killedAt).toBeLessThan(6_500);
    await expect.poll(unnumbered).toBe(0);
  });

  it("counts each event once by its type, although its process is killed again and again while it numbers", async () => {
    const activated = deploymentEvents.activated.of({ schoolId: "default", data: { deploymentId: "d1" } });
    const total = 3_000;
    let isWriting = true;
    const writing = (async () => {
      for (let n = 0; n < total; n += 10) {
        await write(...Array.from({ length: 8 }, () => event), activated, activated);
      }
      isWriting = false;
    })();
    for (let kills = 0; kills < 2 || isWriting; kills += 1) {
      const child = fork(join(import.meta.dirname, "../../tests/support/relay-process.ts"), { stdio: "ignore" });
      await new Promise((ready) => child.once("message", ready));
      await sleep(30 + 40 * kills);
      child.kill("SIGKILL");
      // Not waited for, as another process would.
      await database.owner().query("update leases set expires_at = now()");
    }
    await writing;
    startRelay();
    await expect.poll(unnumbered, { timeout: 10_000 }).toBe(0);
    const { rows } = await database.owner().query("select type, count::int from event_counts order by type");
    expect(rows).toEqual([
      { type: activated.type, count: total / 5 },
      { type: event.type, count: (total * 4) / 5 },
    ]);
    await observeRelay();
    expect(await metricsText()).toContain(`events_total{type="${event.type}"} ${(total * 4) / 5}`);
  });

  it("numbers nothing once another holds the lease, even if it believes that it leads", async () => {
    const sleeper = startRelay();
    await expect.poll(() => sleeper.leads).toBe(true);
    await database.owner().query("update leases set holder = 'another', expires_at = now() + interval '1 minute'");
    await write(event);
    await sleep(800);
    expect(await unnumbered()).toBe(1);
    expect(sleeper.leads).toBe(false);
  });

  it("never uses a number again, although the events that had it are deleted", async () => {
    const first = startRelay();
    await write(event, event);
    await expect.poll(unnumbered).toBe(0);
    await first.stop();
    await database.owner().query("delete from events");
    startRelay();
    await write(event);
    await expect.poll(unnumbered).toBe(0);
    const { rows } = await database.owner().query("select seq from events");
    expect(rows.map(({ seq }) => Number(seq))).toEqual([3]);
  });

  it("signals the highest number to the sockets' feed", async () => {
    const received: string[] = [];
    const stop = signals.subscribe("realtime", (payload) => void received.push(payload));
    startRelay();
    await write(event, event);
    await expect.poll(() => received).toContain("2");
    stop();
  });

  describe("and the jobs", () => {
    const registry = createJobRegistry([onPublished, onEither]);

    it("are added for each event that starts them", async () => {
      const added: Addition[] = [];
      startRelay({ registry, addJobs: async (additions) => void added.push(...additions) });
      const activated = deploymentEvents.activated.of({ schoolId: "default", data: { deploymentId: "d1" } });
      const ignored = deploymentEvents.requested.of({ schoolId: "default", data: { deploymentId: "d1" } });
      await write(event, activated, ignored);
      await expect.poll(() => added.length).toBe(3);
      expect(added.map(({ job }) => job.name)).toEqual(["test.published", "test.either", "test.either"]);
      const first = added[0]?.data as DeliveredEvent;
      expect(first).toMatchObject({ type: "framework.published", schoolId: "default", data: { frameworkId: "f1" } });
      expect(added[0]?.id).toBe(`evt-${first.id}-test.published`);
    });

    it("are added again after a crash between numbering and adding, under the same ids", async () => {
      const tried: string[] = [];
      const crashing = startRelay({
        registry,
        addJobs: async (additions) => {
          tried.push(...additions.map(({ id }) => id));
          throw new Error("the process dies here");
        },
      });
      await write(event);
      await expect.poll(() => tried.length).toBeGreaterThan(0);
      // Numbering continued meanwhile.
      expect(await unnumbered()).toBe(0);
      await crashing.stop();
      const added: string[] = [];
      startRelay({ registry, addJobs: async (additions) => void added.push(...additions.map(({ id }) => id)) });
      await expect.poll(() => added).toEqual(tried.slice(0, 2));
    });

    it("are one for a burst, where the job merges its events", async () => {
      const merging = defineBurstJob({
        name: "test.merging",
        on: [frameworkEvents.published],
        mergeMs: 60_000,
        handler: async () => {},
      });
      const added: string[] = [];
      startRelay({
        registry: createJobRegistry([merging, onPublished]),
        addJobs: async (additions) => void added.push(...additions.map(({ job }) => job.name)),
      });
      await write(event, event);
      await expect.poll(() => added.length).toBe(3);
      await write(event);
      await expect.poll(() => added.length).toBeGreaterThan(3);
      // A minute may have ended in between.
      expect(added.filter((name) => name === "test.merging").length).toBeLessThanOrEqual(2);
      expect(added.filter((name) => name === "test.published").length).toBe(3);
    });

    it("are not added for events before any job subscribed to them", async () => {
      const first = startRelay();
      await write(event);
      await expect.poll(unnumbered).toBe(0);
      await first.stop();
      const added: Addition[] = [];
      startRelay({ registry, addJobs: async (additions) => void added.push(...additions) });
      await write(event);
      await expect.poll(() => added.length).toBe(2);
      await sleep(200);
      expect(added.length).toBe(2);
    });
  });

  it("can rely on a lease: of many who take it at once, one gets it", async () => {
    const taken = await Promise.all(
      Array.from({ length: 8 }, () => withActor(actor, (tx) => takeLease(tx, "test", newId(), 60_000))),
    );
    expect(taken.filter(Boolean).length).toBe(1);
  });
});
