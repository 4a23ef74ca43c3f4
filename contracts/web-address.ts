/** Whether a web address carries a user or a password, which everybody would see who sees the address (RFC 3986, 3.2.1). */
export function hasUserInfo(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username !== "" || password !== "";
}
