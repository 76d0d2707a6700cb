import { describe, expect, it } from "vitest";
import {
  type Delivery,
  decideDelivery,
  mostAnHour,
  retryAfterMs,
} from "#src/features/notifications/sending/decide-delivery.ts";

const night = new Date("2026-12-02T03:00:00Z");
const delivery: Delivery = {
  channel: "PUSH",
  priority: "NORMAL",
  isActive: true,
  isSwitchedOff: false,
  isPointless: false,
  quiet: { from: "22:00", to: "07:00", days: "EVERY_DAY", timeZone: "Europe/London" },
  isDigest: false,
  sentLately: 0,
  freeAt: null,
};
const decide = (change: Partial<Delivery>) => decideDelivery({ ...delivery, ...change }, night);

describe("a message whose turn has come", () => {
  it("waits for the end of the quiet hours, except an e-mail and what is urgent", () => {
    const waits = { kind: "wait", until: new Date("2026-12-02T07:00:00Z") };
    expect(decide({})).toEqual(waits);
    expect(decide({ channel: "SMS", priority: "HIGH" })).toEqual(waits);
    expect(decide({ channel: "EMAIL" })).toEqual({ kind: "send" });
    expect(decide({ priority: "URGENT" })).toEqual({ kind: "send" });
    expect(decide({ quiet: null })).toEqual({ kind: "send" });
  });

  it("waits until its person may get one more in the hour, except what is urgent", () => {
    const freeAt = new Date("2026-12-02T03:20:00Z");
    const full = { quiet: null, sentLately: mostAnHour.PUSH, freeAt };
    expect(decide(full)).toEqual({ kind: "wait", until: freeAt });
    expect(decide({ ...full, sentLately: mostAnHour.PUSH - 1, freeAt: null })).toEqual({ kind: "send" });
    expect(decide({ ...full, freeAt: null })).toEqual({ kind: "wait", until: new Date("2026-12-02T04:00:00Z") });
    expect(decide({ ...full, priority: "URGENT" })).toEqual({ kind: "send" });
    expect(decide({ ...full, isDigest: true })).toEqual({ kind: "send" });
  });

  it("does not go out when its person switched it off while it waited", () => {
    expect(decide({ isSwitchedOff: true })).toMatchObject({ kind: "cancel" });
  });

  it("is cancelled when its reason is gone, in quiet hours too", () => {
    expect(decide({ isPointless: true })).toEqual({ kind: "cancel", why: "its reason is gone" });
  });

  it("goes to nobody who left, however urgent it is", () => {
    expect(decide({ isActive: false, priority: "URGENT" })).toMatchObject({ kind: "cancel" });
  });
});

it("waits longer after each failure, and not for the same time as the others", () => {
  expect([1, 2, 3].map((failures) => retryAfterMs(failures, 0))).toEqual([30_000, 120_000, 480_000]);
  expect(retryAfterMs(1, 1)).toBe(45_000);
});
