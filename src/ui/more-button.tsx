import { Ellipsis } from "lucide-react";
import type { ComponentProps } from "react";
import { IconButton } from "./icon-button.tsx";

/** The button of a menu of further acts, and what stands in for the menu until it is loaded. */
export function MoreButton(props: Omit<ComponentProps<typeof IconButton>, "icon">) {
  return <IconButton aria-haspopup="menu" {...props} icon={<Ellipsis aria-hidden />} />;
}
