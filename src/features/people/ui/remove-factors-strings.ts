/** Texts of taking somebody's second step away, which the list of people does not load. */
export const removeFactorsStrings = {
  act: "Remove second step",
  title: "Remove their second step?",
  help: "For somebody who lost their phone and their recovery codes. Be sure that it is them who asks. They are signed out everywhere, sign in with their password alone, and are told by email.",
} as const;
