import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import { z } from "zod";
import { askKeyService } from "#src/platform/keys/ask-key-service.ts";
import { type KeyService, KeysClosed } from "#src/platform/keys/key-service.ts";

export type AwsKmsSettings = {
  kind: "aws-kms";
  /** Id, ARN or alias of a symmetric key. */
  keyId: string;
  region: string;
  /** In place of Amazon's own for the region. */
  endpoint: string | undefined;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
};

const name = "The key service (AWS KMS)";
/** Authenticated with the ciphertext, and seen in the logs of KMS. */
const context = { for: "competency keys" };

const encrypted = z.object({ CiphertextBlob: z.base64(), KeyId: z.string().min(1) });
const decrypted = z.object({ Plaintext: z.base64() });
const fault = z.object({ __type: z.string() });

/** Encrypt and Decrypt of AWS KMS (JSON 1.1, signed by Signature Version 4), or of what speaks its protocol. */
export function awsKms({ keyId, region, endpoint, credentials }: AwsKmsSettings): KeyService {
  const url = new URL(endpoint ?? `https://kms.${region}.amazonaws.com`);
  const signer = new SignatureV4({ service: "kms", region, credentials, sha256: Sha256 });

  async function ask<T>(operation: "Encrypt" | "Decrypt", answer: z.ZodType<T>, input: object): Promise<T> {
    const body = JSON.stringify({ ...input, EncryptionContext: context });
    const { headers } = await signer.sign({
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: {},
      headers: {
        host: url.host,
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `TrentService.${operation}`,
      },
      body,
    });
    const { status, json } = await askKeyService(name, url, headers, body);
    const parsed = answer.safeParse(json);
    if (status === 200 && parsed.success) return parsed.data;
    throw refusal(status, typeOf(json));
  }

  return {
    kind: "aws-kms",
    wrappingKey: keyId,
    async wrap(bytes) {
      const made = await ask("Encrypt", encrypted, { KeyId: keyId, Plaintext: bytes.toString("base64") });
      return { wrapped: made.CiphertextBlob, wrappingKey: made.KeyId };
    },
    async unwrap(wrapped, wrappingKey = keyId) {
      // With its key named, so that no ciphertext of another key or account is taken for ours.
      const made = await ask("Decrypt", decrypted, { KeyId: wrappingKey, CiphertextBlob: wrapped });
      return Buffer.from(made.Plaintext, "base64");
    },
  };
}

type Bytes = string | ArrayBuffer | ArrayBufferView;

/** Node's hash, and with a secret its HMAC, as the signer asks for them. */
class Sha256 {
  readonly #hash;
  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }
  update(data: Bytes): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {
    throw new Error("a hash is made for each use");
  }
}

function bytesOf(data: Bytes): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

/** Of an error, without the namespace that some answers have in front. */
function typeOf(json: unknown): string {
  const parsed = fault.safeParse(json);
  const type = parsed.success ? (parsed.data.__type.split("#").at(-1) ?? "") : "";
  return /^[A-Za-z]{1,60}$/.test(type) ? type : "";
}

function refusal(status: number, type: string): KeysClosed {
  const isPassing = status >= 500 || status === 429 || type === "ThrottlingException";
  const why = type ? `${status}, ${type}` : String(status);
  return new KeysClosed(`${name} answered ${why}.${advice[type] ?? ""}`, { isPassing });
}

const wrongKey =
  " The keys were wrapped under another key than KMS_KEY_ID, or their file was changed. After a change of KMS_KEY_ID run npm run keys -- wrap.";

const advice: Readonly<Record<string, string>> = {
  AccessDeniedException: " The credentials need kms:Encrypt and kms:Decrypt for KMS_KEY_ID.",
  NotFoundException: " There is no key of KMS_KEY_ID in AWS_REGION.",
  DisabledException: " The key of KMS_KEY_ID is disabled.",
  KMSInvalidStateException: " The key of KMS_KEY_ID cannot be used in its state; its deletion may be pending.",
  IncorrectKeyException: wrongKey,
  InvalidCiphertextException: wrongKey,
  UnrecognizedClientException: " It does not know AWS_ACCESS_KEY_ID.",
  InvalidSignatureException: " AWS_SECRET_ACCESS_KEY is another, or the clock of this machine is wrong.",
  ExpiredTokenException: " AWS_SESSION_TOKEN has ended.",
};
