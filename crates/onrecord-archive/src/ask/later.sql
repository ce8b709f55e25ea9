-- Statements by or about an actor in documents that may follow acts of some dates: among them the later mentions of each
-- are looked for.
WITH asked AS MATERIALIZED (
        SELECT actors.document, actors.id
        FROM actors CROSS JOIN documents ON documents.key = actors.document
        WHERE actors.signature IN (SELECT value FROM json_each(:actors_asked))
          AND documents.date > :first AND documents.date <= date(:last, '+' || :days || ' days')),
     by_or_about AS (
        SELECT statements.key
        FROM asked CROSS JOIN statements ON statements.document = asked.document AND statements.speaker = asked.id
        UNION
        SELECT statements.key
        FROM asked
        CROSS JOIN statement_actors
                ON statement_actors.document = asked.document AND statement_actors.actor = asked.id
        CROSS JOIN statements
                ON statements.document = statement_actors.document AND statements.id = statement_actors.statement)
SELECT statements.document AS document_key, statements.id AS statement, statements.content AS words
FROM by_or_about CROSS JOIN statements ON statements.key = by_or_about.key
