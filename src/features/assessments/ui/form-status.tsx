import type { DraftStatus } from "./draft-keeper.ts";
import { strings } from "./strings.ts";

type FormStatusProps = { status: DraftStatus; isWaiting: boolean; isSending: boolean };

/** The save status of the form, shown beside the title. */
export function FormStatus({ status, isWaiting, isSending }: FormStatusProps) {
  if (isWaiting) return isSending ? strings.statusSending : <KeptHere word={strings.statusWaiting} />;
  switch (status) {
    case "kept":
    case "conflict":
    case "signed-out":
      return <KeptHere word={strings.statusKept} />;
    case "new":
    case "gone":
    case "refused":
      return strings.statusNew;
    case "saving":
      return strings.statusSaving;
    case "saved":
      return strings.statusSaved;
  }
}

/** Shows the full text if there is room beside the title. */
function KeptHere({ word }: { word: string }) {
  return (
    <>
      {word} <span className="max-[429px]:hidden">{strings.keptOnThisPhone}</span>
      <span className="min-[430px]:hidden">{strings.keptHere}</span>
    </>
  );
}
