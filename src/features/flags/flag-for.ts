import { type Client, OpenFeature } from "@openfeature/server-sdk";
import { FlagProvider } from "#src/features/flags/flag-provider.ts";
import { keptFlags } from "#src/features/flags/kept-flags.ts";
import { noteExposure } from "#src/features/flags/note-exposure.ts";
import { type FlagKey, type FlagValue, type KnownFlag, knownFlags } from "#src/features/flags/values.ts";
import type { UserActor } from "#src/policy/actor.ts";

export type Evaluated<Value> = { value: Value; variant: string; reason: string };

/** The SDK's own registry is on globalThis; another program's provider in the same process has another domain. */
const domain = "competency";
let opened: Promise<Client> | undefined;

/** Reads the flags, and then follows them. Wait for it before the first request. */
export function followFlags(): Promise<Client> {
  opened ??= OpenFeature.setProviderAndWait(domain, new FlagProvider(keptFlags())).then(() =>
    OpenFeature.getClient(domain),
  );
  return opened;
}

/**
 * What a flag says for somebody, without I/O. What cannot be read gives the flag's default. Ask only where the answer is
 * then shown: who gets a variant by their share has met it from here on.
 */
export async function flagFor<Key extends FlagKey>(actor: UserActor, key: Key): Promise<Evaluated<FlagValue<Key>>> {
  const flag: KnownFlag = knownFlags[key];
  const unset = flag.variants[flag.defaultVariant];
  const client = await followFlags();
  const context = { targetingKey: actor.userId, schoolId: actor.schoolId, role: actor.role };
  const found =
    typeof unset === "boolean"
      ? await client.getBooleanDetails(key, unset, context)
      : typeof unset === "number"
        ? await client.getNumberDetails(key, unset, context)
        : await client.getStringDetails(key, unset ?? "", context);
  const round = found.flagMetadata.round;
  const { variant = flag.defaultVariant, reason = "UNKNOWN" } = found;
  if (reason === "SPLIT" && typeof round === "number") noteExposure(actor, { key, round, variant });
  // The provider gives values of the flag's own variants, and the default is one of them.
  return { value: found.value as FlagValue<Key>, variant, reason };
}
