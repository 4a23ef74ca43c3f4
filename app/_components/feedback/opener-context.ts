"use client";

import { createContext } from "react";
import type { FocusPath } from "./opener";

/** What had the focus before a dialog's code was loaded; null where the dialog reads it itself. */
export const OpenerContext = createContext<FocusPath | null>(null);
