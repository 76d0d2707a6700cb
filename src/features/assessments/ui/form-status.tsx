import { isKeptOnDevice } from "#src/ui/sealed/storage.ts";
import { TextLink } from "#src/ui/text-link.tsx";
import type { DraftStatus } from "./draft-keeper.ts";
import { strings } from "./strings.ts";

/** Of the message about the whole form. */
export const noticeId = "notice";

type FormStatusProps = { status: DraftStatus; isWaiting: boolean; isSending: boolean };

/** The save status of the form, shown beside the title. */
export function FormStatus({ status, isWaiting, isSending }: FormStatusProps) {
  if (isWaiting) return isSending ? strings.statusSending : <KeptHere word={strings.statusWaiting} />;
  switch (status) {
    case "kept":
    case "signed-out":
      return <KeptHere word={strings.statusKept} />;
    case "conflict":
    case "gone":
      return <ToNotice />;
    case "new":
    case "refused":
      return strings.statusNew;
    case "saving":
      return strings.statusSaving;
    case "saved":
      return strings.statusSaved;
  }
}

/** Whoever types further down does not see the notice at the top. */
function ToNotice() {
  return (
    <TextLink className="text-warning" href={`#${noticeId}`} replace>
      {strings.statusChanged}
    </TextLink>
  );
}

/** Shows the full text if there is room beside the title. */
function KeptHere({ word }: { word: string }) {
  return (
    <>
      {word}{" "}
      <span className="max-[429px]:hidden">{isKeptOnDevice() ? strings.keptOnThisDevice : strings.keptInThisTab}</span>
      <span className="min-[430px]:hidden">{strings.keptHere}</span>
    </>
  );
}
