"use client";

import { useQuery } from "@tanstack/react-query";
import { useParams } from "next/navigation";
import { verifyQuery } from "#src/features/certificates/ui/certificate-queries.ts";
import { BrandStyle } from "#src/features/schools/ui/brand-style.tsx";
import { Logo } from "#src/ui/logo.tsx";
import { decodedCode } from "./decoded-code.ts";

/** The school of the document that was checked, where its holder shows it: its logo, or its name, and its colour. */
export function VerifyLogo() {
  const { code } = useParams<{ code?: string }>();
  const { data } = useQuery({ ...verifyQuery(decodedCode(code ?? "")), enabled: code !== undefined });
  const found = data && data.status !== "unknown" && data.school ? data : undefined;
  if (!found?.school) return <Logo href="/" />;
  const { school, logo, color } = found;
  return (
    <>
      {color ? <BrandStyle color={color} /> : null}
      {logo ? (
        <Logo href="/verify" school={{ src: `data:image/webp;base64,${logo}`, name: school }} />
      ) : (
        <span className="text-md font-semibold tracking-tight">
          <bdi>{school}</bdi>
        </span>
      )}
    </>
  );
}
