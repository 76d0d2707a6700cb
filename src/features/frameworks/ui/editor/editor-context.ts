"use client";

import { createContext, use } from "react";
import {
  type CompetencyChange,
  changeCompetencies,
  changeItem,
  changeStatement,
  type ItemChange,
} from "#src/features/frameworks/editing/draft.ts";
import type { EditAnswer, EditDraft, EditItem, EditScale } from "#src/features/frameworks/editing/schema.ts";
import type { Marks } from "./marks.ts";

/** What the parts of the editor share. */
export type Editor = {
  draft: EditDraft;
  scales: readonly EditScale[];
  /** The version before this draft, where there is one. */
  before: EditAnswer | undefined;
  marks: Marks | undefined;
  /** The first fault of a field of an item. */
  faultOf: (itemId: string | null, field: string) => string | undefined;
  edit: (change: (items: readonly EditItem[]) => readonly EditItem[] | undefined, group?: string) => void;
  editHead: (change: Partial<Omit<EditDraft, "items">>, group?: string) => void;
  /** A sentence for those who do not see the tree. */
  say: (sentence: string) => void;
};

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (!editor) throw new Error("useEditor needs the FrameworkEditor around it.");
  return editor;
}

/** Changes of one item; what is typed into one field is one step to undo. */
export function useItemEdits(id: string) {
  const { edit, scales } = useEditor();
  return {
    setItem: (change: ItemChange) => edit((items) => changeItem(items, id, change), groupOf(id, change)),
    setStatement: (statement: string) => edit((items) => changeStatement(items, id, statement), `${id} statement`),
    setCompetency: (change: CompetencyChange) =>
      edit((items) => changeCompetencies(items, [id], change, scales), groupOf(id, change)),
  };
}

function groupOf(id: string, change: object): string | undefined {
  const [field] = Object.keys(change);
  const typed = ["code", "statement", "editorNote", "shortName", "description", "category", "rubric"];
  return field !== undefined && typed.includes(field) ? `${id} ${field}` : undefined;
}

/** What an item is called in the tree: a short name where it has one. */
export function nameOf({ statement, competency }: EditItem): string {
  return competency ? (competency.shortName ?? competency.name) : statement;
}

/** "3.5 Referrals". */
export function titleOf(item: EditItem): string {
  return [item.code, nameOf(item)].filter(Boolean).join(" ");
}
