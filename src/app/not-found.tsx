import type { Metadata } from "next";
import { LinkButton } from "#src/ui/link-button.tsx";
import { NothingHere } from "./nothing-here.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center" id="content">
      <NothingHere>
        <LinkButton href="/" variant="primary">
          Go to your dashboard
        </LinkButton>
      </NothingHere>
    </main>
  );
}
