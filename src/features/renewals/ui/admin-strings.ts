/** Texts of the school's page of renewals, which only its administrators see. */
export const adminStrings = {
  nothing: "Nothing to renew",
  nothingHelp:
    "A framework may say for how many months a competency is valid. 60 days before it expires, its students appear here.",
  toFrameworks: "See the frameworks",
} as const;
