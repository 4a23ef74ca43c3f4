-- AlterTable
ALTER TABLE "OperationRun" ADD COLUMN "acceptedStatuses" TEXT;
ALTER TABLE "OperationRun" ADD COLUMN "operationTimeoutMs" INTEGER;
ALTER TABLE "OperationRun" ADD COLUMN "statusTimeoutMs" INTEGER;
