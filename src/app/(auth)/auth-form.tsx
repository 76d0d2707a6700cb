import type { ComponentProps, ReactNode } from "react";
import { Callout } from "#src/ui/callout.tsx";
import type { Fault } from "./auth-fault.ts";

type AuthFormProps = { fault: Fault | undefined; onSubmit: ComponentProps<"form">["onSubmit"]; children: ReactNode };

/** A form of these pages, with the reason for its last failure above the fields. */
export function AuthForm({ fault, onSubmit, children }: AuthFormProps) {
  return (
    <form className="flex flex-col gap-4" method="post" noValidate onSubmit={onSubmit}>
      {fault ? (
        <Callout live title={fault.title} tone={fault.tone}>
          {fault.help}
        </Callout>
      ) : null}
      {children}
    </form>
  );
}
