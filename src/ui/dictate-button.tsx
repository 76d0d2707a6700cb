"use client";

import { Mic, Square } from "lucide-react";
import { cn } from "./cn.ts";
import { type DictationFault, useDictation } from "./dictation.ts";
import { dictationStrings as strings } from "./dictation-strings.ts";
import { iconButtonStyle } from "./icon-button.tsx";
import { toast } from "./toast.tsx";

/** The browser may send what it hears to its maker: said once, when somebody first uses it. */
let wasTold = false;

/** Dictates into a field, where the browser can; nothing elsewhere. It says that it listens, and stops when pressed again. */
export function DictateButton({ field, onWords }: { field: string; onWords: (words: string) => void }) {
  const dictation = useDictation({ onWords, onFault: (fault) => toast.error(faultWords[fault]) });
  if (!dictation) return null;
  const { isListening, start, stop } = dictation;
  const press = () => {
    if (isListening) return stop();
    if (!wasTold) toast.info(strings.dictationNotice);
    wasTold = true;
    start();
  };
  return (
    <>
      <button
        aria-label={isListening ? strings.stopDictating(field) : strings.dictate(field)}
        aria-pressed={isListening}
        className={cn(
          iconButtonStyle({ size: "sm" }),
          isListening &&
            "w-auto gap-1.5 border-danger bg-danger-soft px-2.5 text-sm font-medium text-danger-soft-foreground",
        )}
        onClick={press}
        title={isListening ? strings.stopDictating(field) : strings.dictate(field)}
        type="button"
      >
        {isListening ? (
          <>
            <Square aria-hidden className="animate-pulse fill-current motion-reduce:animate-none" />
            <span aria-hidden>{strings.listening}</span>
          </>
        ) : (
          <Mic aria-hidden />
        )}
      </button>
      <span className="sr-only" role="status">
        {isListening ? strings.listeningTo(field) : ""}
      </span>
    </>
  );
}

const faultWords: Record<DictationFault, string> = {
  "not-allowed": strings.dictationNotAllowed,
  "no-microphone": strings.dictationNoMicrophone,
  "nothing-heard": strings.dictationNothingHeard,
  "no-connection": strings.dictationNoConnection,
  failed: strings.dictationFailed,
};
