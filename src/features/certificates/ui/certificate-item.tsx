"use client";

import { BadgeCheck, Ban, Copy, Download, ExternalLink } from "lucide-react";
import type { Certificate } from "#src/features/certificates/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button, buttonStyle } from "#src/ui/button.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { toast } from "#src/ui/toast.tsx";
import { certificatePaths } from "./certificate-queries.ts";
import { ShownSwitches } from "./shown-switches.tsx";
import { strings } from "./strings.ts";

type CertificateItemProps = {
  certificate: Certificate;
  /** Who holds it chooses what it shows; their school only reads it. */
  isHolder?: boolean;
};

export function CertificateItem({ certificate, isHolder = false }: CertificateItemProps) {
  const { id, framework, version, competencies, completedOn, code, revoked } = certificate;
  return (
    <article aria-label={framework} className="flex flex-col gap-4 px-5 py-4 max-md:px-4">
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h3 className="font-semibold">{framework}</h3>
          <p className="text-sm text-muted">
            {strings.competencies(competencies)}, {strings.version(version)} · {strings.completedOn}{" "}
            <DateText kind="full" value={completedOn} />
          </p>
          <p className="text-sm text-muted">
            {strings.code} <span className="num font-medium text-foreground">{code}</span>
          </p>
        </div>
        {revoked ? (
          <Badge icon={<Ban aria-hidden />} tone="danger">
            {strings.revoked}
          </Badge>
        ) : (
          <Badge icon={<BadgeCheck aria-hidden />} tone="success">
            {strings.valid}
          </Badge>
        )}
      </header>
      {revoked ? <Revoked isHolder={isHolder} revoked={revoked} /> : null}
      <div className="flex flex-wrap gap-3 max-md:[&>*]:flex-1">
        {revoked ? null : (
          <a
            aria-label={strings.downloadOf(framework)}
            className={buttonStyle({ variant: isHolder ? "primary" : undefined })}
            download
            href={certificatePaths.file(id)}
          >
            <Download aria-hidden />
            {strings.download}
          </a>
        )}
        {isHolder ? <Share certificate={certificate} /> : null}
      </div>
      {isHolder && !revoked ? <ShownSwitches certificate={certificate} /> : null}
      {isHolder && revoked ? (
        <details>
          <summary className="w-fit cursor-pointer py-2 text-sm font-medium">{strings.shows}</summary>
          <ShownSwitches certificate={certificate} />
        </details>
      ) : null}
    </article>
  );
}

function Revoked({ revoked, isHolder }: { revoked: NonNullable<Certificate["revoked"]>; isHolder: boolean }) {
  return (
    <p className="max-w-[66ch]">
      {strings.revokedOn} <DateText kind="full" value={revoked.on} />:{" "}
      {strings.because[revoked.because](revoked.competency)}
      {isHolder ? ` ${strings.again}` : null}
    </p>
  );
}

function Share({ certificate: { address } }: { certificate: Certificate }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      toast.success(strings.copied);
    } catch {
      toast.error(strings.copyFailed);
    }
  };
  return (
    <>
      <Button icon={<Copy aria-hidden />} onClick={() => void copy()}>
        {strings.copyLink}
      </Button>
      <a className={buttonStyle({ variant: "ghost" })} href={new URL(address).pathname} rel="noopener" target="_blank">
        <ExternalLink aria-hidden />
        {strings.openPage}
      </a>
    </>
  );
}
