import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { ErrorGroup, ErrorsAnswer } from "#src/features/health/schema.ts";
import { ReaderProvider } from "#src/ui/reader.tsx";
import { ErrorsCard } from "./errors-card.tsx";
import { errorsKeys } from "./errors-queries.ts";

const at = new Date().toISOString();

function made(more: Partial<ErrorGroup> = {}): ErrorGroup {
  return {
    ...{ id: "a", process: "WEB", kind: "TypeError", message: "no place for …", place: "submit (src/features/a.ts)" },
    ...{ stack: ["submit (src/features/a.ts:1:2)"], route: "GET /api/things/:id", times: 1_200 },
    ...{ firstSeenAt: at, lastSeenAt: at, releases: ["1", "2"], state: "OPEN" },
    ...more,
  };
}

/** The words of the card, without its markup. */
function shown(items: ErrorGroup[]): string {
  const client = new QueryClient();
  client.setQueryData(errorsKeys.list("UNRESOLVED"), {
    pages: [{ items, nextCursor: null } satisfies ErrorsAnswer],
    pageParams: [null],
  });
  const html = renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <ReaderProvider seed={{ locale: "en-GB", timeZone: "UTC", now: at }}>
        <ErrorsCard />
      </ReaderProvider>
    </QueryClientProvider>,
  );
  return html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

describe("the list of errors", () => {
  it("names each by kind, words, place and how often, with its stack", () => {
    const words = shown([made()]);
    for (const fact of [
      "TypeError no place for …",
      "Server · GET /api/things/:id",
      "1,200 times",
      "Seen in releases 1, 2",
      "In submit (src/features/a.ts)",
      "submit (src/features/a.ts:1:2)",
    ]) {
      expect(words).toContain(fact);
    }
    expect(words).not.toContain("Came back");
  });

  it("marks what came back, and tells those that were too many apart from the rest", () => {
    const words = shown([made({ state: "REGRESSED" }), made({ id: "others:WEB", kind: "others", message: "" })]);
    expect(words).toContain("Came back");
    expect(words).toContain("Too many to tell apart");
  });

  it("says that there are none", () => {
    expect(shown([])).toContain("No unresolved errors");
  });
});
