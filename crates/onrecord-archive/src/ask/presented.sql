-- What one actor says that another thinks: statements of the other inside statements of the one.
SELECT evidence.*, presented.signature, presented.state, NULL AS concept
FROM actors
CROSS JOIN statements ON statements.document = actors.document AND statements.speaker = actors.id
CROSS JOIN evidence ON evidence.document_key = statements.document AND evidence.statement = statements.id
CROSS JOIN named_actors AS presented ON presented.document = actors.document AND presented.id = actors.id
JOIN statements AS outer_statement
  ON outer_statement.document = statements.document AND outer_statement.id = statements.embedded_in
JOIN actors AS presenter ON presenter.document = statements.document AND presenter.id = outer_statement.speaker
WHERE statements.evidential IS NOT NULL
  AND actors.signature IN (SELECT value FROM json_each(:presented))
  AND presenter.signature IN (SELECT value FROM json_each(:presenters))
