import { z } from "zod";

// The content security policy forbids compiling code from text, which zod would otherwise try. It looks when the first
// schema is made, so this has to run before any other module of the browser.
z.config({ jitless: true });
