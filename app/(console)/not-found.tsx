import { NothingHere } from "../_components/feedback/nothing-here";

/** What the pages of the console do not find, inside its shell. */
export default function NotFound() {
  return <NothingHere />;
}
