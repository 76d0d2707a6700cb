import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

/** The configuration with these variables, which is read once a process. */
async function load(variables: Record<string, string>) {
  vi.resetModules();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const { config } = await import("#src/config.ts");
  // Read on first use.
  void config.mode;
  return config;
}

const account = { SMS_ACCOUNT_SID: `AC${"0".repeat(32)}`, SMS_AUTH_TOKEN: "secret", SMS_FROM: "+15005550006" };

describe("the settings of SMS", () => {
  it("are none unless they are set", async () => {
    expect((await load({})).sms).toBeUndefined();
  });

  it.each([
    [{}, "https://api.twilio.com"],
    [{ SMS_API_URL: "https://10.0.0.5:8080/sms/" }, "https://10.0.0.5:8080/sms"],
  ])("lead to %j", async (more, apiUrl) => {
    expect((await load({ ...account, ...more })).sms).toEqual({
      apiUrl,
      accountSid: account.SMS_ACCOUNT_SID,
      authToken: "secret",
      from: "+15005550006",
    });
  });

  it.each(["+447700900123", "12345", "Riverside 1", `MG${"0a".repeat(16)}`])("send from %s", async (from) => {
    expect((await load({ ...account, SMS_FROM: from })).sms?.from).toBe(from);
  });

  it.each([
    [{ SMS_FROM: "" }, /SMS_ACCOUNT_SID: needs/],
    [{ SMS_AUTH_TOKEN: "" }, /SMS_ACCOUNT_SID: needs/],
    [{ SMS_ACCOUNT_SID: "" }, /SMS_ACCOUNT_SID: needs/],
    [{ SMS_ACCOUNT_SID: "AC/../.." }, /SMS_ACCOUNT_SID: must/],
    [{ SMS_FROM: "A name of many letters" }, /SMS_FROM: must/],
    [{ SMS_FROM: "+0123456" }, /SMS_FROM: must/],
    [{ SMS_API_URL: "ftp://sms.test" }, /SMS_API_URL/],
  ])("are refused at start with %j", async (wrong, fault) => {
    await expect(load({ ...account, ...wrong })).rejects.toThrow(fault);
  });
});

describe("connections to other machines", () => {
  const redis = { REDIS_URL: "redis://:s3cret@cache.school.org" };

  it("are refused at start without TLS, by variable and machine [V12.3.1]", async () => {
    await expect(load(redis)).rejects.toThrow(/REDIS_URL: would reach cache\.school\.org .*ALLOW_PLAIN_CONNECTIONS=1/);
    await expect(load(redis)).rejects.not.toThrow(/s3cret/);
  });

  it("are allowed where somebody says so", async () => {
    expect((await load({ ...redis, ALLOW_PLAIN_CONNECTIONS: "1" })).redisUrl).toBe(redis.REDIS_URL);
  });
});

describe("the server's own certificate", () => {
  const tls = { TLS_CERT: "/etc/cert.pem", TLS_KEY: "/etc/key.pem" };

  it("makes the address https, and with it cookies and headers", async () => {
    const { tls: paths, isSecure, appUrl } = await load({ ...tls, APP_URL: "" });
    expect([paths, isSecure]).toEqual([{ cert: "/etc/cert.pem", key: "/etc/key.pem" }, true]);
    expect(appUrl).toMatch(/^https:/);
  });

  it.each([
    [{ TLS_KEY: "" }, /TLS_CERT: needs TLS_KEY/],
    [{ TLS_CERT: "" }, /TLS_CERT: needs TLS_KEY/],
    [{ APP_URL: "http://competency.school.org" }, /APP_URL: must be https/],
  ])("is refused at start with %j", async (wrong, fault) => {
    await expect(load({ ...tls, ...wrong })).rejects.toThrow(fault);
  });
});
