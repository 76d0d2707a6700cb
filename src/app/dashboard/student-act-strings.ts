/** Texts of what a school does for one student, on their record. */
export const studentActStrings = {
  acts: "Acts",
  extend: "Extend due dates",
  withdraw: "Withdraw",
  place: "Place",
  resetPassword: "Reset password",
  account: "Account and groups",
  resetTitle: (name: string) => `Send ${name} a link to reset their password?`,
  resetHelp: "The link goes to their email. Their password stays as it is until they use the link.",
  resetAction: "Send the link",
} as const;
