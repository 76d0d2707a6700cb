type Options = { isRefusal?: boolean; retryAfterMs?: number; cause?: unknown };

/**
 * A provider did not take a message. `words` say why without what the provider wrote, which may hold an address; a
 * refusal is for good, anything else is tried again, and not before the provider's time.
 */
export class DeliveryError extends Error {
  readonly isRefusal: boolean;
  readonly retryAfterMs: number;

  constructor(words: string, { isRefusal = false, retryAfterMs = 0, cause }: Options = {}) {
    super(words, { cause });
    this.isRefusal = isRefusal;
    this.retryAfterMs = retryAfterMs;
  }
}
