import { describe, expect, it } from "vitest";
import { ownPath } from "./own-path.ts";

describe("the page after signing in", () => {
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
  ])("refuses %j", (next) => {
    expect(ownPath(next)).toBeUndefined();
  });
});
