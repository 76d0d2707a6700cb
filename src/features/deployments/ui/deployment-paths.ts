export const deploymentsPath = "/api/competency-deployments" as const;

export function deploymentPath(id: string) {
  return `${deploymentsPath}/${encodeURIComponent(id)}` as const;
}

export function retryPath(id: string) {
  return `${deploymentPath(id)}/retry` as const;
}

export function deploymentsOfPath(frameworkId: string) {
  return `${deploymentsPath}?${new URLSearchParams({ templateId: frameworkId })}` as const;
}

/** Addresses of pages, for links. */
export const deploymentPages = {
  framework: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}`,
  deploy: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}/deploy`,
  one: (frameworkId: string, id: string) =>
    `/dashboard/school-admin/frameworks/${encodeURIComponent(frameworkId)}/deploy?deployment=${encodeURIComponent(id)}`,
};
