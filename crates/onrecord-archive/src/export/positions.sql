-- Actors and the concepts that they are for or against.
SELECT holder.name AS source, 'actor' AS source_kind, concepts.label AS target, 'concept' AS target_kind,
       positions.agreement AS relation, positions.voice, count(*) AS weight,
       min(documents.date) AS first, max(documents.date) AS last
FROM positions
JOIN documents ON documents.key = positions.document
JOIN concepts ON concepts.document = positions.document AND concepts.id = positions.concept
JOIN named_actors AS holder ON holder.document = positions.document AND holder.id = positions.actor
GROUP BY source, target, relation, positions.voice
ORDER BY source, target, relation, positions.voice
