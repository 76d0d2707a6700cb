import { createECDH, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from "node:crypto";
import type { Key } from "#src/platform/keys/key.ts";

/** A pair on P-256 that a key of the program gives: the same in every process that has the key. */
export type SigningPair = { id: string; privateKey: KeyObject; publicKey: KeyObject };

/** The order of P-256 (SP 800-186, 3.2.1.3). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const scalarBytes = 32;

/** 128 bits more than the order has, so that the remainder favours no scalar (FIPS 186-5, A.2.1). */
const extraBytes = 16;

export function signingPair({ id, secret }: Key): SigningPair {
  const bits = Buffer.from(hkdfSync("sha256", secret, "", "competency access token ES256", scalarBytes + extraBytes));
  const scalar = (BigInt(`0x${bits.toString("hex")}`) % (order - 1n)) + 1n;
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(scalar.toString(16).padStart(2 * scalarBytes, "0"), "hex");
  const point = pair.getPublicKey();
  const privateKey = createPrivateKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 1 + scalarBytes).toString("base64url"),
      y: point.subarray(1 + scalarBytes).toString("base64url"),
      d: Buffer.from(scalar.toString(16).padStart(2 * scalarBytes, "0"), "hex").toString("base64url"),
    },
  });
  return { id, privateKey, publicKey: createPublicKey(privateKey) };
}

/** The public half, as it is published (RFC 7517). */
export function publicJwk({ id, publicKey }: SigningPair) {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return { kid: id, kty: "EC", crv: "P-256", x, y, use: "sig", alg: "ES256" } as const;
}
