export const outboxStrings = {
  title: "Outbox",
  help: "What this program would have sent. Without a mail server or an SMS service, each message is kept here instead.",
  latest: "Messages, the latest first",
  leaving: (emails: boolean, sms: boolean) =>
    emails && sms ? "Emails and SMS really leave" : emails ? "Emails really leave" : "SMS really leave",
  leavingHelp: "What sends them is set up. Those that are listed here were written before.",
  none: "Nothing was written yet",
  noneHelp: "Invite somebody, or ask for a new password: the email appears here.",
  to: (address: string) => `To ${address}`,
  channels: { EMAIL: "Email", SMS: "SMS" },
  failed: "It could not be opened",
};
