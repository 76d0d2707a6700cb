/** Texts of the list of frameworks. */
export const listStrings = {
  frameworksHelp: "What students are to learn, as a tree of categories and competencies.",
  importFramework: "Import a framework",
  findFramework: "Find a framework",
  anyStatus: "Any",
  emptyTitle: "No frameworks yet",
  emptyHelp:
    "A framework is the tree of competencies your students work towards. Import one as a CASE package, or as an Excel or CSV table, check it, and then assign it to cohorts.",
  emptyReadOnly: "When a school imports a framework, it appears here.",
  noMatchTitle: "No framework matches",
  noMatchHelp: "Try fewer letters, or another status.",
  clearFilters: "Clear filters",
  listFailed: "The frameworks could not be loaded",
  never: "None yet",
  name: "Name",
  status: "Status",
  competencies: "Competencies",
  deployments: "Times assigned",
  findPlaceholder: "Name",
  template: "Example table",
};
