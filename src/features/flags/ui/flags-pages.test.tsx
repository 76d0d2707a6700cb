import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { ExperimentAnswer, FlagAnswer, FlagHistoryAnswer } from "#src/features/flags/schema.ts";
import { noRules } from "#src/features/flags/values.ts";
import { ReaderProvider } from "#src/ui/reader.tsx";
import { ExperimentPage } from "./experiment-page.tsx";
import { FlagsPage } from "./flags-page.tsx";
import { flagsKeys } from "./flags-queries.ts";

const key = "student-home.recent-first";
const now = "2026-05-01T12:00:00Z";

/** The words of a page, without its markup. */
function shown(page: ReactNode, known: readonly [readonly unknown[], unknown][]): string {
  const client = new QueryClient();
  for (const [name, answer] of known) client.setQueryData(name, answer);
  const html = renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <ReaderProvider seed={{ locale: "en-GB", timeZone: "UTC", now }}>{page}</ReaderProvider>
    </QueryClientProvider>,
  );
  return html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

describe("the page of flags", () => {
  const page = (rules: FlagAnswer["rules"], unused: string[] = []) => {
    const flag: FlagAnswer = { key, rules, revision: 1, changedAt: now };
    const answer = { items: [flag], unused: unused.map((name) => ({ key: name, changedAt: now })) };
    return shown(<FlagsPage />, [[flagsKeys.list(), answer]]);
  };
  const on = { ...noRules, isOn: true, overrides: [] };

  it("says whether a flag is on, for whom and until when", () => {
    expect(page({ ...on, isOn: false })).toContain("Off student-home.recent-first");
    const words = page({
      ...on,
      endsAt: "2026-05-02T12:00:00Z",
      shares: { "recent-first": 30 },
      overrides: [
        { of: "SCHOOL", id: "north", variant: "chart-first", name: "North College" },
        { of: "ROLE", id: "STUDENT", variant: "recent-first", name: null },
        { of: "PERSON", id: "gone", variant: "recent-first", name: null },
      ],
    });
    expect(words).toContain("30 % Recent assessments first, 70 % Chart first");
    expect(words).toContain("School: North College – Chart first");
    expect(words).toContain("Role: Students – Recent assessments first");
    expect(words).toContain("Person: gone (not found)");
    expect(words).toContain("until 2 May 2026");
    expect(page({ ...on, startsAt: "2026-05-01T12:00:01Z" })).toContain("Not begun");
    const over = page({ ...on, endsAt: now, shares: { "recent-first": 30 } });
    expect(over).toContain("Over");
    expect(over).toContain("Now Everybody gets: Chart first.");
  });

  it("says that a flag cannot be read, and what is not used any more", () => {
    expect(page(null)).toContain("everybody gets the default");
    expect(page(on)).not.toContain("Not used any more");
    expect(page(on, ["old.flag"])).toContain("Not used any more");
  });
});

describe("the page of an experiment", () => {
  type Answer = Partial<ExperimentAnswer>;
  const group = { people: 400, compared: 300, reached: 90, difference: null };
  const groups = (difference: { difference: number; low: number; high: number } | null) => [
    { ...group, variant: "chart-first", isControl: true, expected: 0.5 },
    { ...group, variant: "recent-first", isControl: false, expected: 0.5, reached: 120, difference },
  ];
  const page = (answer: Answer, history: FlagHistoryAnswer["items"] = []) => {
    const whole: ExperimentAnswer = {
      ...{ key, isRunning: true, since: now, goal: { interaction: "FEEDBACK_VIEW", days: 7 }, groups: groups(null) },
      ...{ split: { probability: 0.4, isUneven: false }, ...answer },
    };
    return shown(<ExperimentPage flagKey={key} />, [
      [flagsKeys.experiment(key), whole],
      [flagsKeys.history(key), { items: history }],
    ]);
  };

  it("says what is found in one sentence", () => {
    expect(page({ since: null })).toContain("Nobody has met it yet");
    expect(page({})).toContain("Not enough evidence yet");
    expect(page({ groups: groups({ difference: 0.1, low: -0.01, high: 0.21 }) })).toContain(
      "may do it more or less: between −1 points and +21 points.",
    );
    const clear = page({ groups: groups({ difference: 0.1, low: 0.02, high: 0.18 }) });
    expect(clear).toContain("does more: by 2 to 18 percentage points");
    expect(clear).toContain("+10 points between +2 points and +18 points");
    expect(clear).toContain("120 (40 %)");
    const worse = page({ groups: groups({ difference: -0.1, low: -0.18, high: -0.02 }) });
    expect(worse).toContain("does less: by 2 to 18 percentage points");
  });

  it("compares nothing where the split is uneven", () => {
    const words = page({ split: { probability: 0.00001, isUneven: true } });
    expect(words).toContain("The groups are not as large as the shares say");
    expect(words).toContain("once in 100,000 comparisons");
    expect(words).not.toContain("No difference");
  });

  it("shows what each change did", () => {
    const on = { ...noRules, overrides: [], isOn: true };
    const half = { ...on, shares: { "recent-first": 50 } };
    const words = page({}, [
      { id: "3", at: now, by: "Sam", before: half, after: { ...half, isOn: false } },
      { id: "2", at: now, by: "Sam", before: on, after: half },
      { id: "1", at: now, by: "Sam", before: null, after: on },
    ]);
    expect(words).toContain("Sam : turned off");
    expect(words).toContain("Sam : shares: 50 % Recent assessments first, 50 % Chart first");
    expect(words).toContain("Sam : turned on");
  });
});
