-- What an agency reports: attributed statements, and its own.
SELECT evidence.*, speaker.signature, speaker.state, NULL AS concept,
       speaker.name AS speaker, wordings.identity AS quotation
FROM documents
JOIN evidence ON evidence.document_key = documents.key
JOIN statements ON statements.document = documents.key AND statements.id = evidence.statement
LEFT JOIN wordings ON wordings.key = statements.wording
LEFT JOIN named_actors AS speaker ON speaker.document = statements.document AND speaker.id = statements.speaker
WHERE documents.agency = :agency AND statements.level < 2
AND (documents.key, statements.id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(:places)) -- if :places
