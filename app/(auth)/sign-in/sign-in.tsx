"use client";

import { useState } from "react";
import { PasswordStep } from "./password-step";
import { SecondFactorStep } from "./second-factor-step";

/** Signing in: the password, then the second factor for those who have one. */
export function SignIn({ returnPath }: { returnPath: string }) {
  const [email, setEmail] = useState("");
  const [isSecondStep, setSecondStep] = useState(false);

  // A full load: the server renders the page for the person who is signed in now.
  const finish = () => window.location.assign(returnPath);

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
