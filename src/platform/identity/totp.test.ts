import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base32, matchTotp, totpAddress, totpCode, totpStep } from "#src/platform/identity/totp.ts";

const digits = "1234567890";
/** RFC 6238, appendix B, with the secrets of its erratum: as many bytes as the hash has. */
const secrets = {
  sha1: Buffer.from(digits.repeat(2)),
  sha256: Buffer.from(digits.repeat(4).slice(0, 32)),
  sha512: Buffer.from(digits.repeat(7).slice(0, 64)),
};
const vectors = [
  [59, "94287082", "46119246", "90693936"],
  [1111111109, "07081804", "68084774", "25091201"],
  [1111111111, "14050471", "67062674", "99943326"],
  [1234567890, "89005924", "91819424", "93441116"],
  [2000000000, "69279037", "90698825", "38618901"],
  [20000000000, "65353130", "77737706", "47863826"],
] as const;

const secret = secrets.sha1;
const at = (seconds: number) => new Date(seconds * 1000);

describe("a code of an authenticator app", () => {
  it.each(vectors)("is as RFC 6238 prints it, at %i seconds", (seconds, sha1, sha256, sha512) => {
    const step = totpStep(at(seconds));
    expect(totpCode(secrets.sha1, step, { digits: 8 })).toBe(sha1);
    expect(totpCode(secrets.sha256, step, { digits: 8, algorithm: "sha256" })).toBe(sha256);
    expect(totpCode(secrets.sha512, step, { digits: 8, algorithm: "sha512" })).toBe(sha512);
  });

  it("is accepted from half a minute before to half a minute after, and no longer [V6.5.5]", () => {
    const time = at(1_000_000 * 30);
    for (const [away, isRight] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const) {
      const code = totpCode(secret, totpStep(time) + away);
      expect(matchTotp(secret, code, time, 0), String(away)).toBe(isRight ? 1_000_000 + away : undefined);
    }
  });

  it("works once: neither it nor an earlier one is accepted after it was used [V6.5.1]", () => {
    const time = at(59);
    const step = totpStep(time);
    expect(matchTotp(secret, totpCode(secret, step), time, step)).toBeUndefined();
    expect(matchTotp(secret, totpCode(secret, step - 1), time, step)).toBeUndefined();
    expect(matchTotp(secret, totpCode(secret, step + 1), time, step)).toBe(step + 1);
  });

  it("is refused in any other form, and throws for none", () => {
    const time = at(59);
    const code = totpCode(secret, totpStep(time));
    for (const other of ["", code.slice(1), `${code}0`, ` ${code}`, "٢٨٧٠٨٢", "😀😀😀", "-00001"]) {
      expect(matchTotp(secret, other, time, 0)).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (text) => text === code || matchTotp(secret, text, time, 1) === undefined));
  });
});

describe("a secret", () => {
  /** RFC 4648, section 10. */
  it.each([
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("is in base32: %s", (text, encoded) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });

  it("reaches an app by an address with the names escaped", () => {
    expect(totpAddress(secret, { issuer: "St. Mary & Sons", account: "ann@x.test" })).toBe(
      "otpauth://totp/St.%20Mary%20%26%20Sons:ann%40x.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=St.%20Mary%20%26%20Sons",
    );
  });
});
