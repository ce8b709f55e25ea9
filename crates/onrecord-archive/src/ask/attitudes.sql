-- Hopes, expectations and announcements of an answer, in the documents that report an exchange.
SELECT evidence.*, speaker.signature, speaker.state, NULL AS concept, statements.attitude, statements.speech_act,
       speaker.name AS speaker
FROM (SELECT DISTINCT document FROM exchanges WHERE identity = :exchange) AS reporting
CROSS JOIN statements ON statements.document = reporting.document
CROSS JOIN evidence ON evidence.document_key = statements.document AND evidence.statement = statements.id
LEFT JOIN named_actors AS speaker ON speaker.document = statements.document AND speaker.id = statements.speaker
WHERE statements.attitude IN ('hope', 'expect', 'expectation', 'refusal') OR statements.speech_act = 'commissive'
