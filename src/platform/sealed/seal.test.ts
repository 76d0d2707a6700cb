import { createCipheriv, hkdfSync, randomBytes } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { open, sealName } from "#src/platform/sealed/seal.ts";
import { testSecret } from "../../../tests/support/secret.ts";

const north = { purpose: "wordings", schoolId: "north" };
const secret = "sk-ключ-🔑";

/** As the program did before there were keys. */
function seal(text: string, { purpose, schoolId }: typeof north): string {
  const key = Buffer.from(hkdfSync("sha256", testSecret, "", `competency sealed key ${purpose}`, 32));
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(schoolId));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("a value that was sealed before there were keys", () => {
  it.each(["", secret, "x".repeat(10_000)])("opens as it was: %#", (value) => {
    expect(open(seal(value, north), north)).toBe(value);
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
});
