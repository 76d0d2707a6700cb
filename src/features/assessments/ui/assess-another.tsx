"use client";

import { useState } from "react";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { strings } from "./strings.ts";
import { StudentMatches } from "./student-matches.tsx";

/** On the dashboard: any other student, without a page in between. */
export function AssessAnother() {
  const [search, setSearch] = useState("");
  return (
    <Card aria-labelledby="another-title">
      <CardHeader description={strings.chooseStudentHelp} title={strings.assessAnother} titleId="another-title" />
      <SearchField
        className="px-5 pb-5 max-md:px-4 max-md:pb-4"
        hideLabel
        label={strings.findStudent}
        onValueChange={setSearch}
        placeholder={strings.findStudentPlaceholder}
        value={search}
      />
      {search.trim() === "" ? null : (
        <div className="border-t border-separator">
          <StudentMatches search={search} />
        </div>
      )}
    </Card>
  );
}
