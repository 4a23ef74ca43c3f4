/** Names of a BMC often repeat what the thing is: "System" for the system `system`, "Manager BMC" for the manager `BMC`. */
export function titled(kind: string, name: string): string {
  if (name.toLowerCase() === kind.toLowerCase()) return kind;
  return name.toLowerCase().includes(kind.toLowerCase()) ? name : `${kind} ${name}`;
}
