import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import type { Bus, Channel } from "#src/platform/bus/bus.ts";

/** What every bus promises: signals reach all processes, those of a moment together, and outlive a lost connection. */
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

  function hear(bus: Bus, channel: Channel): string[] {
    const heard: string[] = [];
    bus.subscribe(channel, (payload) => void heard.push(payload));
    return heard;
  }

  it("carries a signal to every process, the sender's own too, and only on its channel", async () => {
    const [a, b] = [await open(), await open()];
    const heard = [hear(a, "realtime"), hear(b, "realtime")];
    const other = hear(b, "relay");
    a.publish("realtime", "17");
    await expect.poll(() => heard).toEqual([["17"], ["17"]]);
    expect(other).toEqual([]);
  });

  it("carries the different signals of a burst once each", async () => {
    const bus = await open();
    const heard = hear(bus, "sessions");
    for (let round = 0; round < 50; round += 1) {
      for (const id of ["s1", "s2", "s3"]) bus.publish("sessions", id);
    }
    await expect.poll(() => new Set(heard).size).toBe(3);
    await sleep(100);
    // The first left at once, and the rest one moment later.
    expect(heard.length).toBeLessThanOrEqual(6);
  });

  it("stops calling who has stopped listening, and goes on when a listener throws", async () => {
    const bus = await open();
    const heard: string[] = [];
    const stop = bus.subscribe("realtime", (payload) => void heard.push(`stopped ${payload}`));
    bus.subscribe("realtime", () => {
      throw new Error("a broken listener");
    });
    bus.subscribe("realtime", (payload) => void heard.push(payload));
    stop();
    bus.publish("realtime", "5");
    await expect.poll(() => heard).toEqual(["5"]);
  });

  it("comes back after the connection was lost, and tells listeners to look for themselves", async () => {
    const [a, b] = [await open(), await open()];
    const heard = hear(b, "realtime");
    await parts.breakConnections();
    await expect.poll(() => heard, { timeout: 10_000 }).toContain("");
    await expect
      .poll(
        () => {
          a.publish("realtime", "99");
          return heard;
        },
        { timeout: 10_000 },
      )
      .toContain("99");
  });
}
