import { setTimeout as sleep } from "node:timers/promises";
import { selectFlags } from "#src/features/flags/queries.ts";
import { findRules } from "#src/features/flags/rules.ts";
import { type FlagKey, type FlagRules, isFlagKey, knownFlags } from "#src/features/flags/values.ts";
import type { Bus } from "#src/platform/bus/bus.ts";
import { bus } from "#src/platform/bus/open-bus.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { log } from "#src/platform/log/log.ts";

/** `rules` is undefined where what is stored cannot be read. */
type KeptFlag = { rules: FlagRules | undefined; round: number };

const lookEveryMs = 10_000;

/**
 * The rows of `feature_flags` that the program knows, kept in the process so that asking for one costs nothing. Read again
 * after each signal, and regularly, since a signal may be lost. While the database does not answer, what was read last holds.
 */
export class KeptFlags {
  readonly #bus: Bus;
  #flags: ReadonlyMap<FlagKey, KeptFlag> = new Map();
  #started: Promise<void> | undefined;
  #asked = 0;
  #answered = 0;
  #isClosed = false;
  #unsubscribe: (() => void) | undefined;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  find(key: FlagKey): KeptFlag | undefined {
    return this.#flags.get(key);
  }

  /** Resolves after the first look, also one that failed: what is not known gives its default. */
  start(): Promise<void> {
    this.#started ??= this.#follow();
    return this.#started;
  }

  /** After the commit of a change: this process knows it at once, the others by the signal. */
  async announce(): Promise<void> {
    await this.refresh();
    this.#bus.publish("flags");
  }

  async refresh(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const rows = await withRole("app_realtime", (tx) => tx.query(selectFlags));
      // An answer that was overtaken is older.
      if (asked < this.#answered) return;
      this.#answered = asked;
      const flags = new Map<FlagKey, KeptFlag>();
      for (const { key, rules, round } of rows) {
        if (isFlagKey(key)) flags.set(key, { rules: findRules(knownFlags[key], rules), round });
      }
      this.#flags = flags;
    } catch (err) {
      if (!this.#isClosed) log.warn({ err }, "the feature flags could not be read");
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe?.();
  }

  async #follow(): Promise<void> {
    this.#unsubscribe = this.#bus.subscribe("flags", () => void this.refresh());
    await this.refresh();
    void (async () => {
      while (!this.#isClosed) {
        await sleep(lookEveryMs, undefined, { ref: false });
        if (!this.#isClosed) await this.refresh();
      }
    })();
  }
}

/** On globalThis, since Next bundles its own copy of every module. */
const registryKey = Symbol.for("competency.flags");
const holder = globalThis as { [registryKey]?: KeptFlags };

/** Those of this process. */
export function keptFlags(): KeptFlags {
  holder[registryKey] ??= new KeptFlags(bus());
  return holder[registryKey];
}
