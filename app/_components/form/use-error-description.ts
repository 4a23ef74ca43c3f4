import { useEffect } from "react";

/**
 * Describes an invalid input of the kit by its error message. The kit names the message by `aria-errormessage` only,
 * which few screen readers announce.
 */
export function useErrorDescription(inputId: string, isInvalid: boolean): void {
  useEffect(() => {
    const input = isInvalid ? document.getElementById(inputId) : null;
    const messageId = `${inputId}-error-msg`;
    input?.setAttribute("aria-describedby", messageId);
    return () => {
      // By now the kit may have put its help text there.
      if (input?.getAttribute("aria-describedby") === messageId) {
        input.removeAttribute("aria-describedby");
      }
    };
  }, [inputId, isInvalid]);
}
