"use client";

import { Ellipsis } from "lucide-react";
import { IconButton } from "#src/ui/icon-button.tsx";
import { loadLater, type StandInProps } from "#src/ui/load-later.tsx";
import { strings } from "./strings.ts";
import type { ViewMenuProps } from "./view-menu.tsx";

/** ViewMenu, loaded after the page. */
export const ViewMenu = loadLater<ViewMenuProps>(() => import("./view-menu.tsx").then((file) => file.ViewMenu), {
  standIn: StandIn,
});

function StandIn({ view, onPress }: ViewMenuProps & StandInProps) {
  return (
    <IconButton
      aria-haspopup="menu"
      icon={<Ellipsis aria-hidden />}
      label={strings.acts(view.name)}
      onClick={onPress}
      size="sm"
    />
  );
}
