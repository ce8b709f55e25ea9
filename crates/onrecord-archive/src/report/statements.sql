-- Every statement with the columns that filters look at; a row for each concept that its words name.
SELECT evidence.*, speaker.signature, speaker.state, speaker.name AS speaker, concepts.identity AS concept
FROM evidence
LEFT JOIN named_actors AS speaker ON speaker.document = evidence.document_key AND speaker.id = evidence.speaker_id
LEFT JOIN concept_spans ON concept_spans.document = evidence.document_key
     AND concept_spans.start >= evidence.start AND concept_spans."end" <= evidence."end"
LEFT JOIN concepts ON concepts.document = concept_spans.document AND concepts.id = concept_spans.concept
