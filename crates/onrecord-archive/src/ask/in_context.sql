-- Every place that speaks of a concept.
SELECT documents.id AS document, documents.date, documents.agency, documents.key AS document_key,
       concept_spans.statement, concept_spans.start, concept_spans."end", concept_spans.words, NULL AS spans,
       concepts.evidence, concepts.rule, concepts.confidence,
       CASE WHEN statements.evidential IS NULL THEN 'own' ELSE 'attributed' END AS voice,
       speaker.signature, speaker.state, concepts.identity AS concept, speaker.name AS speaker,
       documents.text, statements.content, statements.start AS content_start
FROM concepts
CROSS JOIN concept_spans ON concept_spans.document = concepts.document AND concept_spans.concept = concepts.id
CROSS JOIN documents ON documents.key = concepts.document
LEFT JOIN statements ON statements.document = concepts.document AND statements.id = concept_spans.statement
LEFT JOIN named_actors AS speaker ON speaker.document = statements.document AND speaker.id = statements.speaker
WHERE concepts.identity IN (SELECT value FROM json_each(:asked))
