/**
 * What the names and namespaces of CIM are made of: letters, digits and underscores, and whatever else servers use. Not in
 * them are the signs of WBEM URIs and XML, blanks, and characters that nobody sees.
 */
const NAME = "[^\\s\\p{C}/\\\\\"'.:,=<>&]+";

export const namePattern = new RegExp(`^${NAME}$`, "u");
export const namespacePattern = new RegExp(`^${NAME}(?:/${NAME})*$`, "u");
