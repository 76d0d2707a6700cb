import {
  type EvaluationContext,
  FlagNotFoundError,
  type JsonValue,
  ParseError,
  type Provider,
  type ResolutionDetails,
  TargetingKeyMissingError,
  TypeMismatchError,
} from "@openfeature/server-sdk";
import type { KeptFlags } from "#src/features/flags/kept-flags.ts";
import { type FlagReader, variantFor } from "#src/features/flags/rules.ts";
import { isFlagKey, type KnownFlag, knownFlags, noRules } from "#src/features/flags/values.ts";
import { now } from "#src/lib/clock.ts";
import { roles } from "#src/policy/actor.ts";

/**
 * The provider of OpenFeature (openfeature.dev, specification 0.8, section 2) over the flags that the process keeps. What
 * cannot be resolved throws the SDK's own error, and the SDK then gives the caller's default.
 */
export class FlagProvider implements Provider {
  readonly metadata = { name: "postgresql" };
  readonly runsOn = "server";
  readonly #kept: KeptFlags;

  constructor(kept: KeptFlags) {
    this.#kept = kept;
  }

  initialize(): Promise<void> {
    return this.#kept.start();
  }

  async onClose(): Promise<void> {
    this.#kept.close();
  }

  async resolveBooleanEvaluation(key: string, _default: boolean, context: EvaluationContext) {
    return this.#resolve(key, context, "boolean", (value) => typeof value === "boolean");
  }

  async resolveStringEvaluation(key: string, _default: string, context: EvaluationContext) {
    return this.#resolve(key, context, "string", (value) => typeof value === "string");
  }

  async resolveNumberEvaluation(key: string, _default: number, context: EvaluationContext) {
    return this.#resolve(key, context, "number", (value) => typeof value === "number");
  }

  async resolveObjectEvaluation<T extends JsonValue>(key: string): Promise<ResolutionDetails<T>> {
    throw new TypeMismatchError(`the flag ${key} holds no object`);
  }

  #resolve<T extends Value>(
    key: string,
    context: EvaluationContext,
    type: string,
    isOfType: (value: Value | undefined) => value is T,
  ): ResolutionDetails<T> {
    if (!isFlagKey(key)) throw new FlagNotFoundError(`there is no flag ${key}`);
    const flag: KnownFlag = knownFlags[key];
    const { rules, round } = this.#kept.find(key) ?? { rules: noRules, round: 0 };
    if (!rules) throw new ParseError(`the rules of the flag ${key} cannot be read`);
    const { variant, reason } = variantFor(key, flag, rules, readerOf(context), now());
    const value = flag.variants[variant];
    if (!isOfType(value)) throw new TypeMismatchError(`the flag ${key} holds no ${type}`);
    return { value, variant, reason, flagMetadata: { round } };
  }
}

type Value = boolean | string | number;

function readerOf({ targetingKey, schoolId, role }: EvaluationContext): FlagReader {
  if (!targetingKey) throw new TargetingKeyMissingError("a flag is asked for somebody");
  const found = roles.find((one) => one === role);
  if (typeof schoolId !== "string" || !found) throw new TypeMismatchError("a flag is asked for a school and a role");
  return { userId: targetingKey, schoolId, role: found };
}
