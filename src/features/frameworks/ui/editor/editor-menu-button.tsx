import type { ComponentProps } from "react";
import { MoreButton as Button } from "#src/ui/more-button.tsx";
import { strings } from "./editor-strings.ts";

export type EditorMenuProps = { onRemove: () => void };

/** The button of the editor's menu. */
export function MoreButton(props: Omit<ComponentProps<"button">, "aria-label">) {
  return <Button {...props} label={strings.moreActs} variant="secondary" />;
}
