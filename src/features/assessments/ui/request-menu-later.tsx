"use client";

import { loadLater, type StandInProps } from "#src/ui/load-later.tsx";
import { RequestMenuButton, type RequestMenuProps } from "./request-menu-button.tsx";

/** The menu of a request; the popup's script comes after the page. */
export const RequestMenuLater = loadLater<RequestMenuProps>(
  () => import("./request-menu.tsx").then((file) => file.RequestMenu),
  { standIn: MenuStandIn },
);

function MenuStandIn({ line, onPress }: RequestMenuProps & StandInProps) {
  return <RequestMenuButton aria-haspopup="menu" onClick={onPress} student={line.studentName} />;
}
