/** What was, is, and was undone. Steps of one group, such as letters typed into one field, are one step. */
export type History<Value> = {
  past: readonly Value[];
  present: Value;
  future: readonly Value[];
  group: string | null;
};

export type HistoryAct<Value> =
  | { type: "edit"; change: (value: Value) => Value; group?: string | undefined }
  | { type: "undo" }
  | { type: "redo" }
  /** Something else is edited from now on, so there is nothing to undo. */
  | { type: "load"; value: Value };

const stepsKept = 200;

export function startHistory<Value>(value: Value): History<Value> {
  return { past: [], present: value, future: [], group: null };
}

/** The history after an act; the same object where the act changes nothing. */
export function nextHistory<Value>(history: History<Value>, act: HistoryAct<Value>): History<Value> {
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
      if (before === undefined) return history;
      return { past: past.slice(0, -1), present: before, future: [present, ...future], group: null };
    }
    case "redo": {
      const [after, ...rest] = future;
      if (after === undefined) return history;
      return { past: [...past, present], present: after, future: rest, group: null };
    }
    case "load":
      return startHistory(act.value);
  }
}
