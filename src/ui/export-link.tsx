import { Download } from "lucide-react";
import type { MouseEvent } from "react";
import { buttonStyle } from "./button.tsx";
import { strings } from "./strings.ts";

type ExportLinkProps = {
  /** The address of the file: what the table shows, all of its pages. */
  href: string;
  /** Where a page has more than one file: "Export hours". */
  children?: string;
  onClick?: (event: MouseEvent<HTMLAnchorElement>) => void;
};

/** Downloads what a table shows as CSV. A button, and so not on paper. */
export function ExportLink({ href, children = strings.exportCsv, onClick }: ExportLinkProps) {
  return (
    <a className={buttonStyle()} download href={href} onClick={onClick}>
      <Download aria-hidden />
      <span>{children}</span>
    </a>
  );
}
