"use client";

import { useId } from "react";
import { ChevronDownIcon } from "./icons";

interface SelectBoxProps {
  label: string;
  value: string;
  options: readonly { value: string; text: string }[];
  onChange: (value: string) => void;
  isDisabled?: boolean;
}

/** A list to choose from, in the kit's look, for frames of pages: the kit's own brings help and states that forms need. */
export function SelectBox({ label, value, options, onChange, isDisabled }: SelectBoxProps) {
  const id = useId();
  return (
    <div className="cds--form-item">
      <div className="cds--select">
        <label className="cds--label" htmlFor={id}>
          {label}
        </label>
        <div className="cds--select-input__wrapper">
          <select
            id={id}
            className="cds--select-input"
            value={value}
            disabled={isDisabled}
            onChange={(event) => onChange(event.target.value)}
          >
            {options.map((option) => (
              <option key={option.value} className="cds--select-option" value={option.value}>
                {option.text}
              </option>
            ))}
          </select>
          <ChevronDownIcon className="cds--select__arrow" />
        </div>
      </div>
    </div>
  );
}
