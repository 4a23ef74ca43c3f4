import { NothingHere } from "../_components/feedback/nothing-here";

/** Stands in the layout beside it, which says whether there is a shell around it. */
export default function NotFound() {
  return <NothingHere />;
}
