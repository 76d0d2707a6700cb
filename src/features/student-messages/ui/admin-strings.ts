/** Texts of a message from the school to a student. */
export const strings = {
  open: "Message",
  title: (name: string) => `Message to ${name}`,
  help: "It appears among their notifications, with your name.",
  words: "Your words",
  needed: "Write something.",
  tooLong: (most: number) => `At most ${most.toLocaleString("en")} characters.`,
  send: "Send",
  cancel: "Cancel",
  sent: (name: string) => `Sent to ${name}`,
  failed: "The message could not be sent. Try again.",
} as const;
