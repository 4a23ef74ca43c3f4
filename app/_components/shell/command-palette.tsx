"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { type PaletteItem, searchPalette } from "./palette-search";

interface CommandPaletteProps {
  items: readonly PaletteItem[];
  /** Looks for objects on the server; called for queries of two characters and more, aborted when the query changes. */
  findObjects?: (query: string, signal: AbortSignal) => Promise<PaletteItem[]>;
  onClose: () => void;
}

const searchDelayMs = 200;

/** Goes to a page, profile or object by name. Opened by Ctrl-K or Cmd-K; arrow keys choose, Enter goes, Escape closes. */
export function CommandPalette({ items, findObjects, onClose }: CommandPaletteProps) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const listId = useId();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const [found, setFound] = useState<{ query: string; items: PaletteItem[]; failed: boolean } | null>(null);

  // Read while rendering: by the time effects run, the dialog has taken the focus.
  const [opener] = useState(() => document.activeElement);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement && opener.isConnected) {
        opener.focus();
      }
    };
  }, [opener]);

  const needle = query.trim();
  useEffect(() => {
    if (!findObjects || needle.length < 2) {
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      findObjects(needle, controller.signal).then(
        (objects) => {
          if (!controller.signal.aborted) {
            setFound({ query: needle, items: objects, failed: false });
          }
        },
        () => {
          if (!controller.signal.aborted) {
            setFound({ query: needle, items: [], failed: true });
          }
        },
      );
    }, searchDelayMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [findObjects, needle]);

  const objects = found?.query === needle ? found.items : [];
  const isSearching = Boolean(findObjects) && needle.length >= 2 && found?.query !== needle;
  const results = [...searchPalette(items, needle), ...objects];
  const activeIndex = Math.min(active, results.length - 1);
  const optionId = (index: number) => `${listId}-${index}`;

  function go(item: PaletteItem | undefined) {
    if (item) {
      onClose();
      router.push(item.href);
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Enter") {
      event.preventDefault();
      go(results[activeIndex]);
      return;
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && results.length > 0) {
      event.preventDefault();
      const next = (activeIndex + step + results.length) % results.length;
      setActive(next);
      document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" });
    }
  }

  function summary(): string {
    if (isSearching) {
      return "Searching objects";
    }
    const count = results.length === 1 ? "1 result" : `${results.length} results`;
    return found?.failed && found.query === needle ? `${count}; objects could not be searched` : count;
  }

  return (
    <dialog ref={dialog} className="sb-palette" aria-label="Go to" onCancel={onClose}>
      <input
        className="sb-palette__input"
        role="combobox"
        aria-label="Page, profile or object"
        aria-expanded={results.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={results.length > 0 ? optionId(activeIndex) : undefined}
        placeholder="Page, profile or object"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} className="sb-palette__list" role="listbox" aria-label="Results">
        {results.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above owns the keyboard
          <div
            key={`${item.group}/${item.id}`}
            id={optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === activeIndex}
            className="sb-menu__item"
            onClick={() => go(item)}
          >
            <span>{item.label}</span>
            <span className="sb-menu__note">{item.note ? `${item.group} - ${item.note}` : item.group}</span>
          </div>
        ))}
      </div>
      <div className="sb-palette__foot">
        <span role="status">{summary()}</span>
        <span>
          <kbd>Enter</kbd> opens
        </span>
        <span>
          <kbd>Esc</kbd> closes
        </span>
      </div>
    </dialog>
  );
}
