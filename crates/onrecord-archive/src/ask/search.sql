-- Statements by their words, best first; words found are marked. The hits come in order, so that a limit ends the walk.
SELECT evidence.*, speaker.signature, speaker.state, NULL AS concept, speaker.name AS speaker, hits.rank,
       (SELECT highlight(statement_text, 0, char(2), char(3)) FROM statement_text
        WHERE statement_text MATCH :words AND rowid = hits.rowid) AS highlighted
FROM (SELECT rowid, rank FROM statement_text WHERE statement_text MATCH :words ORDER BY rank LIMIT 1000000000) AS hits
CROSS JOIN statements ON statements.key = hits.rowid
CROSS JOIN evidence ON evidence.document_key = statements.document AND evidence.statement = statements.id
LEFT JOIN named_actors AS speaker ON speaker.document = statements.document AND speaker.id = statements.speaker
