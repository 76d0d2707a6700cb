"use client";

import { loadLater, type StandInProps } from "#src/ui/load-later.tsx";
import { MoreButton } from "#src/ui/more-button.tsx";
import { strings } from "./strings.ts";
import type { ViewMenuProps } from "./view-menu.tsx";

/** ViewMenu, loaded after the page. */
export const ViewMenu = loadLater<ViewMenuProps>(() => import("./view-menu.tsx").then((file) => file.ViewMenu), {
  standIn: StandIn,
});

function StandIn({ view, onPress }: ViewMenuProps & StandInProps) {
  return <MoreButton label={strings.acts(view.name)} onClick={onPress} size="sm" />;
}
