-- One name for one thing: `live` and `test` are environments, in the API, the code and the database. Indexes follow the columns.
ALTER TYPE "key_mode" RENAME TO "environment";
ALTER TABLE "api_key" RENAME COLUMN "mode" TO "environment";
ALTER TABLE "api_key_usage" RENAME COLUMN "mode" TO "environment";
ALTER TABLE "message" RENAME COLUMN "mode" TO "environment";
