/** A message to one person, as plain text. */
export type Mail = { to: string; subject: string; text: string };

/** Sends messages. */
export type Mailer = {
  /** Resolves once the message is handed over; throws when it could not be. */
  send(mail: Mail): Promise<void>;
  close(): void;
};
