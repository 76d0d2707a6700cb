import type { ComponentProps } from "react";
import type { QueueLine } from "#src/features/assessments/schema.ts";
import { MoreButton } from "#src/ui/more-button.tsx";
import { queueStrings as strings } from "./queue-strings.ts";

export type RequestMenuProps = { line: QueueLine; onDecline?: ((line: QueueLine) => void) | undefined };

export function RequestMenuButton({
  student,
  ...rest
}: Omit<ComponentProps<"button">, "aria-label"> & { student: string }) {
  return <MoreButton {...rest} className="-me-2 max-md:hidden" label={strings.requestMenu(student)} />;
}
