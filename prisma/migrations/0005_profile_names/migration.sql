-- AlterTable
ALTER TABLE "Profile" ADD COLUMN "nameKey" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Profile_teamId_nameKey_key" ON "Profile"("teamId", "nameKey");

-- Names of two profiles that differ by case only are left as they are: the older one has the key. So are names with
-- letters whose case SQLite does not know; they get their key with their next name.
UPDATE "Profile" SET "nameKey" = lower("name")
WHERE "name" NOT GLOB '*[^ -~]*'
  AND NOT EXISTS (
    SELECT 1 FROM "Profile" AS "Older"
    WHERE "Older"."teamId" = "Profile"."teamId"
      AND lower("Older"."name") = lower("Profile"."name")
      AND ("Older"."createdAt", "Older"."id") < ("Profile"."createdAt", "Profile"."id")
  );
