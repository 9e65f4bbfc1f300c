-- The suggested fix of a missing scope needs the permission as data. Refusals from before have none, and get no suggestion.
ALTER TABLE "refusal" ADD COLUMN "needed" TEXT;
