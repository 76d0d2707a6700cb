/** Texts of the settings of one's calendar. */
export const strings = {
  title: "Calendar",
  help: "Your dates in the calendar of your phone or computer",
  address: "Address of your calendar",
  what: {
    STUDENT: "Your due dates and placements. It follows every change by itself, and nobody else is named in it.",
    CLINICAL_SUPERVISOR:
      "Requests to answer, and the rotations in which you have students. It follows every change by itself, and no student is named in it.",
    SCHOOL_ADMIN: "The rotations of your school. It follows every change by itself, and no person is named in it.",
  },
  make: "Make an address",
  madeOn: (when: string) => `Your calendar has an address, made on ${when}. It was shown once, when it was made.`,
  none: "Your calendar has no address yet.",
  shownOnce: "This address is shown once",
  shownOnceHelp: "Add it to your calendar now. Whoever has it can read your calendar, so give it to nobody.",
  copy: "Copy",
  copied: "Address copied",
  copyFailed: "The address could not be copied. Select it and copy it by hand.",
  openApp: "Open in calendar app",
  renew: "Make a new address",
  renewTitle: "Make a new address?",
  renewHelp: "The present address ends at once. Calendars that use it no longer get changes.",
  end: "Switch off",
  endTitle: "Switch off your calendar's address?",
  endHelp: "The address ends at once. Calendars that use it no longer get changes.",
  made: "Address made",
  ended: "Calendar switched off",
  failed: "This did not work. Check the connection and try again.",

  howTo: "Add it to your calendar",
  howToHelp: "Calendar programs ask for changes every few hours; Google may take a day.",
  programs: [
    { name: "Google Calendar", steps: "On a computer: Other calendars, the plus sign, From URL. Paste the address." },
    {
      name: "Apple Calendar",
      steps: "iPhone: Calendars, Add Calendar, Add Subscription Calendar. Mac: File, New Calendar Subscription.",
    },
    { name: "Outlook", steps: "Add calendar, Subscribe from web. Paste the address." },
  ],
} as const;
