-- Statements by their words, best first; words found are marked.
SELECT evidence.*, speaker.signature, speaker.state, NULL AS concept, speaker.name AS speaker,
       highlight(statement_text, 0, char(2), char(3)) AS highlighted, bm25(statement_text) AS rank
FROM statement_text
JOIN statements ON statements.key = statement_text.rowid
JOIN evidence ON evidence.document_key = statements.document AND evidence.statement = statements.id
LEFT JOIN named_actors AS speaker ON speaker.document = statements.document AND speaker.id = statements.speaker
WHERE statement_text MATCH :words
