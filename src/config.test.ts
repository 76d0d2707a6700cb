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

describe("the settings of Supabase Auth", () => {
  const project = {
    SUPABASE_URL: "https://abc.supabase.co",
    SUPABASE_ANON_KEY: `sb_publishable_${"a".repeat(20)}`,
    SUPABASE_SERVICE_ROLE_KEY: `sb_secret_${"b".repeat(20)}`,
  };

  it("are none unless they are set, and name where it answers", async () => {
    expect((await load({})).supabaseAuth).toBeUndefined();
    expect((await load(project)).supabaseAuth).toEqual({
      url: "https://abc.supabase.co/auth/v1",
      publicKey: project.SUPABASE_ANON_KEY,
      secretKey: project.SUPABASE_SERVICE_ROLE_KEY,
      jwtSecret: undefined,
    });
  });

  it.each([
    [{ SUPABASE_URL: "" }, /SUPABASE_URL: needs/],
    [{ SUPABASE_ANON_KEY: "" }, /SUPABASE_URL: needs/],
    [{ SUPABASE_SERVICE_ROLE_KEY: "" }, /SUPABASE_URL: needs/],
    [
      { SUPABASE_URL: "", SUPABASE_ANON_KEY: "", SUPABASE_SERVICE_ROLE_KEY: "", SUPABASE_JWT_SECRET: "x".repeat(40) },
      /SUPABASE_URL: needs/,
    ],
    [{ SUPABASE_URL: "http://abc.supabase.co" }, /SUPABASE_URL: must be an https address/],
    [{ SUPABASE_ANON_KEY: project.SUPABASE_SERVICE_ROLE_KEY }, /SUPABASE_SERVICE_ROLE_KEY: must be another key/],
    [{ SUPABASE_JWT_SECRET: "short" }, /SUPABASE_JWT_SECRET: must be the whole secret/],
  ])("are refused at start with %j", async (wrong, fault) => {
    await expect(load({ ...project, ...wrong })).rejects.toThrow(fault);
  });
});

describe("the settings of an analytics service", () => {
  const service = { ANALYTICS_URL: "https://analytics.school.org", ANALYTICS_KEY: "phc_s3cret" };

  it("are none unless they are set, and name its endpoint for batches", async () => {
    expect((await load({})).analytics).toBeUndefined();
    expect((await load(service)).analytics).toEqual({
      url: "https://analytics.school.org/batch/",
      key: "phc_s3cret",
    });
    expect((await load({ ...service, ANALYTICS_URL: "https://school.org/posthog" })).analytics?.url).toBe(
      "https://school.org/posthog/batch/",
    );
  });

  it.each([
    [{ ANALYTICS_URL: "" }, /ANALYTICS_URL: needs ANALYTICS_KEY/],
    [{ ANALYTICS_KEY: "" }, /ANALYTICS_URL: needs ANALYTICS_KEY/],
    [{ ANALYTICS_KEY: "phc s3cret" }, /ANALYTICS_KEY: must/],
    [{ ANALYTICS_URL: "ftp://analytics.school.org" }, /ANALYTICS_URL/],
  ])("are refused at start with %j", async (wrong, fault) => {
    await expect(load({ ...service, ...wrong })).rejects.toThrow(fault);
    await expect(load({ ...service, ...wrong })).rejects.not.toThrow(/s3cret/);
  });
});

describe("connections to other machines", () => {
  const redis = { REDIS_URL: "redis://:s3cret@cache.school.org" };

  it("are refused at start without TLS, by variable and machine [V12.3.1]", async () => {
    await expect(load(redis)).rejects.toThrow(/REDIS_URL: would reach cache\.school\.org .*ALLOW_PLAIN_CONNECTIONS=1/);
    await expect(load(redis)).rejects.not.toThrow(/s3cret/);
  });

  it("are allowed where somebody says so", async () => {
    expect((await load({ ...redis, ALLOW_PLAIN_CONNECTIONS: "1" })).redis?.url).toBe(redis.REDIS_URL);
  });
});

