"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { BulkFormProps } from "./bulk-form.tsx";
import type { ItemPanelProps } from "./item-panel.tsx";

/** What only a chosen item shows is not needed to read the tree, and is there by the time that one is chosen. */
export const ItemPanel = loadLater<ItemPanelProps>(() => import("./item-panel.tsx").then((file) => file.ItemPanel), {
  isWanted: ({ item }) => item !== undefined,
});
export const BulkForm = loadLater<BulkFormProps>(() => import("./bulk-form.tsx").then((file) => file.BulkForm), {
  isWanted: () => true,
});
