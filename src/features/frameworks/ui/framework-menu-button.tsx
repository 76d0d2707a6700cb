import { Ellipsis } from "lucide-react";
import type { ComponentProps } from "react";
import { IconButton } from "#src/ui/icon-button.tsx";
import { strings } from "./strings.ts";

export type FrameworkMenuProps = {
  name: string;
  onRetire: () => void;
  /** Only where nobody was ever given the framework. */
  onRemove?: (() => void) | undefined;
};

/** The button of the framework's menu. */
export function MoreButton({
  name,
  ...rest
}: Omit<ComponentProps<"button">, "name" | "aria-label"> & { name: string }) {
  return <IconButton {...rest} icon={<Ellipsis aria-hidden />} label={strings.moreActs(name)} variant="secondary" />;
}
