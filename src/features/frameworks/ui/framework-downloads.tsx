import { buttonStyle } from "#src/ui/button.tsx";
import { frameworkPath } from "./framework-paths.ts";
import { strings } from "./strings.ts";

/** The framework as files that other systems, and an import here, can read. */
export function FrameworkDownloads({ id }: { id: string }) {
  return (
    <div className="mt-5 border-t border-separator pt-4">
      <h3 className="text-sm font-medium">{strings.downloads}</h3>
      <p className="mt-0.5 text-sm text-pretty text-muted">{strings.downloadsHelp}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        <a className={buttonStyle()} download href={`${frameworkPath(id)}/case`}>
          {strings.downloadCase}
        </a>
        <a className={buttonStyle()} download href={`${frameworkPath(id)}/csv`}>
          {strings.downloadCsv}
        </a>
      </div>
    </div>
  );
}
