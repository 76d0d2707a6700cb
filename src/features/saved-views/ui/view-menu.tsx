"use client";

import { Pencil, Trash2 } from "lucide-react";
import type { SavedView } from "#src/features/saved-views/schema.ts";
import { Menu, MenuItem } from "#src/ui/menu.tsx";
import { MoreButton } from "#src/ui/more-button.tsx";
import { strings } from "./strings.ts";

export type ViewMenuProps = { view: SavedView; onRename: () => void; onDelete: () => void };

/** What may be done to a view. */
export function ViewMenu({ view, onRename, onDelete, defaultOpen = false }: ViewMenuProps & { defaultOpen?: boolean }) {
  return (
    <Menu align="start" defaultOpen={defaultOpen} trigger={<MoreButton label={strings.acts(view.name)} size="sm" />}>
      <MenuItem icon={<Pencil aria-hidden />} onSelect={onRename}>
        {strings.rename}
      </MenuItem>
      <MenuItem icon={<Trash2 aria-hidden />} onSelect={onDelete} tone="danger">
        {strings.delete}
      </MenuItem>
    </Menu>
  );
}
