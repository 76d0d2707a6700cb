import { afterEach, describe, expect, it, vi } from "vitest";
import { answerHeaders, assetHeaders, pageHeaders, staticHeaders } from "#src/http/security-headers.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("headers", () => {
  it("ask for TLS for two years, subdomains too, where the public address has it [V3.4.1]", () => {
    expect(staticHeaders(true)["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
    expect(staticHeaders(false)).not.toHaveProperty("strict-transport-security");
  });

  it("refuse sniffing, framing and other windows, and send no path to other sites [V3.4.5]", () => {
    expect(staticHeaders(true)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "strict-origin-when-cross-origin",
    });
    for (const rule of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      expect(answerHeaders(false)["content-security-policy"]).toContain(rule);
    }
  });

  it("leave the camera, the microphone and passkeys to our own pages, and nothing to others", () => {
    const given = staticHeaders(true)["permissions-policy"]?.split(", ") ?? [];
    expect(given.filter((one) => one.endsWith("=(self)")).map((one) => one.split("=")[0])).toEqual([
      "camera",
      "clipboard-write",
      "fullscreen",
      "microphone",
      "publickey-credentials-create",
      "publickey-credentials-get",
    ]);
    expect(given.every((one) => /^[a-z-]+=\((self)?\)$/.test(one))).toBe(true);
    expect(given).toEqual(expect.arrayContaining(["geolocation=()", "usb=()", "payment=()", "display-capture=()"]));
  });

  it("hold no policy where Next sets them too, in whose place a page's would be lost", () => {
    expect(staticHeaders(false)).not.toHaveProperty("content-security-policy");
  });

  it("of scripts and fonts are few, since a page asks for many", () => {
    expect(assetHeaders(true)).toEqual({
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "strict-transport-security": "max-age=63072000; includeSubDomains",
    });
    expect(Object.keys(assetHeaders(false))).toHaveLength(2);
  });

  it("of a page let run what has its nonce alone [V3.4.3]", () => {
    const { "content-security-policy": policy = "" } = pageHeaders({
      nonce: "abc",
      isDev: false,
      isSecure: true,
      cdnUrl: undefined,
    });
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
    for (const rule of [
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "upgrade-insecure-requests",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });
});

describe("security.txt", () => {
  async function read(variables: Record<string, string>): Promise<Map<string, string>> {
    vi.resetModules();
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const { securityText } = await import("#src/http/security-text.ts");
    const lines = securityText().trim().split("\n");
    return new Map(lines.map((line) => [line.split(": ")[0] ?? "", line.split(": ").slice(1).join(": ")]));
  }

  it("names the configured contact and an end within a year", async () => {
    const settings = { APP_URL: "https://competency.test", SECURITY_CONTACT: "mailto:safe@school.test" };
    const fields = await read(settings);
    expect(fields.get("Contact")).toBe("mailto:safe@school.test");
    expect(fields.get("Canonical")).toBe("https://competency.test/.well-known/security.txt");
    const days = (Date.parse(fields.get("Expires") ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(30);
    expect(days).toBeLessThan(365);
  });

  it("names the mailbox of RFC 2142 where none is configured", async () => {
    expect((await read({ APP_URL: "https://competency.test" })).get("Contact")).toBe("mailto:security@competency.test");
  });
});
