"use client";

import { useId, useRef } from "react";
import { CloseIcon, SearchIcon } from "./icons";

interface SearchBoxProps {
  /** Accessible name: "Search partitions". */
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}

/** A search field in the kit's look, without the tooltip of the kit's own. Escape and the cross clear it. */
export function SearchBox({ label, placeholder = "Search", value, onChange }: SearchBoxProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);

  function clear() {
    onChange("");
    input.current?.focus();
  }

  return (
    <search className="cds--search cds--search--sm cds--layout--size-sm" aria-label={label}>
      <div className="cds--search-magnifier">
        <SearchIcon className="cds--search-magnifier-icon" />
      </div>
      <label className="cds--visually-hidden" htmlFor={id}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        type="text"
        className="cds--search-input"
        placeholder={placeholder}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && value !== "") {
            event.stopPropagation();
            clear();
          }
        }}
      />
      <button
        type="button"
        className={`cds--search-close${value === "" ? " cds--search-close--hidden" : ""}`}
        aria-label="Clear the search"
        title="Clear the search"
        onClick={clear}
      >
        <CloseIcon />
      </button>
    </search>
  );
}
