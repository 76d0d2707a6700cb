import type { ReactNode } from "react";

type AuthCardProps = {
  title: string;
  intro: string;
  /** Over the heading, for an answer. */
  icon?: ReactNode;
  /** Whether it may soon give way to another page. */
  busy?: boolean;
  children: ReactNode;
};

/** Heading, one sentence, and the form. */
export function AuthCard({ title, intro, icon, busy = false, children }: AuthCardProps) {
  return (
    <section
      aria-busy={busy || undefined}
      className="rounded-card border border-border bg-surface p-8 shadow-1 max-md:p-5"
    >
      {icon}
      <h1 className="text-xl font-semibold tracking-tight text-balance">{title}</h1>
      <p className="mt-1 text-base text-muted">{intro}</p>
      <div className="mt-6">{children}</div>
    </section>
  );
}
