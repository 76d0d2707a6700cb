import type { ComponentProps } from "react";
import { Avatar, initials } from "./avatar.tsx";
import { strings } from "./strings.ts";

/** The button of the account menu. */
export function AccountButton({
  name,
  picture,
  ...rest
}: Omit<ComponentProps<"button">, "name"> & { name: string; picture?: string | null | undefined }) {
  return (
    <button
      {...rest}
      aria-label={strings.accountMenu(name, initials(name))}
      className="ms-1 inline-flex size-10 items-center justify-center rounded-full touch:size-11"
      type="button"
    >
      <Avatar name={name} picture={picture} />
    </button>
  );
}
