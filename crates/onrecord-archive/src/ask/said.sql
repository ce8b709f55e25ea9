-- What an actor says in its own voice.
SELECT evidence.*, actors.signature, NULL AS state, NULL AS concept
FROM actors
CROSS JOIN statements ON statements.document = actors.document AND statements.speaker = actors.id
CROSS JOIN evidence ON evidence.document_key = statements.document AND evidence.statement = statements.id
WHERE actors.signature IN (SELECT value FROM json_each(:speakers)) AND evidence.voice = 'own' AND statements.level = 1
