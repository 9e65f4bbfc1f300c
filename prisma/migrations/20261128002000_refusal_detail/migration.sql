-- Until now a detail repeated names of fields that the caller chose: a JSON body sent as a form was one of them, its key
-- included. Nothing tells those rows apart, so the details of all refused fields go.
UPDATE "refusal" SET "detail" = NULL WHERE "code" = 'invalid_fields';
