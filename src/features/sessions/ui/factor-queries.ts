import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type {
  CodesAnswer,
  EnrolmentAnswer,
  FactorsAnswer,
  PasskeyOptionsAnswer,
  SignInRules,
  SignInRulesBody,
  StepUpAnswer,
} from "#src/features/sessions/factors/schema.ts";

export const factorKeys = {
  own: () => ["me", "factors"] as const,
  rules: () => ["sign-in-rules"] as const,
};

export const factorPaths = { own: "/api/me/factors", rules: "/api/sign-in-rules" } as const;

export function factorsQuery() {
  return queryOptions({
    queryKey: factorKeys.own(),
    queryFn: ({ signal }) => api<FactorsAnswer>(factorPaths.own, { signal }),
  });
}

export function signInRulesQuery() {
  return queryOptions({
    queryKey: factorKeys.rules(),
    queryFn: ({ signal }) => api<SignInRules>(factorPaths.rules, { signal }),
  });
}

export function saveSignInRules(rules: SignInRulesBody): Promise<SignInRules> {
  return api<SignInRules>(factorPaths.rules, { method: "PUT", body: rules });
}

export function startApp(): Promise<EnrolmentAnswer> {
  return api<EnrolmentAnswer>(`${factorPaths.own}/totp`, { method: "POST", body: {} });
}

export function confirmApp(body: { enrolment: string; code: string }): Promise<CodesAnswer> {
  return api<CodesAnswer>(`${factorPaths.own}/totp/confirm`, { method: "POST", body });
}

export async function removeApp(client: QueryClient): Promise<void> {
  await api(`${factorPaths.own}/totp`, { method: "DELETE" });
  await refreshFactors(client);
}

export function makeNewCodes(): Promise<CodesAnswer> {
  return api<CodesAnswer>(`${factorPaths.own}/recovery-codes`, { method: "POST", body: {} });
}

/** The browser's dialog is in between: it fails with what the browser throws. */
export async function addPasskey(name: string): Promise<CodesAnswer> {
  const { challengeId, options } = await api<PasskeyOptionsAnswer>(`${factorPaths.own}/passkeys/options`, {
    method: "POST",
    body: {},
  });
  const { makePasskey } = await import("./passkey-browser.ts");
  const passkey = await makePasskey(options);
  return api<CodesAnswer>(`${factorPaths.own}/passkeys`, { method: "POST", body: { challengeId, name, passkey } });
}

export async function renamePasskey(client: QueryClient, id: string, name: string): Promise<void> {
  await api(passkeyPath(id), { method: "PATCH", body: { name } });
  await refreshFactors(client);
}

export async function removePasskey(client: QueryClient, id: string): Promise<void> {
  await api(passkeyPath(id), { method: "DELETE" });
  await refreshFactors(client);
}

export async function forgetDevice(client: QueryClient, id: string): Promise<void> {
  await api(`${factorPaths.own}/remembered/${encodeURIComponent(id)}`, { method: "DELETE" });
  await refreshFactors(client);
}

export function refreshFactors(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: factorKeys.own() });
}

export function startProof(): Promise<StepUpAnswer> {
  return api<StepUpAnswer>("/api/me/step-up/start", { method: "POST", body: {} });
}

export function prove(body: { code: string } | { password: string }): Promise<unknown> {
  return api("/api/me/step-up", { method: "POST", body });
}

export async function proveByPasskey({ challengeId, options }: StepUpAnswer): Promise<void> {
  const { signWithPasskey } = await import("./passkey-browser.ts");
  const passkey = await signWithPasskey(options ?? {});
  await api("/api/me/step-up", { method: "POST", body: { challengeId, passkey } });
}

function passkeyPath(id: string): string {
  return `${factorPaths.own}/passkeys/${encodeURIComponent(id)}`;
}
