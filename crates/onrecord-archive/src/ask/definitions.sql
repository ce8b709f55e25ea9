-- What a concept is said to be; the words are those of the definiens.
SELECT evidence.document, evidence.date, evidence.agency, evidence.document_key, evidence.statement,
       definitions.start, definitions."end", definitions.words, NULL AS spans,
       definitions.evidence, definitions.rule, definitions.confidence, evidence.voice,
       definer.signature, definer.state, concepts.identity AS concept,
       concepts.label, definitions.kind, definer.name AS actor
FROM concepts
CROSS JOIN definitions ON definitions.document = concepts.document AND definitions.concept = concepts.id
CROSS JOIN evidence ON evidence.document_key = definitions.document AND evidence.statement = definitions.statement
CROSS JOIN named_actors AS definer ON definer.document = definitions.document AND definer.id = definitions.actor
WHERE TRUE
AND concepts.identity IN (SELECT value FROM json_each(:asked)) -- if :asked
