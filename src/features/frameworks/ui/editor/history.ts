import type { EditDraft } from "#src/features/frameworks/editing/schema.ts";

/** What was, is, and was undone. Steps of one group, such as letters typed into one field, are one step. */
export type History = {
  past: readonly EditDraft[];
  present: EditDraft;
  future: readonly EditDraft[];
  group: string | null;
};

export type HistoryAct =
  | { type: "edit"; change: (draft: EditDraft) => EditDraft; group?: string | undefined }
  | { type: "undo" }
  | { type: "redo" }
  /** Something else is edited from now on, so there is nothing to undo. */
  | { type: "load"; draft: EditDraft };

const stepsKept = 200;

export function startHistory(draft: EditDraft): History {
  return { past: [], present: draft, future: [], group: null };
}

export function nextHistory(history: History, act: HistoryAct): History {
  const { past, present, future } = history;
  switch (act.type) {
    case "edit": {
      const next = act.change(present);
      if (next === present) return history;
      const group = act.group ?? null;
      const isSameStep = group !== null && group === history.group && past.length > 0;
      return { past: isSameStep ? past : [...past, present].slice(-stepsKept), present: next, future: [], group };
    }
    case "undo": {
      const before = past.at(-1);
      if (!before) return history;
      return { past: past.slice(0, -1), present: before, future: [present, ...future], group: null };
    }
    case "redo": {
      const [after, ...rest] = future;
      if (!after) return history;
      return { past: [...past, present], present: after, future: rest, group: null };
    }
    case "load":
      return startHistory(act.draft);
  }
}
