import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { OutboxFolder } from "#src/platform/outbox/outbox-folder.ts";
import type { Sms, SmsOutcome, Texter } from "#src/platform/sms/texter.ts";

/** Writes each SMS into a folder instead of sending it, beside the emails. The names sort by time. */
export class OutboxTexter implements Texter {
  readonly #folder: OutboxFolder;

  constructor(folder: string) {
    this.#folder = new OutboxFolder(folder);
  }

  async send(sms: Sms): Promise<SmsOutcome> {
    const entry = { channel: "SMS", ...sms, sentAt: now().toISOString() };
    await this.#folder.write(`${newId()}.json`, `${JSON.stringify(entry, null, 2)}\n`);
    return { kind: "sent" };
  }

  close(): void {}
}
