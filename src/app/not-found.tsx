import type { Metadata } from "next";
import { LinkButton } from "#src/ui/link-button.tsx";
import { NothingHere } from "./nothing-here.tsx";
import { strings } from "./strings.ts";

export const metadata: Metadata = { title: strings.notFound };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh items-center" id="content">
      <NothingHere>
        <LinkButton href="/" variant="primary">
          {strings.toDashboard}
        </LinkButton>
      </NothingHere>
    </main>
  );
}
