import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Attempts,
  isCounterBack,
  judgeAccount,
  judgeAttempt,
  judgeRefresh,
  lockSecondsAfter,
  type RefreshToken,
} from "#src/features/sessions/rules.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

describe("lockSecondsAfter", () => {
  it.each([
    [1, 0],
    [4, 0],
    [5, 60],
    [6, 120],
    [7, 240],
    [8, 480],
    [9, 960],
    [10, 1920],
    [11, 3600],
    [12, 3600],
    [1_000_000, 3600],
  ])("after %i failures is %i", (failures, seconds) => {
    expect(lockSecondsAfter(failures)).toBe(seconds);
  });
});

describe("the counter of an authenticator", () => {
  it.each([
    [0, 0, false],
    [0, 1, false],
    [1, 2, false],
    [1, 1, true],
    [2, 1, true],
    [1, 0, true],
  ])("that was %i and is %i shows a copy: %s", (kept, given, isBack) => {
    expect(isCounterBack(kept, given)).toBe(isBack);
  });
});

describe("judgeAttempt", () => {
  const none: Attempts = { failures: 0, lockedUntil: null, updatedAt: at(0) };

  it("locks after as many failures as are free", () => {
    expect(judgeAttempt({ ...none, failures: 18 }, at(0), 20)).toMatchObject({ failures: 19, lockedUntil: null });
    expect(judgeAttempt({ ...none, failures: 19 }, at(0), 20)).toMatchObject({ failures: 20, lockedUntil: at(60) });
    expect(judgeAttempt({ ...none, failures: 20 }, at(0), 20)).toMatchObject({ failures: 21, lockedUntil: at(120) });
  });

  it("counts the attempt before it is known to fail", () => {
    expect(judgeAttempt(none, at(0))).toEqual({ kind: "allowed", failures: 1, lockedUntil: null });
    expect(judgeAttempt({ ...none, failures: 4 }, at(0))).toEqual({
      kind: "allowed",
      failures: 5,
      lockedUntil: at(60),
    });
  });

  it("returns the time to wait, in whole seconds and at least one", () => {
    const locked = { failures: 5, lockedUntil: at(60), updatedAt: at(0) };
    expect(judgeAttempt(locked, at(0))).toEqual({ kind: "locked", retryAfterSeconds: 60 });
    expect(judgeAttempt(locked, at(59.9))).toEqual({ kind: "locked", retryAfterSeconds: 1 });
    expect(judgeAttempt(locked, at(60))).toMatchObject({ kind: "allowed", failures: 6 });
  });

  it("allows at most 5 guesses and then one for each lock, however the attempts are spread [V6.3.1]", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 1, maxLength: 200 }), (gaps) => {
        let attempts = none;
        let time = 0;
        const allowed: number[] = [];
        for (const gap of gaps) {
          time += gap;
          const verdict = judgeAttempt(attempts, at(time));
          if (verdict.kind === "locked") continue;
          attempts = { failures: verdict.failures, lockedUntil: verdict.lockedUntil, updatedAt: at(time) };
          allowed.push(time);
        }
        const pauses = allowed.slice(5).map((moment, n) => moment - (allowed[n + 4] ?? 0));
        expect(pauses.every((pause, n) => pause >= lockSecondsAfter(n + 5))).toBe(true);
      }),
    );
  });
});

describe("judgeAccount", () => {
  const none: Attempts = { failures: 0, lockedUntil: null, updatedAt: at(0) };
  const quarter = 15 * 60;

  it("allows fifty attempts at once, and then one in each quarter of an hour", () => {
    let attempts = none;
    for (let n = 0; n < 50; n += 1) {
      const verdict = judgeAccount(attempts, at(n));
      if (verdict.kind !== "allowed") throw new Error(`locked after ${n}`);
      attempts = verdict.attempts;
    }
    expect(judgeAccount(attempts, at(60))).toEqual({ kind: "locked", retryAfterSeconds: quarter - 60 });
    expect(judgeAccount(attempts, at(quarter))).toMatchObject({ kind: "allowed", attempts: { failures: 50 } });
    expect(judgeAccount(attempts, at(quarter * 50))).toMatchObject({ kind: "allowed", attempts: { failures: 1 } });
  });

  it("is never full for one source alone, however long it goes on", () => {
    let source = none;
    let account = none;
    for (let second = 0; second < 30 * 24 * 3600; second += 60) {
      const bySource = judgeAttempt(source, at(second));
      if (bySource.kind === "locked") continue;
      const byAccount = judgeAccount(account, at(second));
      if (byAccount.kind === "locked") throw new Error(`full after ${second} seconds`);
      source = { ...bySource, updatedAt: at(second) };
      account = byAccount.attempts;
    }
    expect(account.failures).toBeLessThan(15);
  });

  it("lets no part of a quarter be lost, so that it drains while attempts go on", () => {
    let attempts: Attempts = { ...none, failures: 40 };
    for (const second of [600, 1200, 1800]) {
      const verdict = judgeAccount(attempts, at(second));
      if (verdict.kind === "allowed") attempts = verdict.attempts;
    }
    expect(attempts.failures).toBe(41);
  });
});

