-- Speakers and the actors named inside their words.
SELECT speaker.name AS source, 'actor' AS source_kind, about.name AS target, 'actor' AS target_kind,
       'speaks_about' AS relation, evidence.voice, count(*) AS weight, min(evidence.date) AS first, max(evidence.date) AS last
FROM statement_actors
JOIN evidence ON evidence.document_key = statement_actors.document AND evidence.statement = statement_actors.statement
JOIN named_actors AS speaker ON speaker.document = evidence.document_key AND speaker.id = evidence.speaker_id
JOIN named_actors AS about ON about.document = evidence.document_key AND about.id = statement_actors.actor
WHERE speaker.name <> about.name
GROUP BY source, target, evidence.voice
ORDER BY source, target, evidence.voice
