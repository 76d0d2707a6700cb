import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { config } from "#src/config.ts";
import { acceptedKeys, forgetKeys } from "#src/platform/keys/keys.ts";
import { keyFileName } from "#src/platform/keys/open-keys.ts";
import { rotateKey } from "#src/platform/keys/rotate-key.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { KeysAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();
beforeAll(() => arrangeTwoSchools(database.owner()));
afterEach(() => {
  vi.useRealTimers();
  forgetKeys();
});

const read = async () => (await api.get("super", "/api/keys")).body as KeysAnswer;
const of = ({ uses }: KeysAnswer, use: string) => uses.find((one) => one.use === use);

it("are listed by their names and standing, and never shown", async () => {
  const first = of(await read(), "encryption");
  expect(first).toMatchObject({ source: "secret", keys: [{ standing: "current", usedFrom: null }] });
  mkdirSync(config.dataDir, { recursive: true });
  const made = rotateKey(join(config.dataDir, keyFileName), "encryption", acceptedKeys("encryption"));
  forgetKeys();
  const next = of(await read(), "encryption");
  expect(next?.source).toBe("file");
  expect(next?.keys.map(({ id, standing }) => [id, standing])).toEqual([
    [made.id, "next"],
    [first?.keys[0]?.id, "current"],
  ]);
  const text = JSON.stringify(await read());
  for (const use of ["signing", "encryption", "logins"] as const)
    for (const { secret } of acceptedKeys(use))
      for (const form of ["base64url", "base64", "hex", "utf8"] as const)
        expect(text).not.toContain(secret.toString(form));
});
