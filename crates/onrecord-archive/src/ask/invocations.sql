-- Who cites an instrument, and in which sense.
SELECT evidence.*, invoker.signature, invoker.state, concepts.identity AS concept,
       invoker.name AS actor, invocations.relation, instruments.identity AS instrument,
       coalesce(instruments.registry_title, instruments.title, instruments.words) AS title
FROM instruments
CROSS JOIN invocations ON invocations.document = instruments.document AND invocations.instrument = instruments.id
CROSS JOIN evidence ON evidence.document_key = invocations.document AND evidence.statement = invocations.statement
CROSS JOIN named_actors AS invoker ON invoker.document = invocations.document AND invoker.id = invocations.actor
LEFT JOIN concepts ON concepts.document = invocations.document AND concepts.id = invocations.concept
WHERE TRUE
AND instruments.identity IN (SELECT value FROM json_each(:instruments)) -- if :instruments
