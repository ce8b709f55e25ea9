-- What an actor says in its own voice.
SELECT statements.document AS document_key, statements.id AS statement, statements.content AS words
FROM actors
CROSS JOIN statements ON statements.document = actors.document AND statements.speaker = actors.id
WHERE actors.signature IN (SELECT value FROM json_each(:speakers))
  AND statements.evidential IS NULL AND statements.level = 1
