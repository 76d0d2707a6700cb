import { describe, expect, it } from "vitest";
import { partsOf, type Reading } from "./health-rules.ts";

const well: Reading = {
  answerMs: 12,
  connections: 9,
  mostConnections: 100,
  databaseBytes: 1,
  fileBytes: 1,
  failedMails: 0,
  eventsWaiting: 0,
  oldestEventSeconds: null,
  isWorkerAlive: true,
  worker: { queue: { waiting: 0, failed: 0 }, oldestWaitingSeconds: null, failed: null },
  mailsWaiting: 0,
  oldestMailSeconds: null,
  disk: { freeBytes: 50, totalBytes: 100 },
  usesRedis: false,
  usesSmtp: true,
};
const statesOf = (reading: Reading) =>
  Object.fromEntries(partsOf(reading).map(({ part, state }) => [part, state] as const));

describe("the parts of the program", () => {
  it("work", () => {
    expect(statesOf(well)).toEqual({
      database: "working",
      jobs: "working",
      events: "working",
      email: "working",
      files: "working",
      redis: "not_used",
      backups: "unknown",
    });
  });

  it.each([
    ["database", "slow", { answerMs: 1_500 }],
    ["database", "slow", { connections: 95 }],
    ["jobs", "failed", { isWorkerAlive: false }],
    ["jobs", "slow", { worker: { queue: { waiting: 3 }, oldestWaitingSeconds: 90 } }],
    ["events", "slow", { oldestEventSeconds: 30 }],
    ["email", "slow", { mailsWaiting: 1, oldestMailSeconds: 300 }],
    ["email", "failed", { failedMails: 1 }],
    ["files", "slow", { disk: { freeBytes: 5, totalBytes: 100 } }],
    ["files", "failed", { disk: { freeBytes: 1, totalBytes: 100 } }],
    ["files", "working", { disk: null }],
    ["redis", "working", { usesRedis: true }],
  ] as const)("%s is %s", (part, state, change) => {
    expect(statesOf({ ...well, ...change })[part]).toBe(state);
  });

  it("that failed stand first, with the cause", () => {
    const failed = { job: "notifications.send", at: "2026-11-30T02:14:00Z", attempts: 5, cause: "mail_refused" };
    const parts = partsOf({ ...well, oldestEventSeconds: 60, worker: { queue: { failed: 1 }, failed } });
    expect(parts.map(({ part }) => part).slice(0, 2)).toEqual(["jobs", "events"]);
    expect(parts[0]?.figures).toMatchObject({
      failed: 1,
      failedJob: "notifications.send",
      failedCause: "mail_refused",
    });
  });
});
