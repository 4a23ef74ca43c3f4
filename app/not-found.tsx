import { NothingHere } from "./_components/feedback/nothing-here";

/** What is not found where there is no shell around it. */
export default function NotFound() {
  return (
    <main id="main-content">
      <NothingHere />
    </main>
  );
}
