import type { ReactNode } from "react";
import { Shell } from "#src/ui/shell.tsx";
import { navOf, roleWords } from "./dashboard/navigation.tsx";
import { getPageUser } from "./page-user.ts";

type SignedInProps = {
  children: ReactNode;
  /** Slots of the shell's header and sidebar, filled by the features that own them. */
  notifications?: ReactNode;
  status?: ReactNode;
  aside?: ReactNode;
};

/** The shell for whoever is signed in. Every signed-in section's layout is one line of this. */
export async function SignedIn({ children, ...slots }: SignedInProps) {
  const user = await getPageUser();
  return (
    <Shell
      nav={navOf(user.role)}
      user={{ name: user.name, email: user.email, roleWord: roleWords[user.role] }}
      {...slots}
    >
      {children}
    </Shell>
  );
}
