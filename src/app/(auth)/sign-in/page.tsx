import type { Metadata } from "next";
import { config } from "#src/config.ts";
import { ownPath } from "#src/lib/own-path.ts";
import { strings as kit } from "#src/ui/strings.ts";
import { strings } from "../strings.ts";
import type { DemoAccount } from "./password-form.tsx";
import { SignIn } from "./sign-in.tsx";

export const metadata: Metadata = { title: strings.signInTitle };

/** Offered by the demo school only; the server of a real school never sends them. */
const demoAccounts: readonly DemoAccount[] = [
  { role: kit.roles.STUDENT, email: "student@demo.test" },
  { role: kit.roles.CLINICAL_SUPERVISOR, email: "supervisor@demo.test" },
  { role: kit.roles.SCHOOL_ADMIN, email: "admin@demo.test" },
  { role: kit.roles.SUPER_ADMIN, email: "super@demo.test" },
];
const demoPassword = "demo-Competency-2026";

type Search = { next?: string | string[]; ended?: string | string[]; shared?: string | string[] };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { next, ended, shared } = await searchParams;
  return (
    <SignIn
      canUsePasskeys={!/^\[|^[\d.]+$/.test(new URL(config.appUrl).hostname)}
      demo={config.isDemo ? { accounts: demoAccounts, password: demoPassword } : undefined}
      ended={ended === undefined ? undefined : ended === "idle" ? "idle" : "session"}
      isShared={shared !== undefined}
      next={ownPath(typeof next === "string" ? next : undefined)}
    />
  );
}
