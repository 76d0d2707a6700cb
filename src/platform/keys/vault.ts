import { readFileSync } from "node:fs";
import { z } from "zod";
import { askKeyService } from "#src/platform/keys/ask-key-service.ts";
import { type KeyService, KeysClosed } from "#src/platform/keys/key-service.ts";

export type VaultSettings = {
  kind: "vault";
  address: string;
  namespace: string | undefined;
  /** Where the transit engine is mounted. */
  mount: string;
  /** Of the transit engine. */
  key: string;
  auth:
    | { kind: "token"; token: string }
    /** Kept up by an agent, and read for each request. */
    | { kind: "token-file"; path: string }
    | { kind: "app-role"; roleId: string; secretId: string };
};

const name = "The key service (Vault)";

const encrypted = z.object({ data: z.object({ ciphertext: z.string().regex(/^vault:v\d{1,9}:[\w+/=]+$/) }) });
const decrypted = z.object({ data: z.object({ plaintext: z.base64() }) });
const signedIn = z.object({ auth: z.object({ client_token: z.string().regex(/^[\w.-]+$/) }) });

/** The transit engine of HashiCorp Vault or OpenBao: `encrypt/:key` and `decrypt/:key`. */
export function vault({ address, namespace, mount, key, auth }: VaultSettings): KeyService {
  async function ask<T>(path: string, answer: z.ZodType<T>, token: string | undefined, input: object): Promise<T> {
    const url = new URL(`${address.replace(/\/$/, "")}/v1/${path}`);
    const headers = {
      "content-type": "application/json",
      "x-vault-request": "true",
      ...(token ? { "x-vault-token": token } : {}),
      ...(namespace ? { "x-vault-namespace": namespace } : {}),
    };
    const { status, json } = await askKeyService(name, url, headers, JSON.stringify(input));
    const parsed = answer.safeParse(json);
    if (status === 200 && parsed.success) return parsed.data;
    throw refusal(status, path);
  }

  async function transit<T>(operation: "encrypt" | "decrypt", of: string, answer: z.ZodType<T>, input: object) {
    return ask(`${mount}/${operation}/${encodeURIComponent(of)}`, answer, await token(), input);
  }

  async function token(): Promise<string> {
    switch (auth.kind) {
      case "token":
        return auth.token;
      case "token-file":
        return tokenIn(auth.path);
      case "app-role": {
        const credentials = { role_id: auth.roleId, secret_id: auth.secretId };
        return (await ask("auth/approle/login", signedIn, undefined, credentials)).auth.client_token;
      }
    }
  }

  return {
    kind: "vault",
    wrappingKey: key,
    async wrap(bytes) {
      const { data } = await transit("encrypt", key, encrypted, { plaintext: bytes.toString("base64") });
      return { wrapped: data.ciphertext, wrappingKey: key };
    },
    async unwrap(wrapped, wrappingKey = key) {
      const { data } = await transit("decrypt", wrappingKey, decrypted, { ciphertext: wrapped });
      return Buffer.from(data.plaintext, "base64");
    },
  };
}

/** An agent may be about to write it. */
function tokenIn(path: string): string {
  try {
    const token = readFileSync(path, "utf8").trim();
    if (/^[\w.-]+$/.test(token)) return token;
  } catch {
    // Told below.
  }
  throw new KeysClosed(`There is no token in the file of VAULT_TOKEN_FILE (${path}).`, { isPassing: true });
}

/** 412, 472 and 473 are those of a node that is behind or stands by, 503 of a sealed one. */
function refusal(status: number, path: string): KeysClosed {
  const isPassing = status >= 500 || [412, 429, 472, 473].includes(status);
  return new KeysClosed(`${name} answered ${status} to ${path}.${advice[status] ?? ""}`, { isPassing });
}

const advice: Readonly<Record<number, string>> = {
  400: " The keys were wrapped under another transit key or were changed, or VAULT_ROLE_ID and VAULT_SECRET_ID are wrong.",
  403: " The token has ended, or its policy lacks update on this path.",
  404: " There is no transit engine at VAULT_TRANSIT_MOUNT, or no key VAULT_TRANSIT_KEY in it.",
  503: " It is sealed.",
};
