import { PathnameContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { BottomBar } from "./bottom-bar.tsx";

const items = [
  { href: "/dashboard/super-admin", label: "Schools", icon: null, phone: true },
  { href: "/dashboard/super-admin/jobs", label: "Jobs", icon: null, phone: true },
  { href: "/dashboard/super-admin/flags", label: "Feature flags", icon: null },
];

/** The entries that are marked as the current page. */
function marked(pathname: string): string[] {
  const html = renderToStaticMarkup(
    <PathnameContext value={pathname}>
      <BottomBar items={items} />
    </PathnameContext>,
  );
  return [...html.matchAll(/aria-current="page"[^>]* href="([^"]+)"/g)].map(([, href = ""]) => href);
}

describe("a phone's bottom bar", () => {
  it.each([
    ["/dashboard/super-admin", ["/dashboard/super-admin"]],
    ["/dashboard/super-admin/schools/1", ["/dashboard/super-admin"]],
    ["/dashboard/super-admin/jobs", ["/dashboard/super-admin/jobs"]],
    // Its entry is in the account menu alone.
    ["/dashboard/super-admin/flags", []],
    ["/dashboard/super-admin/flags/dashboard-order", []],
  ])("marks on %s what leads there, or nothing", (pathname, hrefs) => {
    expect(marked(pathname)).toEqual(hrefs);
  });
});
