import Link from "next/link";

/** Answers unknown addresses and things of other teams alike. */
export function NothingHere() {
  return (
    <div className="sb-page">
      <div className="sb-empty">
        <h1>Nothing here</h1>
        <p>
          This address leads to nothing you can see. What it named may have been deleted, or it may belong to a team you
          are not a member of.
        </p>
        <p>
          <Link className="sb-link" href="/overview">
            Go to the overview
          </Link>
        </p>
      </div>
    </div>
  );
}
