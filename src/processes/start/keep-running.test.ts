import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { keepRunning } from "#src/processes/start/keep-running.mjs";

/** A part that runs until it is told how to end. */
function launcher() {
  const launched: { end: (code: number) => void; startedAt: number }[] = [];
  const delays: number[] = [];
  const launch = async () => {
    let code: number | null = null;
    let end = (_code: number) => {};
    const exited = new Promise<string>((done) => {
      end = (given) => {
        code = given;
        done(`exit code ${given}`);
      };
    });
    launched.push({ end, startedAt: performance.now() });
    return {
      exited,
      code: () => code,
      stop: async () => {
        await sleep(30);
        end(0);
      },
    };
  };
  return { launched, delays, launch, onEnd: (_reason: string, delayMs: number) => void delays.push(delayMs) };
}

describe("keepRunning", () => {
  it("waits longer each time that a part ends over a fault", async () => {
    const part = launcher();
    const kept = keepRunning(part);
    await sleep(5);
    part.launched[0]?.end(1);
    await expect.poll(() => part.launched.length).toBe(2);
    part.launched[1]?.end(1);
    await expect.poll(() => part.launched.length).toBe(3);
    expect(part.delays).toEqual([200, 400]);
    await kept.stop();
  });

  it("starts a part again at once after a restart on purpose, and after a clean stop", async () => {
    const part = launcher();
    const kept = keepRunning(part);
    await sleep(5);
    const from = performance.now();
    await kept.restart();
    await expect.poll(() => part.launched.length, { interval: 2 }).toBe(2);
    expect((part.launched[1]?.startedAt ?? 0) - from).toBeLessThan(150);
    await sleep(1_100);
    part.launched[1]?.end(0);
    await expect.poll(() => part.launched.length, { interval: 2 }).toBe(3);
    expect(part.delays).toEqual([0, 0]);
    await kept.stop();
  });

  it("still waits where a part ends cleanly as soon as it starts", async () => {
    const part = launcher();
    const kept = keepRunning(part);
    await sleep(5);
    part.launched[0]?.end(0);
    await expect.poll(() => part.delays).toEqual([200]);
    await kept.stop();
  });
});
