import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => vi.unstubAllEnvs());

/** The configuration with these variables, which is read once a process. */
async function load(variables: Record<string, string>) {
  vi.resetModules();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const { config } = await import("#src/config.ts");
  return config.sms;
}

const account = { SMS_ACCOUNT_SID: `AC${"0".repeat(32)}`, SMS_AUTH_TOKEN: "secret", SMS_FROM: "+15005550006" };

describe("the settings of SMS", () => {
  it("are none unless they are set", async () => {
    expect(await load({})).toBeUndefined();
  });

  it.each([
    [{}, "https://api.twilio.com"],
    [{ SMS_API_URL: "http://10.0.0.5:8080/sms/" }, "http://10.0.0.5:8080/sms"],
  ])("lead to %j", async (more, apiUrl) => {
    expect(await load({ ...account, ...more })).toEqual({
      apiUrl,
      accountSid: account.SMS_ACCOUNT_SID,
      authToken: "secret",
      from: "+15005550006",
    });
  });

  it.each(["+447700900123", "12345", "Riverside 1", `MG${"0a".repeat(16)}`])("send from %s", async (from) => {
    expect((await load({ ...account, SMS_FROM: from }))?.from).toBe(from);
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
