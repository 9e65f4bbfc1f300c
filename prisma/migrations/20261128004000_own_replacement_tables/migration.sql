-- Until now an account without entries had the default table in mode "on". From now on an empty table replaces nothing, so
-- the accounts that relied on the default one have its entries as their own. Ids are UUIDv7 (RFC 9562 §5.7), descending in
-- the table's order: it is listed newest first.
INSERT INTO "auto_replacement" ("id", "account_id", "search", "replacement")
SELECT (
         lpad(to_hex(floor(extract(epoch FROM now()) * 1000)::bigint), 12, '0')
         || '7' || lpad(to_hex(100 - d.place), 3, '0')
         || '8' || substr(md5(a."id"::text || d.place::text || random()::text), 1, 15)
       )::uuid,
       a."id", d.search, d.replacement
FROM "account" a
CROSS JOIN (
  VALUES (1, U&'\201E', '"'), (2, U&'\201C', '"'), (3, U&'\201D', '"'), (4, U&'\00AB', '"'), (5, U&'\00BB', '"'),
         (6, U&'\2018', ''''), (7, U&'\2019', ''''), (8, U&'\201A', ''''),
         (9, U&'\2013', '-'), (10, U&'\2014', '-'), (11, U&'\2026', '...'),
         (12, U&'\00A0', ' '), (13, U&'\202F', ' '), (14, U&'\0009', ' '), (15, '`', '''')
) AS d (place, search, replacement)
WHERE NOT EXISTS (SELECT FROM "auto_replacement" r WHERE r."account_id" = a."id");
