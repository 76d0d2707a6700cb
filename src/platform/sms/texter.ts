/** An SMS to one number. `id` is the same for a repeat. */
export type Sms = { id: string; to: string; text: string };

/**
 * What became of it; `why` names neither the number nor a secret. `STOPPED`: its person answered STOP to the provider;
 * `INVALID`: it is no number that gets SMS. Both are so for good.
 */
export type SmsOutcome =
  | { kind: "sent" }
  | { kind: "refused"; why: string; number?: "STOPPED" | "INVALID" }
  | { kind: "later"; why: string; afterMs: number };

/** Sends SMS. It never throws for what a provider does. */
export type Texter = {
  send(sms: Sms): Promise<SmsOutcome>;
  close(): void;
};
