-- The role of the processes may not create tables: functions that do run with the rights of their owner.
ALTER FUNCTION "create_report_partitions"(date) SECURITY DEFINER SET search_path FROM CURRENT;
