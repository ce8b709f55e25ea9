-- Statements by or about an actor in documents that may follow acts of some dates: among them the later mentions of each
-- are looked for.
SELECT evidence.*, NULL AS signature, NULL AS state, NULL AS concept
FROM evidence
WHERE evidence.date > :first AND evidence.date <= date(:last, '+' || :days || ' days')
  AND (evidence.document_key, evidence.statement) IN (
    SELECT statements.document, statements.id
    FROM actors JOIN statements ON statements.document = actors.document AND statements.speaker = actors.id
    WHERE actors.signature IN (SELECT value FROM json_each(:actors_asked))
    UNION
    SELECT statement_actors.document, statement_actors.statement
    FROM actors JOIN statement_actors
      ON statement_actors.document = actors.document AND statement_actors.actor = actors.id
    WHERE actors.signature IN (SELECT value FROM json_each(:actors_asked)))
