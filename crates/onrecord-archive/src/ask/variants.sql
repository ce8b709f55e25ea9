-- Quotations, each with every document that carries it.
SELECT evidence.*, speaker.signature, speaker.state, NULL AS concept,
       printf('%016x', wordings.identity) AS quotation, speaker.name AS speaker
FROM wordings
JOIN statements ON statements.wording = wordings.key
JOIN evidence ON evidence.document_key = statements.document AND evidence.statement = statements.id
LEFT JOIN named_actors AS speaker ON speaker.document = statements.document AND speaker.id = statements.speaker
WHERE wordings.identity IN (SELECT value FROM json_each(:quotations))
