import { beforeEach, expect, it, vi } from "vitest";

beforeEach(() => vi.resetModules());

async function list() {
  const { listKeys } = await import("./list-keys.ts");
  return listKeys();
}

it("says whether a key service is configured that does not wrap the keys yet", async () => {
  expect((await list()).isWrapDue).toBe(false);
  vi.resetModules();
  vi.stubEnv("KEY_PROVIDER", "vault");
  vi.stubEnv("VAULT_ADDR", "https://vault.example");
  vi.stubEnv("VAULT_TRANSIT_KEY", "competency");
  vi.stubEnv("VAULT_TOKEN", "a token");
  expect((await list()).isWrapDue).toBe(true);
});
