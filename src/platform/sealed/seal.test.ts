import { createDecipheriv, hkdfSync } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { open, seal, sealName } from "#src/platform/sealed/seal.ts";
import { testSecret } from "../../../tests/support/secret.ts";

const north = { purpose: "wordings", schoolId: "north" };
const secret = "sk-ключ-🔑";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("a sealed value", () => {
  it.each(["", secret, "x".repeat(10_000)])("opens as it was: %#", (value) => {
    expect(open(seal(value, north), north)).toBe(value);
  });

  it("is another text each time, and shows nothing of what it holds", () => {
    const [one, other] = [seal(secret, north), seal(secret, north)];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[\w-]+$/);
    expect(Buffer.from(one, "base64url").toString("latin1")).not.toContain("sk-");
  });

  it("opens at no other school and for no other purpose", () => {
    const sealed = seal(secret, north);
    expect(open(sealed, { ...north, schoolId: "south" })).toBeUndefined();
    expect(open(sealed, { ...north, schoolId: "" })).toBeUndefined();
    expect(open(sealed, { ...north, purpose: "webhooks" })).toBeUndefined();
  });

  it("does not open with any bit changed, cut short, or as something else", () => {
    const bytes = Buffer.from(seal(secret, north), "base64url");
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(open(changed.toString("base64url"), north), String(at)).toBeUndefined();
      expect(open(bytes.subarray(0, at).toString("base64url"), north)).toBeUndefined();
    }
    for (const other of ["", "nothing sealed", "%%%", secret]) expect(open(other, north)).toBeUndefined();
  });

  it("does not open with another secret of the program, whose name differs", async () => {
    const [sealed, name] = [seal(secret, north), sealName("wordings")];
    vi.stubEnv("APP_SECRET", "another-secret-another-secret-another");
    vi.resetModules();
    const other = await import("#src/platform/sealed/seal.ts");
    expect(other.open(sealed, north)).toBeUndefined();
    expect(other.sealName("wordings")).not.toBe(name);
    expect(sealName("webhooks")).not.toBe(name);
  });

  it("is AES-256-GCM under HKDF-SHA256, as another reader finds", () => {
    const bytes = Buffer.from(seal(secret, north), "base64url");
    const key = hkdfSync("sha256", testSecret, "", "competency sealed key wordings", 32);
    const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key), bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from("north")).setAuthTag(bytes.subarray(12, 28));
    expect(decipher.update(bytes.subarray(28), undefined, "utf8") + decipher.final("utf8")).toBe(secret);
  });
});
