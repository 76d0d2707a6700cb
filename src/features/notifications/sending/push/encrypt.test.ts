import { createECDH, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encryptForBrowser, maxPlainBytes } from "#src/features/notifications/sending/push/encrypt.ts";
import { decryptInBrowser } from "../../../../../tests/support/push-service.ts";

const bytes = (text: string) => Buffer.from(text, "base64url");

describe("the encryption of a push message", () => {
  it("is that of RFC 8291, appendix A", () => {
    const encrypted = encryptForBrowser(
      Buffer.from("When I grow up, I want to be a watermelon"),
      {
        p256dh: bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
      },
      {
        salt: bytes("DGv6ra1nlYgDCS1FRnbzlw"),
        privateKey: bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
      },
    );
    expect(encrypted.toString("base64url")).toBe(
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
    );
  });

  it("is read with the browser's keys alone, and differs each time", () => {
    const browser = makeBrowser();
    const first = encryptForBrowser(Buffer.from("Guten Tag 👋"), browser.keys);
    const second = encryptForBrowser(Buffer.from("Guten Tag 👋"), browser.keys);
    expect(first.equals(second)).toBe(false);
    expect(decryptInBrowser(first, browser.pair, browser.keys.auth)).toBe("Guten Tag 👋");
    expect(() => decryptInBrowser(first, makeBrowser().pair, browser.keys.auth)).toThrow();
    expect(() => decryptInBrowser(first, browser.pair, randomBytes(16))).toThrow();
  });

  it("fits into 4096 bytes", () => {
    const { keys } = makeBrowser();
    expect(encryptForBrowser(Buffer.alloc(maxPlainBytes), keys)).toHaveLength(4096);
    expect(() => encryptForBrowser(Buffer.alloc(maxPlainBytes + 1), keys)).toThrow(RangeError);
  });

  it("takes no key that is not on the curve", () => {
    const p256dh = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]);
    expect(() => encryptForBrowser(Buffer.from("x"), { p256dh, auth: randomBytes(16) })).toThrow();
  });
});

function makeBrowser() {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  return { pair, keys: { p256dh: pair.getPublicKey(), auth: randomBytes(16) } };
}
