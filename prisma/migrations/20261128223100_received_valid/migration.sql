-- A scan that locks no row. A separate transaction, since the one that adds a constraint locks its table.
ALTER TABLE "delivery_report" VALIDATE CONSTRAINT "delivery_report_key_check";
