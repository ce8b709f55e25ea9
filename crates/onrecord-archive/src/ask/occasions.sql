-- Events, calls, talks and visits in which two actors took part.
WITH of_one AS (SELECT document, id FROM actors WHERE signature IN (SELECT value FROM json_each(:ones))),
     of_other AS (SELECT document, id FROM actors WHERE signature IN (SELECT value FROM json_each(:others))),
     parties (document, kind_of_item, item, actor) AS (
        SELECT document, 'event', event, actor FROM participants
        UNION ALL SELECT document, 'event', id, organiser FROM events WHERE organiser IS NOT NULL
        UNION ALL SELECT document, 'exchange', exchange, actor FROM recipients
        UNION ALL SELECT document, 'exchange', id, sender FROM exchanges WHERE sender IS NOT NULL
        UNION ALL SELECT document, 'exchange', id, sender_state FROM exchanges WHERE sender_state IS NOT NULL),
     together AS (
        SELECT DISTINCT one.document, one.kind_of_item, one.item
        FROM of_one
        JOIN parties AS one ON one.document = of_one.document AND one.actor = of_one.id
        JOIN of_other ON of_other.document = of_one.document AND of_other.id <> of_one.id
        JOIN parties AS other ON other.document = of_other.document AND other.actor = of_other.id
         AND other.kind_of_item = one.kind_of_item AND other.item = one.item)
SELECT documents.id AS document, documents.date, documents.agency, documents.key AS document_key, NULL AS statement,
       events.start, events."end", events.words, NULL AS spans, events.evidence, events.rule, events.confidence,
       'own' AS voice, NULL AS signature, NULL AS state, NULL AS concept,
       events.identity, events.kind, events.date AS held_on, places.name AS place
FROM together
JOIN events ON events.document = together.document AND events.id = together.item AND together.kind_of_item = 'event'
JOIN documents ON documents.key = events.document
LEFT JOIN places ON places.document = events.document AND places.id = events.place
UNION ALL
SELECT documents.id, documents.date, documents.agency, documents.key, reports.statement,
       NULL, NULL, NULL, reports.spans, exchanges.evidence, exchanges.rule, exchanges.confidence,
       'own', NULL, NULL, exchanges.subject_identity, exchanges.identity, exchanges.kind, exchanges.date, NULL
FROM together
JOIN exchanges ON exchanges.document = together.document AND exchanges.id = together.item
 AND together.kind_of_item = 'exchange'
JOIN reports ON reports.document = exchanges.document AND reports.exchange = exchanges.id
JOIN documents ON documents.key = exchanges.document
WHERE exchanges.kind IN ('call', 'talks', 'visit')
