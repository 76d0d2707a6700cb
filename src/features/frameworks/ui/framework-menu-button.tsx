import type { ComponentProps } from "react";
import { MoreButton as Button } from "#src/ui/more-button.tsx";
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
  return <Button {...rest} label={strings.moreActs(name)} variant="secondary" />;
}
