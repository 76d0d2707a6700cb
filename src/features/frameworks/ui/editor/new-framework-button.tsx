import { Plus } from "lucide-react";
import type { ComponentProps } from "react";
import { Button } from "#src/ui/button.tsx";
import { strings } from "./editor-strings.ts";

/** The button that starts a framework. */
export function NewFrameworkButton(props: ComponentProps<typeof Button>) {
  return (
    <Button {...props} icon={<Plus aria-hidden />}>
      {strings.newFramework}
    </Button>
  );
}
