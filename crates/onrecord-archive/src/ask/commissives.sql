-- What an actor binds itself to.
SELECT evidence.*, speaker.signature, speaker.state, NULL AS concept, speaker.name AS speaker
FROM actors
CROSS JOIN statements ON statements.document = actors.document AND statements.speaker = actors.id
CROSS JOIN evidence ON evidence.document_key = statements.document AND evidence.statement = statements.id
CROSS JOIN named_actors AS speaker ON speaker.document = actors.document AND speaker.id = actors.id
WHERE statements.speech_act = 'commissive' AND actors.signature IN (SELECT value FROM json_each(:speakers))
