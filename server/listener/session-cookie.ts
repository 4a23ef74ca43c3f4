const SESSION_COOKIE = /(?:^|;\s*)(?:__Host-)?signalbox\.session_token=([^;]+)/;

/** The value of the console's session cookie, as the browser sent it and unchecked. */
export function findSessionCookie(cookieHeader: string | undefined): string | undefined {
  return cookieHeader === undefined ? undefined : SESSION_COOKIE.exec(cookieHeader)?.[1];
}

/** Whether a session cookie is there at all; says nothing of its validity. */
export function hasSessionCookie(cookieHeader: string | undefined): boolean {
  return findSessionCookie(cookieHeader) !== undefined;
}
