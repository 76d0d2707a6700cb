import type { FrameworkContent } from "#src/features/frameworks/export/content.ts";
import type { DraftItem, FrameworkDraft } from "#src/features/frameworks/import/draft.ts";

/**
 * The next version of a framework from a file: what the file does not say of a competency that is known stays as it is,
 * such as its rating scale, its target, its rubric.
 */
export function inherit(draft: FrameworkDraft, known: FrameworkContent): FrameworkDraft {
  const before = new Map(known.items.map((item) => [item.identifier, item]));
  return {
    ...draft,
    items: draft.items.map((item): DraftItem => {
      const was = before.get(item.identifier);
      const note = item.editorNote ?? was?.editorNote ?? null;
      if (!was?.competency) return note === null ? item : { ...item, editorNote: note };
      const { competency } = was;
      const unsaid = new Set(item.unsaid ?? []);
      return {
        ...item,
        editorNote: note,
        level: unsaid.has("level") ? competency.level : item.level,
        isRequired: unsaid.has("isRequired") ? competency.isRequired : item.isRequired,
        shortName: item.shortName ?? competency.shortName,
        validityMonths: item.validityMonths ?? competency.validityMonths,
        renewalWays: item.renewalWays ?? competency.renewalWays,
        rubric: item.rubric ?? competency.rubric,
        settings: item.settings?.scale === undefined ? { ...competency.settings, ...item.settings } : item.settings,
      };
    }),
  };
}
