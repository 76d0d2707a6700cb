import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveChanges } from "./live-changes.ts";

describe("what live events changed", () => {
  let client: QueryClient;
  let changes: LiveChanges;
  const loads: Record<string, number> = {};

  beforeEach(async () => {
    vi.useFakeTimers();
    client = new QueryClient();
    changes = new LiveChanges(client);
    for (const name of ["bell", "students"]) {
      loads[name] = 0;
      const queryFn = () => {
        loads[name] = (loads[name] ?? 0) + 1;
        return name;
      };
      new QueryObserver(client, {
        queryKey: [name, { page: 1 }],
        queryFn,
        staleTime: Number.POSITIVE_INFINITY,
      }).subscribe(() => {});
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(loads).toEqual({ bell: 1, students: 1 });
  });
  afterEach(() => {
    client.clear();
    vi.useRealTimers();
  });

  it("is loaded again at once after a single event, and nothing else is", async () => {
    changes.add(["bell"]);
    changes.add(["students", { page: 2 }]);
    await vi.advanceTimersByTimeAsync(1);
    expect(loads).toEqual({ bell: 2, students: 1 });
  });

  it("is loaded again once a second while events come by the hundred, and after the last", async () => {
    for (let n = 0; n < 250; n += 1) {
      changes.add(["bell"]);
      changes.add(["student", n]);
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(loads).toEqual({ bell: 5, students: 1 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(loads.bell).toBe(5);
  });
});
