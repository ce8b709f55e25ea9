-- Who speaks about whom: the actors named inside the words of a speaker, the speaker apart.
SELECT evidence.*, speaker.signature, speaker.state, NULL AS concept,
       speaker.name AS speaker, about.name AS about
FROM statement_actors
JOIN evidence ON evidence.document_key = statement_actors.document AND evidence.statement = statement_actors.statement
JOIN named_actors AS speaker ON speaker.document = evidence.document_key AND speaker.id = evidence.speaker_id
JOIN named_actors AS about ON about.document = evidence.document_key AND about.id = statement_actors.actor
WHERE speaker.name <> about.name
AND (evidence.document_key, evidence.speaker_id) IN (SELECT document, id FROM actors WHERE signature IN (SELECT value FROM json_each(:speakers))) -- if :speakers
AND (statement_actors.document, statement_actors.actor) IN (SELECT document, id FROM actors WHERE signature IN (SELECT value FROM json_each(:abouts))) -- if :abouts
