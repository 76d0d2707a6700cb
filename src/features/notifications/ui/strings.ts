export const strings = {
  title: "Notifications",
  markAllRead: "Mark all as read",
  empty: "Nothing new. Feedback, completed competencies and due dates appear here.",
  failed: "Notifications could not be loaded.",
  retry: "Try again",
  unread: "Unread",
} as const;
