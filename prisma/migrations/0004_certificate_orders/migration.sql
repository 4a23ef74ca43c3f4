-- CreateTable
CREATE TABLE "CertificateOrder" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "teamId" TEXT NOT NULL,
    "profileId" TEXT,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdById" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    "form" TEXT,
    "keySource" TEXT,
    "keyAlgorithm" TEXT,
    "sealedKey" BLOB,
    "csrPem" TEXT,
    "receivedPem" TEXT,
    "rootBeforePem" TEXT,
    "rootPem" TEXT,
    "chainPem" TEXT,
    "notAfter" DATETIME,
    "outcome" TEXT,
    "isProven" BOOLEAN NOT NULL DEFAULT false,
    "receivedRoot" TEXT,
    "acceptedRoot" TEXT,
    "findings" TEXT NOT NULL DEFAULT '[]',
    "checks" TEXT NOT NULL DEFAULT '[]',
    "proof" TEXT,
    "problem" TEXT,
    "step" TEXT,
    "stepStartedAt" DATETIME,
    "processId" TEXT,
    "identityId" TEXT,
    "renewsIdentityId" TEXT,
    CONSTRAINT "CertificateOrder_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "CertificateOrder_profileId_fkey" FOREIGN KEY ("profileId") REFERENCES "Profile" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "CertificateOrder_identityId_fkey" FOREIGN KEY ("identityId") REFERENCES "ClientIdentity" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "CertificateOrderEvent" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "orderId" TEXT NOT NULL,
    "occurredAt" DATETIME NOT NULL,
    "actorName" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "fromState" TEXT NOT NULL,
    "toState" TEXT NOT NULL,
    "remark" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "CertificateOrderEvent_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "CertificateOrder" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RequestTemplate" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "teamId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "RequestTemplate_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "KnownAuthority" (
    "profileId" TEXT NOT NULL PRIMARY KEY,
    "pem" TEXT NOT NULL,
    "fingerprint256" TEXT NOT NULL,
    "seenAt" DATETIME NOT NULL,
    CONSTRAINT "KnownAuthority_profileId_fkey" FOREIGN KEY ("profileId") REFERENCES "Profile" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "CertificateOrder_identityId_key" ON "CertificateOrder"("identityId");

-- CreateIndex
CREATE INDEX "CertificateOrder_teamId_createdAt_idx" ON "CertificateOrder"("teamId", "createdAt");

-- CreateIndex
CREATE INDEX "CertificateOrder_profileId_idx" ON "CertificateOrder"("profileId");

-- CreateIndex
CREATE INDEX "CertificateOrder_step_idx" ON "CertificateOrder"("step");

-- CreateIndex
CREATE INDEX "CertificateOrderEvent_orderId_id_idx" ON "CertificateOrderEvent"("orderId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "RequestTemplate_teamId_name_key" ON "RequestTemplate"("teamId", "name");
