import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(join(import.meta.dirname, path), "utf8");

describe("the symbols of the matrix", () => {
  const css = read("cohort-matrix.css");
  const [light = "", dark = ""] = read("../../../ui/tokens.css").split("@media not print");
  const tokens = {
    OVERDUE: "danger-foreground",
    EXPIRED: "warning-soft-foreground",
    COMPLETED: "success-soft-foreground",
  };

  it.each([
    ...Object.entries(tokens),
    ["EXPIRES_SOON", "warning-soft-foreground"],
    ["NOT_ENOUGH_EVIDENCE", "foreground"],
    ["NOT_STARTED", "muted"],
  ])("%s has the colour of --%s in both themes", (standing, token) => {
    const drawn = [...css.matchAll(new RegExp(`\\.mx-${standing} \\{[^}]*?(?:stroke|fill)='%23(\\w{6})'`, "g"))];
    const wanted = [light, dark].map((theme) => new RegExp(`--${token}: #(\\w{6});`).exec(theme)?.[1]);
    expect(drawn.map(([, colour]) => colour)).toEqual(wanted);
  });
});
