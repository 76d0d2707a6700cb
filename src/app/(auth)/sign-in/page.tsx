import type { Metadata } from "next";
import { config } from "#src/config.ts";
import { ownPath } from "../own-path.ts";
import { strings } from "../strings.ts";
import type { DemoAccount } from "./password-form.tsx";
import { SignIn } from "./sign-in.tsx";

export const metadata: Metadata = { title: strings.signInTitle };

/** Offered by the demo school only; the server of a real school never sends them. */
const demoAccounts: readonly DemoAccount[] = [
  { role: "Student", email: "student@demo.test" },
  { role: "Supervisor", email: "supervisor@demo.test" },
  { role: "School admin", email: "admin@demo.test" },
  { role: "System admin", email: "super@demo.test" },
];
const demoPassword = "demo-Competency-2026";

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams;
  return (
    <SignIn
      demo={config.isDemo ? { accounts: demoAccounts, password: demoPassword } : undefined}
      next={ownPath(typeof next === "string" ? next : undefined)}
    />
  );
}
