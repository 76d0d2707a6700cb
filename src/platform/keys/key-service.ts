import { setTimeout as sleep } from "node:timers/promises";

/** Services that can hold the wrapping key. */
export const keyServiceKinds = ["aws-kms", "vault"] as const;
export type KeyServiceKind = (typeof keyServiceKinds)[number];

/** A service outside of the program that holds a **wrapping key**, which never leaves it. */
export type KeyService = {
  kind: KeyServiceKind;
  /** As the settings name it. */
  wrappingKey: string;
  /** Gives what only the service opens, and how it names the key that wrapped it. */
  wrap(bytes: Buffer): Promise<{ wrapped: string; wrappingKey: string }>;
  /** @param wrappingKey another than that of the settings, to move away from it */
  unwrap(wrapped: string, wrappingKey?: string): Promise<Buffer>;
};

/** The keys cannot be opened. Its message is for whoever runs the program, and holds nothing that was sent or received. */
export class KeysClosed extends Error {
  /** Whether it may work later without a change. */
  readonly isPassing: boolean;
  constructor(message: string, { isPassing }: { isPassing: boolean }) {
    super(message);
    this.name = "KeysClosed";
    this.isPassing = isPassing;
  }
}

const firstDelayMs = 200;
const longestDelayMs = 5_000;

/** Tries again, with longer and longer delays, what fails for a reason that may pass. */
export async function patiently<T>(ask: () => Promise<T>, withinMs: number): Promise<T> {
  const end = Date.now() + withinMs;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    try {
      return await ask();
    } catch (error) {
      const isOver = Date.now() + delayMs > end;
      if (!(error instanceof KeysClosed) || !error.isPassing || isOver) throw error;
      await sleep(delayMs);
    }
  }
}
