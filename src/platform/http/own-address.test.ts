import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

/** The configuration is read once a process. */
async function load(variables: Record<string, string>) {
  vi.resetModules();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return import("#src/platform/http/own-address.ts");
}

const ofDefault = ["localhost:3000", "LOCALHOST", "127.0.0.1:3000", "127.1", "[::1]:3000"];
const ofNetwork = ["192.168.1.20:3000", "10.0.0.5", "[fe80::1]", "ward-laptop:3000", "ward-laptop.local", "nas.lan"];
const ofNobody = [
  null,
  undefined,
  "",
  "a b",
  "[",
  "a/b",
  "localhost:99999",
  "localhost@evil.test",
  "localhost,evil.test",
];

describe("a host of a request", () => {
  it.each([...ofDefault, ...ofNetwork])("without APP_URL is ours: %s", async (host) => {
    expect((await load({})).isOwnHost(host)).toBe(true);
  });

  it.each([
    ...ofNobody,
    "evil.test",
    "competency.test",
    "localhost.evil.test",
    "127.0.0.1.evil.test",
    "x.local.evil.test",
    "local.",
  ])("without APP_URL is not: %s", async (host) => {
    expect((await load({})).isOwnHost(host)).toBe(host === "local.");
  });

  it.each(["competency.test", "Competency.Test:443", "competency.test.", ...ofDefault, "second.test", "Third.test"])(
    "with APP_URL and ALLOWED_HOSTS is ours: %s",
    async (host) => {
      const settings = { APP_URL: "https://competency.test", ALLOWED_HOSTS: "second.test, third.TEST" };
      expect((await load(settings)).isOwnHost(host)).toBe(true);
    },
  );

  it.each([...ofNobody, ...ofNetwork, "evil.test", "a.competency.test", "competency.test.evil.test"])(
    "with APP_URL is not: %s",
    async (host) => {
      expect((await load({ APP_URL: "https://competency.test" })).isOwnHost(host)).toBe(false);
    },
  );
});

describe("the origin of a page", () => {
  const secure = { APP_URL: "https://competency.test" };
  const behindProxy = { TRUST_PROXY: "1" };

  it.each([
    [{}, "http://nas:3000", "nas:3000", null],
    [{}, "http://nas", "nas:80", null],
    [secure, "https://competency.test", "competency.test", null],
    [secure, "https://competency.test", "competency.test:443", null],
    [secure, "http://localhost:3000", "localhost:3000", null],
    [behindProxy, "https://nas", "nas", "https"],
    [behindProxy, "http://nas", "nas", "http"],
  ] as const)("with %j is ours: %s at %s, forwarded as %s", async (settings, origin, host, proto) => {
    expect((await load(settings)).isOwnOrigin(origin, host, proto)).toBe(true);
  });

  it.each([
    [{}, "https://nas:3000", "nas:3000", null],
    [{}, "https://nas", "nas", "https"],
    [{}, "http://nas:3001", "nas:3000", null],
    [{}, "null", "nas", null],
    [{}, "", "nas", null],
    [{}, "http://nas", null, null],
    [secure, "http://competency.test", "competency.test", null],
    [secure, "https://evil.test", "competency.test", null],
    [behindProxy, "http://nas", "nas", "https"],
    [behindProxy, "http://nas", "nas", "http, https"],
  ] as const)("with %j is not: %s at %s, forwarded as %s [V4.1.3] [V15.3.4]", async (settings, origin, host, proto) => {
    expect((await load(settings)).isOwnOrigin(origin, host, proto)).toBe(false);
  });
});
