"use client";

import { useEffect, useRef, useState } from "react";

/** The part of the browser's speech recognition that is used; TypeScript's own library has no types for it. */
type Recognition = {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: { resultIndex: number; results: ArrayLike<Result> }) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
};
type Result = { isFinal: boolean; 0: { transcript: string } };
type RecognitionClass = new () => Recognition;

/** Why dictation ended before its author ended it. */
export type DictationFault = "not-allowed" | "no-microphone" | "nothing-heard" | "no-connection" | "failed";

const faults: Record<string, DictationFault | null> = {
  "not-allowed": "not-allowed",
  "service-not-allowed": "not-allowed",
  "audio-capture": "no-microphone",
  "no-speech": "nothing-heard",
  network: "no-connection",
  // Ended by the page itself.
  aborted: null,
};

/** One field listens at a time. */
let listening: Recognition | undefined;

/**
 * Dictation by the browser, where it has it. `onWords` gets each piece once it is final. Undefined where there is none,
 * and on the server.
 */
export function useDictation(handlers: { onWords: (words: string) => void; onFault: (fault: DictationFault) => void }) {
  const [Class, setClass] = useState<RecognitionClass>();
  const [isListening, setListening] = useState(false);
  const own = useRef<Recognition>(undefined);
  const latest = useRef(handlers);
  latest.current = handlers;

  useEffect(() => {
    setClass(() => findClass());
    return () => own.current?.abort();
  }, []);

  if (!Class) return undefined;

  const start = () => {
    listening?.stop();
    const recognition = new Class();
    own.current = recognition;
    listening = recognition;
    recognition.lang = navigator.language;
    recognition.continuous = true;
    recognition.interimResults = false;
    recognition.onresult = ({ resultIndex, results }) => {
      const pieces = Array.from(results).slice(resultIndex);
      const words = pieces
        .filter(({ isFinal }) => isFinal)
        .map((piece) => piece[0].transcript.trim())
        .join(" ");
      if (words !== "") latest.current.onWords(words);
    };
    recognition.onerror = ({ error }) => {
      const fault = error in faults ? faults[error] : "failed";
      if (fault) latest.current.onFault(fault);
    };
    recognition.onend = () => {
      if (listening === recognition) listening = undefined;
      if (own.current === recognition) setListening(false);
    };
    try {
      recognition.start();
      setListening(true);
    } catch {
      latest.current.onFault("failed");
    }
  };
  return { isListening, start, stop: () => own.current?.stop() };
}

function findClass(): RecognitionClass | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = window as {
    SpeechRecognition?: RecognitionClass;
    webkitSpeechRecognition?: RecognitionClass;
  };
  return SpeechRecognition ?? webkitSpeechRecognition;
}
