import type { ReactNode } from "react";

/** Heading, one sentence, and the form. */
export function AuthCard({ title, intro, children }: { title: string; intro: string; children: ReactNode }) {
  return (
    <section className="rounded-card border border-border bg-surface p-8 shadow-1 max-md:p-5">
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-1 text-base text-muted">{intro}</p>
      <div className="mt-6">{children}</div>
    </section>
  );
}
