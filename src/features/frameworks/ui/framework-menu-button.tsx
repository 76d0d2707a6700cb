import type { ComponentProps } from "react";
import type { FrameworkDetail } from "#src/features/frameworks/schema.ts";
import { MoreButton as Button } from "#src/ui/more-button.tsx";
import { strings } from "./strings.ts";

export type FrameworkMenuProps = { framework: FrameworkDetail };

/** The button of the framework's menu. */
export function MoreButton({
  name,
  ...rest
}: Omit<ComponentProps<"button">, "name" | "aria-label"> & { name: string }) {
  return <Button {...rest} label={strings.moreActs(name)} variant="secondary" />;
}
