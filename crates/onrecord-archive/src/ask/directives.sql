-- What an actor is asked to do: directives addressed to it or to a group that it belongs to.
SELECT DISTINCT evidence.*, asker.signature, asker.state, NULL AS concept, asker.name AS speaker
FROM (
    SELECT addressees.document, addressees.statement, addressees.actor FROM addressees
    UNION ALL
    SELECT addressees.document, addressees.statement, members.member
    FROM addressees JOIN members ON members.document = addressees.document AND members.actor = addressees.actor
) AS addressed
JOIN actors ON actors.document = addressed.document AND actors.id = addressed.actor
JOIN statements ON statements.document = addressed.document AND statements.id = addressed.statement
JOIN evidence ON evidence.document_key = statements.document AND evidence.statement = statements.id
LEFT JOIN statements AS outer_statement
  ON outer_statement.document = statements.document AND outer_statement.id = statements.embedded_in
LEFT JOIN named_actors AS asker
  ON asker.document = statements.document AND asker.id = coalesce(outer_statement.speaker, statements.speaker)
WHERE statements.speech_act = 'directive' AND actors.signature IN (SELECT value FROM json_each(:addressees))
