-- Senders and recipients, each exchange once however many documents report it.
SELECT source, 'actor' AS source_kind, target, 'actor' AS target_kind, kind AS relation, 'own' AS voice,
       count(DISTINCT identity) AS weight, min(day) AS first, max(day) AS last
FROM (
    SELECT sender.name AS source, recipient.name AS target, exchanges.kind, exchanges.identity,
           coalesce(exchanges.date, documents.date) AS day
    FROM exchanges
    JOIN documents ON documents.key = exchanges.document
    JOIN recipients ON recipients.document = exchanges.document AND recipients.exchange = exchanges.id
    JOIN named_actors AS recipient ON recipient.document = recipients.document AND recipient.id = recipients.actor
    JOIN named_actors AS sender
      ON sender.document = exchanges.document AND sender.id = coalesce(exchanges.sender_state, exchanges.sender))
GROUP BY source, target, relation
ORDER BY source, target, relation
