/** What only administrators find and do. */
export const adminStrings = {
  frameworks: "Frameworks",
  importFramework: "Import a framework",
} as const;
