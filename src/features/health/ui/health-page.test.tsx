import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { HealthAnswer, HealthCheck } from "#src/features/health/schema.ts";
import { checkKinds } from "#src/features/health/values.ts";
import { ReaderProvider } from "#src/ui/reader.tsx";
import { HealthPage } from "./health-page.tsx";
import { healthKeys } from "./health-queries.ts";

const now = new Date();
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

function made(kind: HealthCheck["kind"], more: Partial<HealthCheck> = {}): HealthCheck {
  const at = minutesAgo(5);
  return {
    ...{ kind, state: "OK", reason: null, startedAt: at, finishedAt: at, lastResultAt: at, counted: 12, goesOn: false },
    ...{ findings: [], ...more },
  };
}

/** The words of the page, without its markup. */
function shown(changed: readonly HealthCheck[] = [], more: Partial<HealthAnswer> = {}): string {
  const client = new QueryClient();
  const checks = checkKinds.map((kind) => changed.find((one) => one.kind === kind) ?? made(kind));
  client.setQueryData(healthKeys.all(), { checks, backups: null, workersAlive: 1, ...more } satisfies HealthAnswer);
  const html = renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <ReaderProvider seed={{ locale: "en-GB", timeZone: "UTC", now: now.toISOString() }}>
        <HealthPage />
      </ReaderProvider>
    </QueryClientProvider>,
  );
  return html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

describe("the page of checks", () => {
  it("says in one sentence the worst of all", () => {
    expect(shown()).toContain("Nothing was found. 1 worker runs.");
    const never = made("files", { state: null, startedAt: null, finishedAt: null, lastResultAt: null });
    expect(shown([never])).toContain("1 check has not been made yet.");
    const late = made("pages", { finishedAt: minutesAgo(200) });
    expect(shown([late, never])).toContain("1 check is overdue.");
    const failed = made("indexes", { state: "FAILED", reason: "failed" });
    expect(shown([failed, late])).toContain("1 check could not be made.");
    expect(shown([failed], { workersAlive: 0 })).toContain("No worker is running");
    const found = made("audit", { state: "FOUND", findings: [finding("audit_changed", "north")] });
    expect(shown([found, failed], { workersAlive: 0 })).toContain("1 check found something.");
  });

  it("names what was found and what to do, at most ten of it", () => {
    const findings = Array.from({ length: 12 }, (_, n) => finding("file_changed", `files/file-${n}.`));
    const words = shown([made("files", { state: "FOUND", findings })]);
    expect(words).toContain("Altered or unreadable: files/file-0. , school north");
    expect(words).toContain("files/file-9.");
    expect(words).not.toContain("files/file-10.");
    expect(words).toContain("and 2 more.");
    expect(words).toContain("What to do Bring the files back from a backup");
  });

  it("says why a check is not made, and how the backups stand", () => {
    expect(shown([made("indexes", { state: "SKIPPED", reason: "amcheck_missing" })])).toContain("amcheck is not there");
    const backups = {
      ...{ reportedAt: minutesAgo(0), isFollowing: true, bytesBehind: 4_096 },
      newest: { endedAt: minutesAgo(90), bytes: 5_000_000, fileCount: 3 },
      verified: null,
      second: { upTo: minutesAgo(45), isAway: true },
    };
    const words = shown([], { backups });
    expect(words).toMatch(/Second place Has all until .*; the last attempt to use it failed/);
    for (const fact of ["Newest copy", "5 MB", "Followed all the time", "4.1 kB", "Never on this machine"]) {
      expect(words).toContain(fact);
    }
  });
});

function finding(what: HealthCheck["findings"][number]["what"], id: string) {
  return { what, id, schoolId: "north", count: null };
}
