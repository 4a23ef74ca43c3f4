const folded = (namespace: string) => namespace.replace(/^\/+|\/+$/g, "").toLowerCase();

/** True for a namespace of the list, however it is spelled: case does not tell namespaces apart. */
export function isListedNamespace(listed: readonly string[], namespace: string): boolean {
  const wanted = folded(namespace);
  return listed.some((one) => folded(one) === wanted);
}
