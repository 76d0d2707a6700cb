import { Ellipsis } from "lucide-react";
import type { ComponentProps } from "react";
import { IconButton } from "#src/ui/icon-button.tsx";
import { strings } from "./editor-strings.ts";

export type EditorMenuProps = { onRemove: () => void };

/** The button of the editor's menu. */
export function MoreButton(props: Omit<ComponentProps<"button">, "aria-label">) {
  return <IconButton {...props} icon={<Ellipsis aria-hidden />} label={strings.moreActs} variant="secondary" />;
}
