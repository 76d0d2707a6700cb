import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isSignatureOf, signJws, verifyJws } from "#src/platform/identity/jws.ts";

/**
 * Vectors of Wycheproof (C2SP/wycheproof of August 2026, testvectors_v1, Apache-2.0), as tables: of
 * ecdsa_secp256r1_sha256_p1363_test all that are invalid and a valid one of each kind; of json_web_signature_test both groups
 * of ES256.
 */
function vectors(name: string): string[][] {
  const path = join(import.meta.dirname, "../../../tests/fixtures/wycheproof", name);
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => line.split("\t"));
}

const decode = (text = "") => Buffer.from(text, "base64url");

/** @param point of 65 bytes, not compressed (SEC 1, 2.3.3) */
function keyAt(point: Buffer) {
  const x = point.subarray(1, 33).toString("base64url");
  const y = point.subarray(33).toString("base64url");
  return createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x, y } });
}

describe("signatures on P-256", () => {
  const all = vectors("ecdsa-p256-sha256.tsv").map(([id, result, key, signed, signature, what]) => ({
    what: `${result} ${id}: ${what}`,
    isValid: result === "valid",
    is: () => isSignatureOf(decode(signed), decode(signature), keyAt(decode(key))),
  }));

  it("has vectors of both kinds [V11.4.3] [V11.6.1]", () => {
    expect(all.filter(({ isValid }) => isValid)).toHaveLength(19);
    expect(all.filter(({ isValid }) => !isValid)).toHaveLength(89);
  });

  it.each(all)("$what", ({ isValid, is }) => {
    expect(is()).toBe(isValid);
  });
});

describe("tokens under ES256", () => {
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: "04N0xi21hshyvBp7I167sbE_bXqyqkAPfefdklMO7wY",
    y: "UI8exy-C06a7DUnjIdENkxeFtHM4-l_41LqEw9nVgmw",
  };
  const key = createPublicKey({ format: "jwk", key: jwk });
  const privateKey = createPrivateKey({
    format: "jwk",
    key: { ...jwk, d: "yy49oPcINGK2ps0LmtxpB6UTEOiITghHBif6wDqmJ3c" },
  });
  const keys = new Map([["kid-ec-sign", key]]);

  it("accepts one of that key and of our form, as a control", () => {
    const own = signJws({ foo: 1 }, { keyId: "kid-ec-sign", key: privateKey, type: "at+jwt" });
    expect(verifyJws(own, keys, "at+jwt")).toEqual({ foo: 1 });
  });

  it.each(vectors("jws-es256.tsv"))("%s %s: %s", (_id, result, jws) => {
    const [header, payload, signature] = jws.split(".");
    expect(isSignatureOf(Buffer.from(`${header}.${payload}`), decode(signature), key)).toBe(result === "valid");
    // Theirs name no type and hold no object, so that not even the valid ones are tokens of ours.
    expect(verifyJws(jws, keys, "at+jwt")).toBeUndefined();
  });
});
