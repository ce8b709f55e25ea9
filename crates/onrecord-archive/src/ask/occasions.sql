-- Events, calls, talks and visits in which two actors took part. Only the items of documents that name both are looked at.
WITH of_one AS (SELECT document, id FROM actors WHERE signature IN (SELECT value FROM json_each(:ones))),
     of_other AS (SELECT document, id FROM actors WHERE signature IN (SELECT value FROM json_each(:others))),
     pairs AS (
        SELECT of_one.document, of_one.id AS one, of_other.id AS other
        FROM of_one JOIN of_other ON of_other.document = of_one.document AND of_other.id <> of_one.id),
     shared_events AS (
        SELECT DISTINCT events.document, events.id
        FROM pairs CROSS JOIN events ON events.document = pairs.document
        WHERE (events.organiser = pairs.one OR EXISTS (
                SELECT 1 FROM participants
                WHERE document = events.document AND event = events.id AND actor = pairs.one))
          AND (events.organiser = pairs.other OR EXISTS (
                SELECT 1 FROM participants
                WHERE document = events.document AND event = events.id AND actor = pairs.other))),
     shared_exchanges AS (
        SELECT DISTINCT exchanges.document, exchanges.id
        FROM pairs CROSS JOIN exchanges ON exchanges.document = pairs.document
        WHERE exchanges.kind IN ('call', 'talks', 'visit')
          AND (pairs.one IN (exchanges.sender, exchanges.sender_state) OR EXISTS (
                SELECT 1 FROM recipients
                WHERE document = exchanges.document AND exchange = exchanges.id AND actor = pairs.one))
          AND (pairs.other IN (exchanges.sender, exchanges.sender_state) OR EXISTS (
                SELECT 1 FROM recipients
                WHERE document = exchanges.document AND exchange = exchanges.id AND actor = pairs.other)))
SELECT documents.id AS document, documents.date, documents.agency, documents.key AS document_key, NULL AS statement,
       events.start, events."end", events.words, NULL AS spans, events.evidence, events.rule, events.confidence,
       'own' AS voice, NULL AS signature, NULL AS state, NULL AS concept,
       events.identity, events.kind, events.date AS held_on, places.name AS place
FROM shared_events
CROSS JOIN events ON events.document = shared_events.document AND events.id = shared_events.id
JOIN documents ON documents.key = events.document
LEFT JOIN places ON places.document = events.document AND places.id = events.place
UNION ALL
SELECT documents.id, documents.date, documents.agency, documents.key, reports.statement,
       NULL, NULL, NULL, reports.spans, exchanges.evidence, exchanges.rule, exchanges.confidence,
       'own', NULL, NULL, exchanges.subject_identity, exchanges.identity, exchanges.kind, exchanges.date, NULL
FROM shared_exchanges
CROSS JOIN exchanges ON exchanges.document = shared_exchanges.document AND exchanges.id = shared_exchanges.id
JOIN reports ON reports.document = exchanges.document AND reports.exchange = exchanges.id
JOIN documents ON documents.key = exchanges.document
