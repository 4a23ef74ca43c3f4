"use client";

import { useEffect, useState } from "react";
import { PasswordStep } from "./password-step";
import { SecondFactorStep } from "./second-factor-step";

interface SignInProps {
  returnPath: string;
  /** A link on another site led here, so the browser kept back the session's cookie (`SameSite=Strict`). */
  isFromElsewhere: boolean;
}

/** Signing in: the password, then the second factor for those who have one. */
export function SignIn({ returnPath, isFromElsewhere }: SignInProps) {
  const [email, setEmail] = useState("");
  const [isSecondStep, setSecondStep] = useState(false);

  // Asked for from this page, the target gets the cookie; whoever is not signed in is led back here, from here.
  useEffect(() => {
    if (isFromElsewhere) {
      window.location.replace(returnPath + window.location.hash);
    }
  }, [isFromElsewhere, returnPath]);

  // A full load: the server renders the page for the person who is signed in now.
  const finish = () => window.location.assign(returnPath + window.location.hash);

  return isSecondStep ? (
    <SecondFactorStep email={email} onDone={finish} onStartAgain={() => setSecondStep(false)} />
  ) : (
    <PasswordStep
      email={email}
      onDone={finish}
      onSecondFactor={(given) => {
        setEmail(given);
        setSecondStep(true);
      }}
    />
  );
}
