import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { config } from "#src/config.ts";
import { dataKeyBytes, type Envelope, isOpened, rememberDataKey } from "#src/platform/keys/envelope.ts";
import { envelopeOf, rewrapKeyFile } from "#src/platform/keys/key-file.ts";
import { type KeyService, KeysClosed, patiently } from "#src/platform/keys/key-service.ts";

const waitMs = 30_000;

export const keyFileName = "keys";

export function keyFilePath(): string {
  return join(config.dataDir, keyFileName);
}

/**
 * Has the key service open the file of keys, where it is wrapped: once, before anything reads a key. From then on the
 * service is not needed. Throws `KeysClosed`, after half a minute of attempts where the reason may pass.
 * @param wrappingKey the key to open it by, where it is not that of the settings any more
 */
export async function openKeys(options: { wrappingKey?: string; withinMs?: number } = {}): Promise<void> {
  const envelope = envelopeOf(keyFilePath());
  if (!envelope || isOpened(envelope)) return;
  const { wrappedBy, dataKey } = envelope;
  const service = await configuredService();
  if (service?.kind !== wrappedBy) {
    throw new KeysClosed(
      `${keyFilePath()} is wrapped by ${wrappedBy}, and KEY_PROVIDER is ${service?.kind ?? "file"}. Set KEY_PROVIDER=${wrappedBy} and what belongs to it.`,
      { isPassing: false },
    );
  }
  const bytes = await patiently(() => service.unwrap(dataKey, options.wrappingKey), options.withinMs ?? waitMs);
  if (bytes.length !== dataKeyBytes) {
    throw new KeysClosed("The key service gave back another key than it was given.", { isPassing: false });
  }
  rememberDataKey(envelope, bytes);
}

/** Whether a key service is configured and the file of keys stands there as it is. */
export function isWrapDue(): boolean {
  return config.keyService !== undefined && envelopeOf(keyFilePath()) === undefined;
}

/**
 * Wraps the file under a new data key and the wrapping key of the settings: for the first time, or again, under a new
 * version of that key or another. The service must have opened what it wrapped before the file is replaced.
 */
export async function wrapKeys(): Promise<Envelope> {
  const service = await configuredService();
  if (!service) throw new KeysClosed("KEY_PROVIDER is not set to a key service.", { isPassing: false });
  const recorded = envelopeOf(keyFilePath())?.wrappingKey;
  await openKeys(recorded ? { wrappingKey: recorded } : {});
  const bytes = randomBytes(dataKeyBytes);
  const { wrapped, wrappingKey } = await patiently(() => service.wrap(bytes), waitMs);
  if (!(await patiently(() => service.unwrap(wrapped), waitMs)).equals(bytes)) {
    throw new KeysClosed("The key service does not open what it has wrapped; nothing was changed.", {
      isPassing: false,
    });
  }
  const envelope = { wrappedBy: service.kind, wrappingKey, dataKey: wrapped };
  rememberDataKey(envelope, bytes);
  rewrapKeyFile(keyFilePath(), envelope);
  return envelope;
}

/** Writes the keys as they are. */
export async function unwrapKeys(): Promise<void> {
  await openKeys();
  rewrapKeyFile(keyFilePath(), null);
}

/** Only the one that is used is loaded. */
async function configuredService(): Promise<KeyService | undefined> {
  const settings = config.keyService;
  switch (settings?.kind) {
    case "aws-kms":
      return (await import("#src/platform/keys/aws-kms.ts")).awsKms(settings);
    case "vault":
      return (await import("#src/platform/keys/vault.ts")).vault(settings);
    default:
      return undefined;
  }
}
