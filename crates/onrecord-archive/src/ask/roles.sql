-- The offices that an actor is said to hold.
SELECT documents.id AS document, documents.date, documents.agency, documents.key AS document_key, NULL AS statement,
       roles.start, roles."end", roles.words, NULL AS spans, roles.evidence, roles.rule, roles.confidence,
       'own' AS voice, holder.signature, holder.state, NULL AS concept,
       holder.name AS actor, roles.office, body.name AS "of"
FROM actors
CROSS JOIN roles ON roles.document = actors.document AND roles.actor = actors.id
CROSS JOIN named_actors AS holder ON holder.document = actors.document AND holder.id = actors.id
CROSS JOIN documents ON documents.key = actors.document
LEFT JOIN named_actors AS body ON body.document = roles.document AND body.id = roles."of"
WHERE actors.kind = 'person' AND roles.words IS NOT NULL
  AND actors.signature IN (SELECT value FROM json_each(:holders))
