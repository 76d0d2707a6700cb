"use client";

import { useReportWebVitals } from "next/web-vitals";
import { useEffect, useState } from "react";
import { onBrowserError, takeBrowserErrors } from "#src/client/browser-errors.ts";
import { type Device, mostErrors, mostVitals, type VitalName, vitalNames } from "#src/features/health/values.ts";

/** Of so many pages that are loaded one is measured. */
const oneOf = 4;
/** Several errors at once are one request. */
const waitMs = 2_000;
/** Wider than this the pages have their sidebar. */
const deskWidth = "(min-width: 768px)";

type Vital = { name: VitalName; value: number; path: string };

let loadedAt: string | undefined;
const measured = new Map<string, Vital>();

/** Reports errors of this page's scripts, and of some pages how long they took; nothing of who reads them. */
export function BrowserReports() {
  const [isMeasured] = useState(() => Math.random() * oneOf < 1);
  useEffect(() => {
    loadedAt ??= location.pathname;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const plan = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        send([]);
      }, waitMs);
    };
    // The library's own listeners, which are older, have measured by then.
    const leave = () => {
      if (document.visibilityState === "hidden") sendAll();
    };
    const stop = onBrowserError(plan);
    plan();
    document.addEventListener("visibilitychange", leave);
    window.addEventListener("pagehide", sendAll);
    return () => {
      stop();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", leave);
      window.removeEventListener("pagehide", sendAll);
    };
  }, []);
  return isMeasured ? <Vitals /> : null;
}

function Vitals() {
  useReportWebVitals(keep);
  return null;
}

/** The last value of each counts. Seconds, where the library has milliseconds. */
function keep({ name, value, navigationType }: { name: string; value: number; navigationType: string }): void {
  const vital = vitalNames.find((known) => known === name);
  if (!vital) return;
  const path = navigationType === "soft-navigation" ? location.pathname : (loadedAt ?? location.pathname);
  measured.set(`${vital} ${path}`, { name: vital, value: vital === "CLS" ? value : value / 1000, path });
}

function sendAll(): void {
  const vitals = [...measured.values()].slice(0, mostVitals);
  measured.clear();
  send(vitals);
}

function send(vitals: Vital[]): void {
  const errors = takeBrowserErrors().slice(0, mostErrors);
  if (vitals.length === 0 && errors.length === 0) return;
  const device: Device = window.matchMedia(deskWidth).matches ? "desk" : "phone";
  const body = new Blob([JSON.stringify({ device, vitals, errors })], { type: "application/json" });
  navigator.sendBeacon("/api/browser-reports", body);
}
