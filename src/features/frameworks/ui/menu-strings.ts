/** Texts of the rarer actions of a published framework. */
export const menuStrings = {
  retire: "Retire",
  retireTitle: (name: string) => `Retire ${name}?`,
  retireHelp:
    "It can no longer be assigned to students. Those who already have its competencies keep them, with their progress. You can publish it again at any time.",
  retired: "The framework is retired",
  remove: "Remove",
  removeTitle: (name: string) => `Remove ${name}?`,
  removeHelp: "No student was ever given it. The framework and all that is in it are gone for good.",
  removed: "The framework is removed",
  removeFailed: "The framework could not be removed",
  undo: "Undo",
} as const;
