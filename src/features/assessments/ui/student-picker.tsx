"use client";

import { useState } from "react";
import { SearchField } from "#src/ui/search-field.tsx";
import { TaskPage, TaskSection } from "#src/ui/task-page.tsx";
import { strings } from "./strings.ts";
import { StudentMatches } from "./student-matches.tsx";

/** Chooses the student of a new assessment that was not requested. */
export function StudentPicker() {
  const [search, setSearch] = useState("");
  return (
    <TaskPage back={{ href: "/dashboard/clinical-supervisor", label: strings.back }} title={strings.newAssessment}>
      <TaskSection className="pt-4">
        <h2 className="text-lg font-semibold">{strings.chooseStudent}</h2>
        <p className="mb-4 text-muted">{strings.chooseStudentHelp}</p>
        <SearchField
          label={strings.findStudent}
          onValueChange={setSearch}
          placeholder={strings.findStudentPlaceholder}
          value={search}
        />
      </TaskSection>
      <div className="pb-2">
        <StudentMatches search={search} />
      </div>
    </TaskPage>
  );
}
