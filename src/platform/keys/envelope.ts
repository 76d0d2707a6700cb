import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";
import { keyServiceKinds } from "#src/platform/keys/key-service.ts";

/**
 * The keys as they stand in their file under a key service: encrypted by AES-256-GCM (NIST SP 800-38D) under a **data key**,
 * which stands beside them as only the service opens it. So the service is asked once, at start, and a key that is made
 * later is encrypted under the data key that is known already.
 */
export const wrappedFile = z.strictObject({
  wrappedBy: z.enum(keyServiceKinds),
  /** As the service names it. */
  wrappingKey: z.string().min(1),
  dataKey: z.string().min(1),
  /** Base64url of IV, ciphertext and tag. */
  content: z.string().regex(/^[\w-]{38,}$/),
});

export type Envelope = Omit<z.infer<typeof wrappedFile>, "content">;

/** The file is under a key service which was not asked for its data key, or under another data key since. */
export class NotOpened extends Error {
  constructor() {
    super("the keys are wrapped by a key service, and were not opened when the process started");
    this.name = "NotOpened";
  }
}

const ivBytes = 12;
const tagBytes = 16;
export const dataKeyBytes = 32;

/** On globalThis, since Next bundles its own copy of every module. */
const registry = Symbol.for("competency.data-keys");

function dataKeys(): Map<string, Buffer> {
  const holder = globalThis as { [registry]?: Map<string, Buffer> };
  holder[registry] ??= new Map();
  return holder[registry];
}

/** Keeps a data key in this process, for all that is done with the file afterwards. */
export function rememberDataKey({ dataKey }: Envelope, bytes: Buffer): void {
  if (bytes.length !== dataKeyBytes) throw new Error(`the data key has not ${dataKeyBytes} bytes`);
  dataKeys().set(dataKey, bytes);
}

export function isOpened({ dataKey }: Envelope): boolean {
  return dataKeys().has(dataKey);
}

/** For tests: as in a process that has just started. */
export function forgetDataKeys(): void {
  dataKeys().clear();
}

/** The text of a wrapped file. Throws `NotOpened`. */
export function wrapText(envelope: Envelope, text: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", keyOf(envelope), iv, { authTagLength: tagBytes });
  cipher.setAAD(associated(envelope));
  const content = Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${JSON.stringify({ ...envelope, content: content.toString("base64url") }, null, 2)}\n`;
}

/** Undefined for what was changed. Throws `NotOpened`. */
export function unwrapText({ content, ...envelope }: z.infer<typeof wrappedFile>): string | undefined {
  const bytes = Buffer.from(content, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", keyOf(envelope), bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(associated(envelope));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    return decipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return undefined;
  }
}

function keyOf({ dataKey }: Envelope): Buffer {
  const key = dataKeys().get(dataKey);
  if (!key) throw new NotOpened();
  return key;
}

function associated({ wrappedBy, dataKey }: Envelope): Buffer {
  return Buffer.from(`competency keys\0${wrappedBy}\0${dataKey}`);
}