describe("a Redis behind Sentinels", () => {
  const set = {
    REDIS_URL: "rediss://:s3cret@competency/2",
    REDIS_SENTINELS: "rediss://watch:s3%2Ccret@s1.school.org:26379,s2.school.org,[::1]:26380",
  };

  it("is found by the addresses of all of them", async () => {
    expect((await load(set)).redis).toEqual({
      url: set.REDIS_URL,
      sentinels: [
        "rediss://watch:s3%2Ccret@s1.school.org:26379",
        "rediss://watch:s3%2Ccret@s2.school.org",
        "rediss://watch:s3%2Ccret@[::1]:26380",
      ],
    });
    expect((await load({ ...set, REDIS_SENTINELS: "" })).redis).toEqual({ url: set.REDIS_URL, sentinels: undefined });
  });

  it.each([
    [{ REDIS_URL: "" }, /REDIS_URL: must be the name of the master/],
    [{ REDIS_URL: "rediss://:s3cret@db.school.org:6379" }, /REDIS_URL: must be the name of the master/],
    [{ REDIS_URL: "rediss:///2" }, /REDIS_URL: must be the name of the master/],
    [{ REDIS_SENTINELS: "s1.school.org:26379" }, /REDIS_SENTINELS: must be rediss:/],
    [{ REDIS_SENTINELS: "rediss://:s3cret@s1.school.org,rediss://:s3cret@s2.school.org" }, /REDIS_SENTINELS: must be/],
    [{ REDIS_SENTINELS: "rediss://s1.school.org," }, /REDIS_SENTINELS: must be/],
    [{ REDIS_SENTINELS: "rediss://s1.school.org:70000" }, /REDIS_SENTINELS: must be/],
    [{ REDIS_SENTINELS: "rediss://:s3cret%@s1.school.org" }, /REDIS_SENTINELS: must be/],
    [{ REDIS_SENTINELS: "redis://:s3cret@127.0.0.1,s2.school.org" }, /REDIS_SENTINELS: would reach s2\.school\.org/],
  ])("is refused at start with %j [V12.3.1]", async (wrong, fault) => {
    await expect(load({ ...set, ...wrong })).rejects.toThrow(fault);
    await expect(load({ ...set, ...wrong })).rejects.not.toThrow(/s3cret/);
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

describe("the settings of a key service", () => {
  const kms = {
    KEY_PROVIDER: "aws-kms",
    KMS_KEY_ID: "alias/competency",
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKID",
    AWS_SECRET_ACCESS_KEY: "secret",
  };
  const vault = {
    KEY_PROVIDER: "vault",
    VAULT_ADDR: "https://vault.school.org:8200",
    VAULT_TRANSIT_KEY: "competency",
    VAULT_TOKEN: "hvs.token",
  };

  async function keyService(variables: Record<string, string>) {
    await load(variables);
    return (await import("#src/config.ts")).config.keyService;
  }

  it("are none unless one is chosen, whatever else the machine has set", async () => {
    expect(await keyService({ AWS_REGION: "nowhere at all", VAULT_ADDR: "http://vault:8200" })).toBeUndefined();
    expect(await keyService(kms)).toMatchObject({ kind: "aws-kms", keyId: "alias/competency", region: "eu-central-1" });
    expect(await keyService(vault)).toMatchObject({ kind: "vault", mount: "transit", auth: { kind: "token" } });
    expect(await keyService({ ...vault, VAULT_ADDR: "http://127.0.0.1:8200" })).toBeDefined();
  });

  it.each([
    [{ ...kms, KMS_KEY_ID: "" }, /KMS_KEY_ID: is needed/],
    [{ ...kms, AWS_REGION: "eu/../x" }, /AWS_REGION: must/],
    [{ ...kms, AWS_SECRET_ACCESS_KEY: "" }, /AWS_ACCESS_KEY_ID: is needed/],
    [{ ...kms, KMS_ENDPOINT: "http://kms.school.org" }, /KMS_ENDPOINT: must be an https address/],
    [{ ...vault, VAULT_ADDR: "http://vault:8200" }, /VAULT_ADDR: must be an https address/],
    [{ ...vault, VAULT_ADDR: "http://127.0.0.1.evil.org" }, /VAULT_ADDR: must be an https address/],
    [{ ...vault, VAULT_ADDR: "https://me:secret@vault" }, /VAULT_ADDR: must be an https address/],
    [{ ...vault, VAULT_TOKEN: "" }, /VAULT_TOKEN: one of/],
    [{ ...vault, VAULT_TOKEN_FILE: "/run/token" }, /VAULT_TOKEN: one of/],
    [{ ...vault, VAULT_TRANSIT_KEY: "a/b" }, /VAULT_TRANSIT_KEY: must/],
    [{ KEY_PROVIDER: "hsm" }, /KEY_PROVIDER/],
  ])("are refused at the start: %j", async (variables, fault) => {
    await expect(keyService(variables)).rejects.toThrow(fault);
    await expect(keyService(variables)).rejects.not.toThrow(/secret|hvs/);
  });
});
