import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isTestFile } from "../../../tests/support/is-test-file.ts";

const src = join(import.meta.dirname, "../..");

it("is the only place that writes to the queue of notifications", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.ts$/.test(path) && !isTestFile(path));
  const writers = files.filter((path) =>
    /\binto\s+(notification_queue|\$\{notificationQueue\})|\binsert\(notificationQueue\)/.test(
      readFileSync(join(src, path), "utf8"),
    ),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(writers).toEqual(["features/notifications/notify.ts"]);
});
