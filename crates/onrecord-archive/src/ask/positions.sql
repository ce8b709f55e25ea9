-- Who stands where on which concept, in whose voice.
SELECT evidence.document, evidence.date, evidence.agency, evidence.document_key, evidence.statement,
       evidence.start, evidence."end", evidence.words, evidence.spans,
       positions.evidence, positions.rule, positions.confidence, positions.voice,
       holder.signature, holder.state, concepts.identity AS concept,
       holder.name AS actor, concepts.label, positions.agreement, presenter.name AS attributed_by,
       presenter.signature AS presenter
FROM positions
JOIN concepts ON concepts.document = positions.document AND concepts.id = positions.concept
JOIN evidence ON evidence.document_key = positions.document AND evidence.statement = positions.statement
JOIN named_actors AS holder ON holder.document = positions.document AND holder.id = positions.actor
LEFT JOIN named_actors AS presenter ON presenter.document = positions.document AND presenter.id = positions.attributed_by
WHERE TRUE
AND (positions.document, positions.actor) IN (SELECT document, id FROM actors WHERE signature IN (SELECT value FROM json_each(:holders))) -- if :holders