describe("judgeRefresh", () => {
  const session = { expiresAt: at(1000), revokedAt: null, userStatus: "ACTIVE" };
  const token = (over: Partial<RefreshToken> = {}): RefreshToken => ({
    hash: "a",
    parentHash: null,
    usedAt: null,
    usedBy: null,
    usedFrom: null,
    isDoubtful: false,
    expiresAt: at(500),
    ...over,
  });
  const child = token({ hash: "b", parentHash: "a" });
  const grandchild = token({ hash: "c", parentHash: "b" });
  const here = { browser: "mine", network: "ward" };
  const used = token({ usedAt: at(0), usedBy: "mine", usedFrom: "ward" });

  it.each([
    ["rotates the active token", session, token(), token(), 0, "rotate"],
    ["repeats for the parent of the active one within thirty seconds", session, used, child, 30, "doubt"],
    ["takes it later for a copy", session, used, child, 30.001, "reuse"],
    ["repeats for an older one within ten seconds", session, used, grandchild, 10, "doubt"],
    ["takes an older one later for a copy", session, used, grandchild, 10.001, "reuse"],
    ["refuses after the idle limit", session, token(), token(), 500, "refuse"],
    ["refuses the parent after the idle limit too", session, used, child, 500, "refuse"],
    ["refuses after the absolute limit", { ...session, expiresAt: at(100) }, token(), token(), 100, "refuse"],
    ["refuses an ended session", { ...session, revokedAt: at(1) }, token(), token(), 2, "refuse"],
    ["does not end an ended session again", { ...session, revokedAt: at(1) }, used, grandchild, 20, "refuse"],
    ["dismisses who is suspended", { ...session, userStatus: "SUSPENDED" }, token(), token(), 0, "dismiss"],
    ["dismisses who has left, late tabs too", { ...session, userStatus: "LEFT" }, used, child, 1, "dismiss"],
    ["refuses a family without an active token", session, used, undefined, 1, "refuse"],
  ])("%s", (_what, state, presented, active, seconds, verdict) => {
    expect(judgeRefresh(state, { token: presented, source: here, doubts: 0 }, active, at(seconds))).toBe(verdict);
  });

  const again = (over: {
    seconds?: number;
    browser?: string;
    network?: string;
    doubts?: number;
    of?: RefreshToken;
  }) => {
    const { seconds = 1, doubts = 0, of = used, ...source } = over;
    return judgeRefresh(session, { token: of, source: { ...here, ...source }, doubts }, child, at(seconds));
  };

  it("repeats for tabs of one moment, however often", () => {
    expect(again({ seconds: 2, doubts: 4 })).toBe("repeat");
    expect(again({ seconds: 2.001 })).toBe("doubt");
  });

  it("doubts a change of the network", () => {
    expect(again({ network: "phone" })).toBe("doubt");
  });

  it("takes another browser for a copy at once", () => {
    expect(again({ browser: "other" })).toBe("reuse");
    expect(again({ browser: "other", doubts: 0, seconds: 0 })).toBe("reuse");
  });

  it("takes the fifth doubt for a copy, and counts a token once", () => {
    expect(again({ network: "phone", doubts: 3 })).toBe("doubt");
    expect(again({ network: "phone", doubts: 4 })).toBe("reuse");
    expect(again({ network: "phone", doubts: 4, of: { ...used, isDoubtful: true } })).toBe("repeat");
  });

  it("repeats where an older version of the program did not note who used the token", () => {
    expect(again({ browser: "other", of: token({ usedAt: at(0) }) })).toBe("repeat");
  });
});
