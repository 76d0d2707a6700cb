import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { DatabaseAnswer } from "#src/features/health/schema.ts";
import { ReaderProvider } from "#src/ui/reader.tsx";
import { DatabaseCard } from "./database-card.tsx";
import { healthKeys } from "./health-queries.ts";

const at = "2026-11-20T10:00:00.000Z";
const all: DatabaseAnswer = {
  ...{ readAt: at, isSeen: true, bytes: 1_500_000_000, connectionsUsed: 14, connectionsMost: 100 },
  connections: [
    { state: "idle", count: 9 },
    { state: "idle in transaction", count: 1 },
  ],
  ...{ longestTransactionSeconds: 312, locksWaiting: 2, lockWaitSeconds: 4.25 },
  tables: [{ name: "events", bytes: 52_000_000, deadShare: 0.31 }],
  replicas: [{ name: "replica1", bytes: 4_096, seconds: 0.4 }],
  statements: [{ name: "progress_of_student", calls: 12_345, meanMs: 0.4321, share: 0.27 }],
};

/** The words of the card, without its markup. */
function shown(more: Partial<DatabaseAnswer> = {}): string {
  const client = new QueryClient();
  client.setQueryData(healthKeys.database(), { ...all, ...more } satisfies DatabaseAnswer);
  const html = renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <ReaderProvider seed={{ locale: "en-GB", timeZone: "UTC", now: at }}>
        <DatabaseCard />
      </ReaderProvider>
    </QueryClientProvider>,
  );
  return html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

describe("the card about the database", () => {
  it("says who is connected and waits, what is large, and what takes its time", () => {
    const words = shown();
    for (const fact of [
      "Size 1.5 GB",
      "Connections to the server 14 of 100",
      "Of this database 9 idle, 1 waiting within a transaction",
      "Waiting for a lock 2, the longest for 4.3 s",
      "Longest transaction 5 min",
      "Replicas replica1: 4.1 kB and 0.4 s behind",
      "events 52 MB, 31% of the rows are dead",
      "progress_of_student 12,345 calls, 0.43 ms each, 27% of the time",
    ]) {
      expect(words).toContain(fact);
    }
    expect(words).not.toContain("does not show");
  });

  it("says that nobody waits and that there is no replica", () => {
    const words = shown({ locksWaiting: 0, lockWaitSeconds: 0, replicas: [], statements: [] });
    expect(words).toContain("Waiting for a lock Nobody");
    expect(words).toContain("Replicas None");
    expect(words).toContain("Nothing was counted yet.");
  });

  it("says what the server does not show, and what would let it", () => {
    const hidden = { isSeen: false, connections: null, longestTransactionSeconds: null, replicas: null };
    const words = shown({ ...hidden, statements: null });
    expect(words).toContain("pg_read_all_stats");
    expect(words).toContain("pg_stat_statements");
    expect(words).not.toContain("Longest transaction");
    expect(words).not.toContain("Replicas");
  });
});
