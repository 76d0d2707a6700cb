import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { Button } from "#src/ui/button.tsx";
import { studentActStrings as strings } from "./student-act-strings.ts";

/** The button of what a school does for a student. */
export function StudentActsButton(props: Omit<ComponentProps<typeof Button>, "children">) {
  return (
    <Button {...props} aria-haspopup="menu">
      {strings.acts}
      <ChevronDown aria-hidden className="-me-1 text-muted" />
    </Button>
  );
}
