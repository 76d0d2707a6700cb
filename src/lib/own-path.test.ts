import { describe, expect, it } from "vitest";
import { enrolHref, ownPath, signInHref } from "./own-path.ts";

describe("the page after signing in [V1.2.2] [V3.7.2]", () => {
  it.each([
    ["/dashboard/student", "/dashboard/student"],
    ["/assessment/1?from=queue#rubric", "/assessment/1?from=queue#rubric"],
    ["/dashboard?tab=a&_rsc=1x2", "/dashboard?tab=a"],
    ["/a/../dashboard", "/dashboard"],
  ])("accepts %s", (next, path) => {
    expect(ownPath(next)).toBe(path);
  });

  it.each([
    undefined,
    "",
    "https://evil.test/",
    "//evil.test/",
    "/\\evil.test",
    "/\t/evil.test",
    "/a/..//evil.test",
    "javascript:alert(1)",
    "dashboard",
    "/sign-in?next=/x",
    "/reset-password?token=x",
    "/second-step",
  ])("refuses %j", (next) => {
    expect(ownPath(next)).toBeUndefined();
  });
});

describe("the address of the sign-in page", () => {
  it.each([
    ["/dashboard/student?tab=a", {}, "/sign-in?next=%2Fdashboard%2Fstudent%3Ftab%3Da"],
    ["/dashboard/student?_rsc=1x2", {}, "/sign-in?next=%2Fdashboard%2Fstudent"],
    ["/assessment/1", { hasEnded: true }, "/sign-in?next=%2Fassessment%2F1&ended=1"],
    ["//evil.test/", {}, "/sign-in"],
  ])("for %s %j is %s", (from, options, href) => {
    expect(signInHref(from, options)).toBe(href);
  });
});

describe("the address of the page for a second step", () => {
  it.each([
    ["/dashboard/student?tab=a", "/second-step?next=%2Fdashboard%2Fstudent%3Ftab%3Da"],
    ["/second-step?next=/x", "/second-step"],
    ["//evil.test/", "/second-step"],
  ])("for %s is %s", (from, href) => {
    expect(enrolHref(from)).toBe(href);
  });
});
