/** Key pairs the console makes; the first is the one to choose when nothing speaks for another. */
export const keyAlgorithms = ["rsa-3072", "rsa-2048", "rsa-4096", "ec-p256", "ec-p384"] as const;

/** What the certificate service of a BMC takes; a longer request ends its web server. */
export const maximumRequestBytes = 4096;

/** Characters of a password that protects an exported key; short ones can be tried out. */
export const minimumExportPasswordLength = 12;
