import type { DraftStatus } from "./draft-keeper.ts";
import { strings } from "./strings.ts";

type FormStatusProps = { status: DraftStatus; isWaiting: boolean; isSending: boolean };

/** What became of what was typed: the words beside the title. */
export function FormStatus({ status, isWaiting, isSending }: FormStatusProps) {
  if (isWaiting) return isSending ? strings.statusSending : <KeptHere word={strings.statusWaiting} />;
  switch (status) {
    case "new":
    case "gone":
    case "refused":
      return strings.statusNew;
    case "saving":
      return strings.statusSaving;
    case "saved":
      return strings.statusSaved;
    case "kept":
      return <KeptHere word={strings.statusKept} />;
  }
}

/** In full where there is room beside the title. */
function KeptHere({ word }: { word: string }) {
  return (
    <>
      {word} <span className="max-[429px]:hidden">{strings.keptOnThisPhone}</span>
      <span className="min-[430px]:hidden">{strings.keptHere}</span>
    </>
  );
}
