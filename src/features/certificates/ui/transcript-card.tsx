import { Download } from "lucide-react";
import { buttonStyle } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { certificatePaths } from "./certificate-queries.ts";
import { strings } from "./strings.ts";

/** The transcript as PDF, on either paper. */
export function TranscriptCard({ studentId }: { studentId: string }) {
  return (
    <Card aria-labelledby="transcript-title">
      <CardHeader description={strings.transcriptHelp} title={strings.transcript} titleId="transcript-title" />
      <CardBody className="flex flex-col gap-4 pt-0">
        <p className="text-sm text-muted">{strings.transcriptCode}</p>
        <TranscriptLinks studentId={studentId} />
      </CardBody>
    </Card>
  );
}

export function TranscriptLinks({ studentId }: { studentId: string }) {
  const path = certificatePaths.transcript(studentId);
  return (
    <div className="flex flex-wrap gap-3 max-md:[&>*]:flex-1">
      <a className={buttonStyle()} download href={path}>
        <Download aria-hidden />
        {strings.downloadTranscript}
      </a>
      <a className={buttonStyle({ variant: "ghost" })} download href={`${path}?size=LETTER`}>
        {strings.letter}
      </a>
    </div>
  );
}
