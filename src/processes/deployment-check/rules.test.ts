import { describe, expect, it } from "vitest";
import { exitCodeOf, Fault, newReport, reportText } from "./report.ts";
import { clockFault, forgedFault, hstsFault, policyFault, rowsOf, skewMs } from "./rules.ts";

const at = Date.parse("2026-12-01T10:00:00.500Z");
const dateOf = (ms: number) => new Date(ms).toUTCString();

describe("the clock", () => {
  it.each([
    ["in the same second", dateOf(at), { startedAt: at, endedAt: at + 20 }, null],
    ["five seconds ahead", dateOf(at + 5_000), { startedAt: at, endedAt: at + 20 }, null],
    ["of a slow answer", dateOf(at), { startedAt: at - 20_000, endedAt: at + 20_000 }, null],
    ["seven ahead", dateOf(at + 7_000), { startedAt: at, endedAt: at + 20 }, /6 s ahead/],
    ["ten behind", dateOf(at - 10_000), { startedAt: at, endedAt: at + 20 }, /10 s behind/],
    ["without a date", null, { startedAt: at, endedAt: at }, /no Date/],
    ["of no date", "yesterday", { startedAt: at, endedAt: at }, /no Date/],
  ])("%s", (_name, date, asked, fault) => {
    const found = clockFault(skewMs(date, asked));
    if (fault === null) expect(found).toBeNull();
    else expect(found).toMatch(fault);
  });
});

describe("Strict-Transport-Security", () => {
  it.each(["max-age=63072000; includeSubDomains", 'includeSubDomains; max-age="15768000"'])("holds: %s", (header) => {
    expect(hstsFault(header)).toBeNull();
  });
  it.each([null, "", "max-age=0", "max-age=86400", "includeSubDomains", "s-max-age=63072000"])(
    "is a fault: %s",
    (header) => {
      expect(hstsFault(header)).toEqual(expect.any(String));
    },
  );
});

describe("the policy of scripts", () => {
  const page = (nonce: string, more = "", script = nonce) => ({
    policy: `default-src 'self'; script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${more}; style-src 'self' 'unsafe-inline'`,
    html: `<html><script async nonce="${script}" src="/a.js"></script></html>`,
  });
  const [first, second] = [page("Zmlyc3RmaXJzdA=="), page("c2Vjb25kc2Vjb25k")];

  it("has a nonce of its own for each page, which its scripts have", () => {
    expect(policyFault([first, second])).toBeNull();
  });
  it.each([
    ["no policy", [first, { policy: null, html: first.html }], /no Content-Security-Policy/],
    ["a nonce for styles only", [first, { policy: "style-src 'nonce-c2Vjb25kc2Vjb25k'", html: "" }], /nonce/],
    ["the same page twice", [first, first], /same nonce/],
    ["any script", [first, page("c2Vjb25kc2Vjb25k", " 'unsafe-inline'")], /any script/],
    ["a kept page under a new policy", [first, page("c2Vjb25kc2Vjb25k", "", "Zmlyc3RmaXJzdA==")], /do not have/],
  ])("is a fault with %s", (_name, pages, fault) => {
    expect(policyFault(pages)).toMatch(fault);
  });
});

describe("what a client claims", () => {
  it("is found in headers and pages", () => {
    expect(forgedFault({ headers: new Headers({ location: "/sign-in" }), text: "Sign in" }, "forged")).toBeNull();
    expect(forgedFault({ headers: new Headers({ location: "https://forged.example/" }), text: "" }, "forged")).toMatch(
      /location/,
    );
    expect(forgedFault({ headers: new Headers(), text: "<a href='/forged'>" }, "forged")).toMatch(/page/);
  });
});

describe("rows of PostgREST", () => {
  it("are a list or nothing", () => {
    expect(rowsOf("[]")).toEqual([]);
    expect(rowsOf('{"message":"no"}')).toBeUndefined();
    expect(rowsOf("<html>")).toBeUndefined();
  });
});

describe("the report", () => {
  it("is a table with what to do, and fails on a fault", async () => {
    const report = newReport();
    await report.check("one", { remedy: "Nothing." }, async () => "well");
    expect(exitCodeOf(report)).toBe(0);
    await report.check("two", { remedy: "Mend it." }, () => Promise.reject(new Fault("broken")));
    await report.check("three", { remedy: "Mend it.", needs: { what: "two", is: undefined } }, async () => "well");
    await report.check("four", { remedy: "Mend it." }, () => Promise.reject(new Fault("broken", "Mend the other.")));
    report.remarks.push("Remains: nothing.");
    expect(exitCodeOf(report)).toBe(1);
    expect(report.rows.map(({ name, verdict, remedy }) => [name, verdict, remedy])).toEqual([
      ["one", "OK", ""],
      ["two", "FAULT", "Mend it."],
      ["three", "NOT RUN", ""],
      ["four", "FAULT", "Mend the other."],
    ]);
    expect(reportText(report).split("\n")).toEqual([
      expect.stringMatching(/^check +verdict +time +what was found +what to do$/),
      expect.stringMatching(/^one +OK +\d+\.\d s +well$/),
      expect.stringMatching(/^two +FAULT +\d+\.\d s +broken +Mend it\.$/),
      expect.stringMatching(/^three +NOT RUN +0\.0 s +needs two$/),
      expect.stringMatching(/^four +FAULT +\d+\.\d s +broken +Mend the other\.$/),
      "",
      "1 of 4 OK, 2 faults, 1 not run.",
      "Remains: nothing.",
      "",
    ]);
  });

  it("fails with nothing but what was not run, and with nothing at all", async () => {
    expect(exitCodeOf({ rows: [] })).toBe(1);
    const report = newReport();
    await report.check("one", { remedy: "", needs: { what: "it", is: undefined } }, async () => "well");
    expect(exitCodeOf(report)).toBe(1);
  });

  it("quotes no error of another, which may hold what was sent", async () => {
    const report = newReport();
    const cause = Object.assign(new Error("connect to s3cret@host"), { code: "ECONNREFUSED" });
    await report.check("one", { remedy: "" }, () => Promise.reject(new TypeError("fetch failed s3cret", { cause })));
    await report.check("two", { remedy: "" }, () => Promise.reject(new DOMException("s3cret", "TimeoutError")));
    await report.check("three", { remedy: "" }, () => Promise.reject("s3cret"));
    expect(reportText(report)).not.toContain("s3cret");
    expect(report.rows.map(({ found }) => found)).toEqual([
      "no answer that can be read (ECONNREFUSED)",
      "no answer in time",
      "failed",
    ]);
  });
});
