-- The role of the processes may not create tables: functions that do run with the rights of their owner. Temporary tables come
-- last: a caller's table of the same name must not be used in the place of ours.
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION "create_report_partitions"(date) SECURITY DEFINER SET search_path = %I, pg_temp', current_schema());
END $$;
