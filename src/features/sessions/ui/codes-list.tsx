"use client";

import { Copy, Download } from "lucide-react";
import type { RefObject } from "react";
import { Button } from "#src/ui/button.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./factor-strings.ts";

type CodesListProps = { codes: readonly string[]; downloadRef?: RefObject<HTMLButtonElement | null> };

/** Recovery codes, to be kept now. */
export function CodesList({ codes, downloadRef }: CodesListProps) {
  const text = [strings.codesFileHead, "", ...codes, ""].join("\n");
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    toast.success(strings.codesCopied);
  };
  return (
    <div className="flex flex-col gap-3">
      <ol className="num grid grid-cols-2 gap-x-4 gap-y-1.5 rounded-card border border-border bg-surface-secondary px-4 py-3 font-mono text-base max-[359px]:grid-cols-1">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button icon={<Download aria-hidden />} onClick={() => save(text)} ref={downloadRef}>
          {strings.codesDownload}
        </Button>
        <Button icon={<Copy aria-hidden />} onClick={() => void copy()}>
          {strings.codesCopy}
        </Button>
      </div>
    </div>
  );
}

function save(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = strings.codesFile;
  link.click();
  URL.revokeObjectURL(address);
}
