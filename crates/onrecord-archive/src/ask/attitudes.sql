-- Hopes, expectations and announcements of an answer, in the documents that report an exchange.
SELECT evidence.*, speaker.signature, speaker.state, NULL AS concept, statements.attitude, statements.speech_act,
       speaker.name AS speaker
FROM statements
JOIN evidence ON evidence.document_key = statements.document AND evidence.statement = statements.id
LEFT JOIN named_actors AS speaker ON speaker.document = statements.document AND speaker.id = statements.speaker
WHERE statements.document IN (SELECT document FROM exchanges WHERE identity = :exchange)
