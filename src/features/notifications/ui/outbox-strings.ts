export const outboxStrings = {
  title: "Outbox",
  help: "What this program would have sent. Without a mail server, each message is kept here instead.",
  latest: "Messages, the latest first",
  mailing: "Emails really leave",
  mailingHelp: "A mail server is set up. What is listed here was written before.",
  none: "Nothing was written yet",
  noneHelp: "Invite somebody, or ask for a new password: the email appears here.",
  to: (address: string) => `To ${address}`,
  channels: { EMAIL: "Email", SMS: "SMS" },
  failed: "It could not be opened",
};
