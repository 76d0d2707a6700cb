import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import type { Bus, Channel } from "#src/platform/bus/bus.ts";

/**
 * What every bus guarantees: signals reach all processes, a burst is sent together, and lost connections are reopened.
 */
export function busContract(parts: { open: () => Bus; breakConnections: () => Promise<void> }): void {
  const opened: Bus[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((bus) => bus.close()));
  });

  async function open(): Promise<Bus> {
    const bus = parts.open();
    opened.push(bus);
    await bus.ready();
    return bus;
  }

  function collect(bus: Bus, channel: Channel): string[] {
    const received: string[] = [];
    bus.subscribe(channel, (payload) => void received.push(payload));
    return received;
  }

  it("carries a signal to every process, the sender's own too, and only on its channel", async () => {
    const [a, b] = [await open(), await open()];
    const received = [collect(a, "realtime"), collect(b, "realtime")];
    const other = collect(b, "relay");
    a.publish("realtime", "17");
    await expect.poll(() => received).toEqual([["17"], ["17"]]);
    expect(other).toEqual([]);
  });

  it("carries the different signals of a burst once each", async () => {
    const bus = await open();
    const received = collect(bus, "sessions");
    for (let round = 0; round < 50; round += 1) {
      for (const id of ["s1", "s2", "s3"]) bus.publish("sessions", id);
    }
    await expect.poll(() => new Set(received).size).toBe(3);
    await sleep(100);
    // The first is sent at once, the rest together after the window.
    expect(received.length).toBeLessThanOrEqual(6);
  });

  it("stops calling a listener that was removed, and continues when a listener throws", async () => {
    const bus = await open();
    const received: string[] = [];
    const stop = bus.subscribe("realtime", (payload) => void received.push(`stopped ${payload}`));
    bus.subscribe("realtime", () => {
      throw new Error("a broken listener");
    });
    bus.subscribe("realtime", (payload) => void received.push(payload));
    stop();
    bus.publish("realtime", "5");
    await expect.poll(() => received).toEqual(["5"]);
  });

  it("sends what waits before it is closed, and can be closed at once", async () => {
    const received = collect(await open(), "cache");
    const brief = await open();
    for (const payload of ["1", "2", "3"]) brief.publish("cache", payload);
    await brief.close();
    await expect.poll(() => received).toEqual(["1", "2", "3"]);
    const early = parts.open();
    const ready = early.ready();
    await early.close();
    await ready;
  });

  it("reconnects after the connection was lost, and wakes its listeners", async () => {
    const [a, b] = [await open(), await open()];
    const received = collect(b, "realtime");
    await parts.breakConnections();
    await expect.poll(() => received, { timeout: 10_000 }).toContain("");
    await expect
      .poll(
        () => {
          a.publish("realtime", "99");
          return received;
        },
        { timeout: 10_000 },
      )
      .toContain("99");
  });
}
