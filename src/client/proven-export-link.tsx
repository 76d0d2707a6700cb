"use client";

import type { MouseEvent } from "react";
import { ExportLink } from "#src/ui/export-link.tsx";
import { api } from "./api.ts";
import { askForProof } from "./proof.ts";

type ProvenExportLinkProps = { href: string; children?: string };

/** As ExportLink, for a file that the server gives only after a fresh proof of who asks: a download cannot ask by itself. */
export function ProvenExportLink(props: ProvenExportLinkProps) {
  const open = async (event: MouseEvent) => {
    // In another tab the server's answer says what is missing.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // Without an answer the download is tried all the same: the server decides.
    const { isFresh } = await api<{ isFresh: boolean }>("/api/me/step-up").catch(() => ({ isFresh: true }));
    if (isFresh || (await askForProof())) download(props.href);
  };
  return <ExportLink {...props} onClick={(event) => void open(event)} />;
}

function download(href: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}
