/**
 * A provider did not take a message. `words` say why without what the provider wrote, which may hold an address; a
 * refusal is for good, anything else is tried again.
 */
export class DeliveryError extends Error {
  readonly isRefusal: boolean;

  constructor(words: string, options: { isRefusal?: boolean; cause?: unknown } = {}) {
    super(words, { cause: options.cause });
    this.isRefusal = options.isRefusal ?? false;
  }
}
