-- Replies, with the exchange that each answers: who has answered what, and when that was reported.
SELECT answered.identity AS answered, sender.state AS answered_by, min(documents.date) AS reported_on
FROM exchanges AS reply
JOIN exchanges AS answered ON answered.document = reply.document AND answered.id = reply.in_reply_to
JOIN documents ON documents.key = reply.document
LEFT JOIN named_actors AS sender
       ON sender.document = reply.document AND sender.id = coalesce(reply.sender_state, reply.sender)
WHERE answered.identity IN (SELECT value FROM json_each(:identities)) AND (:as_of IS NULL OR documents.date <= :as_of)
GROUP BY answered.identity, sender.state
