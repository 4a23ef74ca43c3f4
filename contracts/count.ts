/** A number with what it counts: "1 profile", "3 profiles"; `several` where the plural is not made with an s. */
export function countOf(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : several}`;
}
