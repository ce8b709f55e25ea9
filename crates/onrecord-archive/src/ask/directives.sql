-- What an actor is asked to do: directives addressed to it or to a group that it belongs to.
WITH asked AS (SELECT document, id FROM actors WHERE signature IN (SELECT value FROM json_each(:addressees))),
     addressed AS (
        SELECT document, id FROM asked
        UNION
        SELECT members.document, members.actor
        FROM asked CROSS JOIN members ON members.document = asked.document AND members.member = asked.id),
     requests AS (
        SELECT DISTINCT addressees.document, addressees.statement
        FROM addressed
        CROSS JOIN addressees ON addressees.document = addressed.document AND addressees.actor = addressed.id)
SELECT evidence.*, asker.signature, asker.state, NULL AS concept, asker.name AS speaker
FROM requests
CROSS JOIN statements ON statements.document = requests.document AND statements.id = requests.statement
CROSS JOIN evidence ON evidence.document_key = statements.document AND evidence.statement = statements.id
LEFT JOIN statements AS outer_statement
  ON outer_statement.document = statements.document AND outer_statement.id = statements.embedded_in
LEFT JOIN named_actors AS asker
  ON asker.document = statements.document AND asker.id = coalesce(outer_statement.speaker, statements.speaker)
WHERE statements.speech_act = 'directive'
