import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";

/** A key with which the server signs access tokens; its public half stands in its JWKS, a shared secret never does. */
export type Signer = { kid: string; alg: "ES256" | "RS256" | "HS256"; key: KeyObject | string; publicKey?: KeyObject };

export function newSigner(alg: "ES256" | "RS256"): Signer {
  const pair =
    alg === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { kid: randomUUID(), alg, key: pair.privateKey, publicKey: pair.publicKey };
}

/** The secret of a project from before asymmetric keys. */
export function legacySigner(secret: string): Signer {
  return { kid: "", alg: "HS256", key: secret };
}

export function signJwt(claims: object, { kid, alg, key }: Signer, header: object = {}): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${encode({ alg, ...(kid ? { kid } : {}), typ: "JWT", ...header })}.${encode(claims)}`;
  const signature =
    typeof key === "string"
      ? createHmac("sha256", key).update(signed).digest()
      : sign("sha256", Buffer.from(signed), alg === "ES256" ? { key, dsaEncoding: "ieee-p1363" } : key);
  return `${signed}.${signature.toString("base64url")}`;
}

export function publicJwks(signers: readonly Signer[]) {
  return {
    keys: signers.flatMap(({ kid, alg, publicKey }) =>
      publicKey ? [{ ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig", key_ops: ["verify"] }] : [],
    ),
  };
}
