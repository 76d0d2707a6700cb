import { join } from "node:path";
import { config } from "#src/config.ts";
import { segmentsOf } from "#src/lib/sms-text.ts";
import { countSmsSegments } from "#src/platform/metrics/metrics.ts";
import { OutboxTexter } from "#src/platform/sms/outbox-texter.ts";
import type { Texter } from "#src/platform/sms/texter.ts";
import { TwilioTexter } from "#src/platform/sms/twilio-texter.ts";

const registryKey = Symbol.for("competency.texter");
const holder = globalThis as { [registryKey]?: Texter | undefined };

/** The one of this process: the service of SMS_ACCOUNT_SID where it is given, else files in the data folder. */
export function texter(): Texter {
  holder[registryKey] ??= counted(
    config.sms ? new TwilioTexter(config.sms) : new OutboxTexter(join(config.dataDir, "outbox")),
  );
  return holder[registryKey];
}

/** For tests: another one; without an argument it is opened anew when it is needed. */
export function useTexter(texter: Texter | undefined): void {
  holder[registryKey]?.close();
  holder[registryKey] = texter && counted(texter);
}

/** Segments are what a provider asks money for. */
function counted(texter: Texter): Texter {
  return {
    async send(sms) {
      const outcome = await texter.send(sms);
      if (outcome.kind === "sent") countSmsSegments(segmentsOf(sms.text).segments);
      return outcome;
    },
    close: () => texter.close(),
  };
}
