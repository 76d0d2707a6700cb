import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { useVisitors } from "../support/visitor.ts";

const database = useDatabase();
const { visitor, makeMember, signIn } = useVisitors(database.owner);

it("gives everybody the public keys alone, with which another program verifies a token", async () => {
  const { answer } = await signIn(await makeMember());
  const [header = "", payload = "", signature = ""] = String(answer.body.accessToken).split(".");
  const { kid } = JSON.parse(Buffer.from(header, "base64url").toString());

  const published = await visitor().get("/api/auth/jwks");
  expect(published.status).toBe(200);
  expect(published.headers.get("cache-control")).toBe("public, max-age=60");
  const keys = published.body.keys as (JsonWebKey & { kid: string })[];
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "crv", "kid", "kty", "use", "x", "y"]]);
  const key = createPublicKey({ format: "jwk", key: keys.find((one) => one.kid === kid) ?? {} });
  const isGenuine = verify(
    "sha256",
    Buffer.from(`${header}.${payload}`),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  expect(isGenuine).toBe(true);
});
