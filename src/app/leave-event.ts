/** On the window: the person wants to sign out. The account menu, which every page has, asks first if something was not sent. */
export const leaveEvent = "session.leave";
