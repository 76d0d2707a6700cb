"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { BulkFormProps } from "./bulk-form.tsx";
import type { ItemPanelProps } from "./item-panel.tsx";

/** What only a chosen item shows is not needed to read the tree. */
export const ItemPanel = loadLater<ItemPanelProps>(() => import("./item-panel.tsx").then((file) => file.ItemPanel), {
  isWanted: () => true,
});
export const BulkForm = loadLater<BulkFormProps>(() => import("./bulk-form.tsx").then((file) => file.BulkForm), {
  isWanted: () => true,
});
