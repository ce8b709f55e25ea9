-- Replies, with the exchange that each answers: who has answered what.
SELECT DISTINCT answered.identity AS answered,
       (SELECT state FROM named_actors
        WHERE document = reply.document AND id = coalesce(reply.sender_state, reply.sender)) AS answered_by
FROM json_each(:identities) AS asked
JOIN exchanges AS answered ON answered.identity = asked.value
JOIN exchanges AS reply ON reply.document = answered.document AND reply.in_reply_to = answered.id
JOIN documents ON documents.key = reply.document
WHERE :as_of IS NULL OR documents.date <= :as_of
