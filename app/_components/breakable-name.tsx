import { Fragment } from "react";

/** A name such as `IsBasedOnUnderlyingRedundancy`: where it is too long for its line it breaks before a capital letter. */
export function BreakableName({ name }: { name: string }) {
  return [...name.matchAll(/(?:[A-Z]+|^)[^A-Z]*/g)].map(({ 0: part, index }) => (
    <Fragment key={index}>
      {index === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
}
